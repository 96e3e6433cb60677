"""The checker through its public interface, with the fitted regression and with a tiny real NLI model."""

from pathlib import Path

import pytest

from assistant.embedding import SentenceEncoder
from assistant.errors import ModelError
from assistant.reading import Cited, GroundingChecker, load_entailment

PASSAGE = Cited(
    (
        "Le conseil citoyen réunit des habitants et des acteurs locaux du quartier.",
        "Il donne son avis sur le contrat de ville signé en 2015.",
        "Sa création est envisagée dans vingt quartiers.",
    ),
    "Les conseils citoyens › Composition",
)


@pytest.fixture(scope="module")
def checker(encoder: SentenceEncoder) -> GroundingChecker:
    return GroundingChecker(encoder)


@pytest.mark.parametrize(
    "claim",
    [
        "Le conseil citoyen rassemble des habitants et des acteurs locaux.",
        "Le conseil citoyen donne un avis sur le contrat de ville de 2015.",
        "Sa création est envisagée dans 20 quartiers.",
    ],
)
def test_true_sentences_pass(checker: GroundingChecker, claim: str) -> None:
    assert checker.check(claim, [PASSAGE]).supported


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ("Sa création est envisagée dans 30 quartiers.", "30"),
        ("Sa création est confirmée dans vingt quartiers.", "confirmé"),
        ("Le conseil citoyen ne réunit pas des habitants.", "négation"),
        ("Le conseil citoyen réunit des habitants de Cergy.", "Cergy"),
        ("Il donne son avis sur le contrat de ville signé en 2014.", "2014"),
    ],
)
def test_an_altered_sentence_is_stopped_with_its_reason(
    checker: GroundingChecker, claim: str, problem: str
) -> None:
    verdict = checker.check(claim, [PASSAGE])
    assert not verdict.supported
    assert problem in " ".join(verdict.problems)


def test_an_unrelated_sentence_is_stopped(checker: GroundingChecker) -> None:
    assert not checker.check("Le médiateur garde le secret des entretiens.", [PASSAGE]).supported


def test_the_best_sentence_comes_first(checker: GroundingChecker) -> None:
    verdict = checker.check("Il donne son avis sur le contrat de ville.", [PASSAGE])
    assert verdict.support[0] == (0, 1)


def test_nothing_cited_supports_nothing(checker: GroundingChecker) -> None:
    assert not checker.check("Il donne son avis.", []).supported


def test_words_alone_for_another_embedding_model() -> None:
    checker = GroundingChecker(None)
    assert checker.check("Le conseil citoyen réunit des habitants du quartier.", [PASSAGE]).supported
    assert not checker.check("Le conseil citoyen réunit 12 habitants du quartier.", [PASSAGE]).supported


def tiny_nli(folder: Path, labels: dict[int, str]) -> Path:
    """A real, untrained cross-encoder of a few thousand weights."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "le", "conseil", "citoyen"]
    core = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=len(labels),
        id2label=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_an_nli_model_takes_the_place_of_the_regression(tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path / "nli", {0: "contradiction", 1: "entailment", 2: "neutral"})
    entailment = load_entailment(str(folder))
    assert 0 < entailment.entails("Le conseil citoyen.", "Le conseil.") < 1
    checker = GroundingChecker(None, entailment=entailment)
    verdict = checker.check("Le conseil citoyen réunit 12 habitants.", [PASSAGE])
    assert not verdict.supported, "the rules hold all the same"


def test_a_model_that_is_no_nli_model_is_refused(tmp_path: Path) -> None:
    folder = tiny_nli(tmp_path / "other", {0: "positif", 1: "négatif"})
    with pytest.raises(ModelError, match="entailment"):
        load_entailment(str(folder))
    with pytest.raises(ModelError, match="ASSISTANT_NLI_MODEL"):
        load_entailment(str(tmp_path / "nowhere"))
