"""Grounding of shown sentences: verbatim, supported, citation recall and precision after ALCE."""

from collections.abc import Sequence

import pytest
from evaluation_fakes import QUOTE, answer_of, citation_of, page_text, refusal_of

from assistant.types import AnswerSentence
from evals.scoring.grounding import citation_precision, citation_recall, grounding_scores, word_for_word

QUOTED = [("AB", ["A", "B"]), ("C", ["C", "D"]), ("E", ["F"]), ("G", [])]


def letters(claim: str, texts: Sequence[str]) -> bool:
    """A claim is established when each of its letters is in one of the texts."""
    return all(any(letter in text for text in texts) for letter in claim)


def test_recall_is_the_share_of_sentences_that_their_quotes_establish() -> None:
    assert citation_recall(QUOTED, letters) == 2 / 4


def test_precision_counts_the_quotes_that_serve() -> None:
    # A and B are both needed, C is enough alone, D adds nothing, F establishes nothing.
    assert citation_precision(QUOTED, letters) == 3 / 5


def test_precision_without_a_quote_is_undefined() -> None:
    assert citation_precision([("A", [])], letters) is None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Le service Info-doc a traité 124 demandes documentaires", True),
        ("le SERVICE Info doc a traite 124 demandes", True),
        ("Le service Info-doc a traité 125 demandes", False),
        ("…", False),
    ],
)
def test_word_for_word_forgives_case_accents_and_punctuation_only(claim: str, expected: bool) -> None:
    assert word_for_word(claim, [QUOTE]) is expected


def test_a_sentence_copied_from_its_page_is_grounded_in_every_way() -> None:
    scores = grounding_scores(answer_of(QUOTE), page_text, word_for_word)
    assert scores == {"sentence_verbatim": 1, "supported": 1, "citation_recall": 1, "citation_precision": 1}


def test_a_sentence_without_citation_is_grounded_in_none() -> None:
    answer = answer_of(sentences=(AnswerSentence(QUOTE, (), "supported"),))
    scores = grounding_scores(answer, page_text, word_for_word)
    assert scores == {"sentence_verbatim": 0, "supported": 0, "citation_recall": 0}


def test_a_quote_that_is_not_on_its_page_is_not_verbatim() -> None:
    answer = answer_of("Il y a 12 agents.", citations=(citation_of(quote="Il y a 12 agents."),))
    scores = grounding_scores(answer, page_text, word_for_word)
    assert (scores["sentence_verbatim"], scores["supported"], scores["citation_recall"]) == (0, 0, 1)


def test_a_refusal_has_no_grounding() -> None:
    assert grounding_scores(refusal_of(), page_text, word_for_word) == {}
