"""Questions about the documents themselves: what is answered from the catalogue, and what is left alone."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer.about_documents import about_documents
from assistant.index import Index
from assistant.types import Answer

TODAY = date(2015, 2, 15)
SETS = Path(__file__).parents[2] / "evals" / "datasets"


@pytest.fixture(scope="module")
def index(corpus_index: Path) -> Iterator[Index]:
    opened = Index.open(corpus_index)
    yield opened
    opened.close()


def answered(question: str, index: Index) -> Answer:
    answer = about_documents(question, index, TODAY)
    assert answer is not None
    assert not answer.refused
    assert answer.sentences or answer.documents or answer.notice
    return answer


def shown(answer: Answer) -> set[str]:
    return {card.document for card in answer.documents}


@pytest.mark.parametrize(
    "question",
    ["Que dit la page 12 du programme ?", "p. 12 du programme d’actions 2015", "page 12 du programe"],
)
def test_a_page_is_shown_with_its_citations(question: str, index: Index) -> None:
    answer = answered(question, index)
    assert {(c.document, c.page) for c in answer.citations} == {("programme-actions-2015", 12)}
    raw = "".join(index.page_text("programme-actions-2015", 12).split())
    assert all("".join(c.quote.split()) in raw for c in answer.citations)


def test_a_page_that_is_not_there_is_said(index: Index) -> None:
    pages = index.documents["programme-actions-2015"].pages
    answer = answered("Que dit la page 99 du programme ?", index)
    assert answer.sentences == ()
    assert f"compte {pages} pages : il n’a pas de page 99" in str(answer.notice)


def test_a_document_without_pages_is_said(index: Index) -> None:
    answer = answered("Que contient la page 2 de la fiche illettrisme ?", index)
    assert (answer.notice, shown(answer)) == (
        "« L’illettrisme » n’a pas de pages numérotées.",
        {"fiche-illettrisme"},
    )


@pytest.mark.parametrize("question", ["Combien de documents avez-vous ?", "COMBIEN DE DOCUMENTS Y A-T-IL ?"])
def test_documents_are_counted(question: str, index: Index) -> None:
    assert f"compte {len(index.documents)} documents" in str(answered(question, index).notice)


def test_documents_of_a_kind_are_counted(index: Index) -> None:
    number = sum(d.kind == "fiche repère" for d in index.documents.values())
    answer = answered("Combien de fiches avez-vous ?", index)
    assert f"compte {number} documents de type « fiche repère »" in str(answer.notice)


@pytest.mark.parametrize(
    "question",
    [
        "Quels documents datent de 2015 ?",
        "Quels documents ont été publiés avant 2016 ?",
        "Quels documents ont été publiés cette année ?",
        "Quel est le document le plus ancien ?",
        "Avez-vous le programme d’actions 2015 ?",
        "Avez-vous le programme ?",
    ],
)
def test_the_document_of_a_time_or_a_title_is_shown(question: str, index: Index) -> None:
    assert shown(answered(question, index)) == {"programme-actions-2015"}


def test_a_time_without_documents_is_said(index: Index) -> None:
    answer = answered("Quels documents datent de 2014 ?", index)
    assert (answer.notice, answer.documents) == (
        "Le catalogue n’a aucun document pour cette période (2014).",
        (),
    )


def test_the_newest_documents_of_a_theme_are_shown(index: Index) -> None:
    of_theme = {d.id for d in index.documents.values() if "santé" in d.themes}
    assert shown(answered("Quel est le document le plus récent sur la santé ?", index)) == of_theme


@pytest.mark.parametrize(
    "question", ["Avez-vous la fiche sur la médiation ?", "avez-vous la fiche medation sociale"]
)
def test_a_title_is_found_by_some_of_its_words(question: str, index: Index) -> None:
    assert shown(answered(question, index)) == {"fiche-mediation-sociale"}


@pytest.mark.parametrize(
    "question",
    [
        "Que dit la page 5 ?",
        "Que dit la page 5 du programme sur les ateliers ?",
        "Combien de demandes documentaires en 2014 ?",
        "Combien de documents ont été prêtés en 2014 ?",
        "Combien de programmes de réussite éducative existent ?",
        "Avez-vous la liste des quartiers prioritaires ?",
        "Avez-vous la fiche fiscalité ?",
        "Quels documents avez-vous sur la santé ?",
        "Quelles fiches avez-vous sur la santé ?",
        "Quels documents doit contenir un contrat de ville ?",
        "",
    ],
)
def test_any_other_question_is_left_alone(question: str, index: Index) -> None:
    assert about_documents(question, index, TODAY) is None


def test_no_question_of_the_development_sets_is_taken(index: Index) -> None:
    lines = [line for path in SETS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    questions = [json.loads(line)["question"] for line in lines]
    assert questions
    assert [q for q in questions if about_documents(q, index, TODAY)] == []
