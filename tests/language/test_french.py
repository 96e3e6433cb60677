"""French analysis: folding, tokens, stems, sentences."""

import pytest

from assistant.language import content_stems, fold, is_french, normalize, split_sentences, squash, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Éducation", "education"), ("L’Œuvre", "l'oeuvre"), ("ﬁn", "fin"), ("mal\u00a0logé", "mal loge")],
)
def test_fold_takes_case_accents_and_ligatures_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_normalize_cuts_elisions_and_joins_digit_groups_and_dotted_acronyms() -> None:
    assert normalize("L’E.I.S. d’abord : 75 000 visites") == "eis abord : 75000 visites"


def test_a_hyphenated_word_gives_its_parts_and_the_whole() -> None:
    assert words("Info-doc") == ["info", "doc", "infodoc"]


def test_a_verb_with_its_pronoun_is_not_a_compound() -> None:
    assert "atil" not in words("le service a-t-il répondu")


def test_stems_link_the_forms_of_a_word() -> None:
    assert content_stems("les demandes traitées") == content_stems("la demande traitée")


def test_squash_forgets_what_is_only_form() -> None:
    assert squash("01.34.04 12-12") == squash("0134041212")


def test_sentences_do_not_end_at_abbreviations_or_inside_quotes() -> None:
    text = "L’art. 6 de la loi dit : « Oui. Non. » Ensuite, M. le maire signe. Fin."
    assert split_sentences(text) == [
        "L’art. 6 de la loi dit : « Oui. Non. »",
        "Ensuite, M. le maire signe.",
        "Fin.",
    ]


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("What is the budget of the centre?", False),
        ("Quel est le budget du centre ?", True),
        ("illettrisme", True),
        ("Qu’est-ce que le « city stade » ?", True),
    ],
)
def test_english_is_told_from_french(text: str, french: bool) -> None:
    assert is_french(text) is french
