from typing import Any

import pytest
from evaluation_fakes import QUOTE, action_of, answer_of, citation_of, page_text, question_of, refusal_of

from assistant.types import Answer
from evals.scoring.scoring import is_verbatim, measure, missing_facts, score, shown_text, shows
from evals.sets.questions import Question, Source


def outcome(question: Question, answer: Answer) -> str:
    return score(question, answer, page_text)[0]


@pytest.mark.parametrize(
    "form",
    ["124", "Info-doc", "info doc", "INFODOC", "Info doc", "a traite", "demandes documentaires"],
)
def test_a_form_is_found_whatever_case_accents_punctuation_and_spacing(form: str) -> None:
    assert shows("Le service Info-doc a TRAITÉ 124 demandes\n documentaires.", form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("30 000 habitants", "30000"),
        ("30\u202f000 habitants", "30 000"),
        ("01.34.04.12.12", "01 34 04 12 12"),
    ],
)
def test_a_number_is_found_whatever_its_separators(text: str, form: str) -> None:
    assert shows(text, form)


@pytest.mark.parametrize(("text", "form"), [("en 2012", "12"), ("en 2012", "20"), ("1245 demandes", "124")])
def test_a_number_is_not_found_inside_a_longer_one(text: str, form: str) -> None:
    assert not shows(text, form)


def test_ligatures_are_their_letters() -> None:
    assert shows("le cœur de ville", "COEUR")


def test_sentences_quotes_and_action_titles_are_shown_text() -> None:
    answer = answer_of("Phrase.", actions=(action_of("Rencontre logement"),))
    assert shown_text(answer).split("\n") == ["Phrase.", QUOTE, "Rencontre logement"]


def test_the_refusal_reason_is_not_shown_text() -> None:
    assert "corpus" not in shown_text(refusal_of("Le corpus ne répond pas."))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "ok"),
        ({"facts": (("124",), ("Info-doc", "service de documentation"))}, "ok"),
        ({"facts": (("124",), ("125",))}, "wrong"),
        ({"forbidden": ("125",)}, "ok"),
        ({"forbidden": ("124 demandes",)}, "wrong"),
        ({"sources": (Source("programme", (14, 15)),)}, "ok"),
        ({"sources": (Source("programme"),)}, "ok"),
        ({"sources": (Source("fiche"), Source("programme", (15,)))}, "ok"),
        ({"sources": (Source("programme", (14,)),)}, "wrong"),
        ({"sources": (Source("fiche", (15,)),)}, "wrong"),
        ({"actions": ("mal-logement",)}, "ok"),
        ({"actions": ("mal logement", "santé")}, "wrong"),
        ({"no_actions": True}, "wrong"),
    ],
)
def test_outcome_of_an_answer_to_an_answerable_question(fields: dict[str, Any], expected: str) -> None:
    answer = answer_of(actions=(action_of("Rencontre sur le Mal-logement"),))
    assert outcome(question_of(**fields), answer) == expected


def test_no_action_is_right_when_none_is_wanted() -> None:
    assert outcome(question_of(no_actions=True), answer_of()) == "ok"


def test_refusing_an_answerable_question_is_its_own_outcome() -> None:
    assert outcome(question_of(), refusal_of()) == "refused"


def test_refusing_an_unanswerable_question_is_right() -> None:
    assert outcome(question_of(answerable=False), refusal_of()) == "ok"


def test_answering_an_unanswerable_question_is_wrong() -> None:
    assert outcome(question_of(answerable=False), answer_of()) == "wrong"


def test_a_score_that_is_not_defined_is_left_out() -> None:
    assert measure(question_of(), refusal_of(), page_text) == {"error_rate": 1}


def test_a_refusal_shows_no_fact() -> None:
    question = question_of(facts=(("124",),), sources=(Source("programme", (15,)),))
    assert measure(question, refusal_of(), page_text) == {
        "fact_recall": 0,
        "first_hit": 0,
        "source_hit": 0,
        "source_recall": 0,
        "error_rate": 1,
    }


