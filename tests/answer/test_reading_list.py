"""Questions that look for documents: what they are about, and which documents are shown for it."""

import pytest

from assistant.answer.documents import topic_of
from assistant.assistant import Assistant
from assistant.types import Answer, Filters


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Quels documents avez-vous sur la santé ?", "la santé"),
        ("Quels documents traitent de la médiation sociale ?", "médiation sociale"),
        ("Je cherche une bibliographie à propos des conseils citoyens.", "conseils citoyens"),
        ("Bibliographie : conseils citoyens", "conseils citoyens"),
        ("Avez-vous un dossier sur l’habitat indigne ?", "l’habitat indigne"),
        ("Quels documents avez-vous ?", ""),
        ("Pouvez-vous me conseiller des lectures ?", ""),
    ],
)
def test_the_topic_is_said_without_the_words_that_ask(question: str, topic: str) -> None:
    assert topic_of(question) == topic


def documents(answer: Answer) -> list[str]:
    cited = {c.n: c.document for c in answer.citations}
    return [cited[n] for s in answer.sentences for n in s.citations]


def test_each_document_is_presented_by_the_sentence_that_it_opens_with(assistant: Assistant) -> None:
    answer = assistant.ask("Quels documents avez-vous sur la santé ?")
    assert documents(answer)[:2] == [
        "fiche-evaluation-impact-sante",
        "fiche-atelier-sante-ville-contrat-local-de-sante",
    ]
    assert answer.sentences[0].text.startswith("L’évaluation d’impact sur la santé (EIS) est une démarche")
    assert {card.document for card in answer.documents} >= set(documents(answer))


def test_a_document_that_only_mentions_the_topic_is_shown_by_what_it_says(assistant: Assistant) -> None:
    answer = assistant.ask("Avez-vous de la documentation sur le sport ?")
    assert documents(answer) == ["fiche-egalite-femmes-hommes"]
    assert "terrain de sport" in answer.sentences[0].text


@pytest.mark.parametrize("topic", ["les licornes", "la fiscalité des plus-values boursières"])
def test_a_topic_that_no_document_is_about_is_refused(assistant: Assistant, topic: str) -> None:
    assert assistant.ask(f"Quels documents avez-vous sur {topic} ?").refused


def test_filters_hold_for_the_documents_shown(assistant: Assistant) -> None:
    answer = assistant.ask("Quels documents sur l’illettrisme ?", filters=Filters(kinds=("programme",)))
    assert set(documents(answer)) == {"programme-actions-2015"}


def test_without_a_topic_the_catalogue_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Quels documents avez-vous ?")
    assert answer.notice is not None
    assert f"{len(assistant.index.documents)} documents" in answer.notice
    assert not answer.refused


def test_documents_about_the_centre_itself_are_looked_for_like_any_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Quelles publications du centre ?")
    assert "espace documentaire" in answer.sentences[0].text