def test_the_shares_of_facts_and_actions() -> None:
    question = question_of(facts=(("124",), ("999",)), actions=("logement", "santé", "emploi", "culture"))
    scores = measure(question, answer_of(actions=(action_of("Rencontre logement"),)), page_text)
    assert (scores["fact_recall"], scores["action_recall"]) == (0.5, 0.25)


def test_precision_and_recall_of_the_source_pages() -> None:
    question = question_of(sources=(Source("programme", (15, 16)), Source("fiche")))
    pages = [("programme", 15), ("programme", 3), ("fiche", 2), ("fiche", 4), ("autre", 1)]
    answer = answer_of(citations=tuple(citation_of(document, page) for document, page in pages))
    scores = measure(question, answer, page_text)
    assert scores["source_precision"] == 3 / 5
    assert scores["source_recall"] == 2 / 3
    assert scores["source_hit"] == 1


def test_two_citations_of_one_page_count_once() -> None:
    question = question_of(sources=(Source("programme", (15,)),))
    answer = answer_of(citations=(citation_of(), citation_of(), citation_of("autre", 1)))
    assert measure(question, answer, page_text)["source_precision"] == 0.5


def test_a_document_without_pages_is_a_source_when_none_is_named() -> None:
    question = question_of(sources=(Source("fiche"),))
    assert measure(question, answer_of(citations=(citation_of("fiche", None),)), page_text)["source_hit"] == 1


def test_forbidden_forms_are_counted() -> None:
    assert (
        measure(question_of(forbidden=("124", "service", "xyz")), answer_of(), page_text)["forbidden_shown"]
        == 2
    )


def test_an_unanswerable_question_has_no_recall() -> None:
    question = question_of(answerable=False, facts=(("124",),), sources=(Source("programme"),))
    assert measure(question, answer_of(), page_text) == {"lines": 1, "verbatim": 1, "hallucination_rate": 1}


def test_a_quote_is_verbatim_with_other_white_space() -> None:
    assert is_verbatim(citation_of(), page_text)


@pytest.mark.parametrize(
    "citation",
    [
        citation_of(page=14),
        citation_of(quote=QUOTE.replace("124", "125")),
        citation_of(quote=QUOTE.upper()),
        citation_of(quote=" "),
    ],
    ids=["another page", "a changed figure", "another case", "empty"],
)
def test_a_quote_that_is_not_on_its_page_is_not_verbatim(citation: Any) -> None:
    assert not is_verbatim(citation, page_text)


def test_missing_facts_are_those_of_which_no_form_is_shown() -> None:
    question = question_of(facts=(("124",), ("mail", "courriel")))
    assert missing_facts(question, answer_of()) == (("mail", "courriel"),)


FACTS = (("124",), ("Info-doc",))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answer_of("Le service info doc est gratuit."), 1),
        (answer_of("Rien."), 0),
        (answer_of("", actions=(action_of("Atelier INFO-DOC"), action_of("Autre"))), 1),
        (answer_of("Rien.", actions=(action_of("Atelier Info-doc"),)), 0),
        (answer_of("", actions=(action_of("Autre"), action_of("Atelier Info-doc"))), 0),
        (answer_of(""), 0),
        (refusal_of(), 0),
    ],
    ids=["sentence", "quote-only", "action", "action-second", "second-action", "nothing", "refused"],
)
def test_the_first_hit_is_that_of_what_is_read_first(answer: Answer, expected: float) -> None:
    assert measure(question_of(facts=FACTS), answer, page_text)["first_hit"] == expected


def test_there_is_no_first_hit_without_expected_facts() -> None:
    assert "first_hit" not in measure(question_of(), answer_of(), page_text)
    assert "first_hit" not in measure(question_of(facts=FACTS, answerable=False), answer_of(), page_text)


def test_the_lines_are_the_sentences_and_actions_of_an_answer() -> None:
    answer = answer_of(actions=(action_of("Un"), action_of("Deux")))
    assert measure(question_of(), answer, page_text)["lines"] == 3
    assert "lines" not in measure(question_of(), refusal_of(), page_text)
