"""What a precise question asks for must be said: near misses are refused, with the words that are missing."""

import pytest

from assistant.assistant import Assistant
from assistant.reading.near_misses import is_counted


@pytest.mark.parametrize(
    ("thing", "text", "counted"),
    [
        ("demandes", "124 demandes formulées auprès du service", True),
        ("pôles", "L’appel a retenu vingt-trois pôles", True),
        ("PTCE", "environ 140 PTCE en France", True),
        ("salariés", "Salariés : 12", True),
        ("enfants", "des enfants de 2 à 16 ans", False),
        ("contrats", "les contrats de ville 2024-2030", False),
    ],
)
def test_a_number_counts_what_it_stands_before(thing: str, text: str, counted: bool) -> None:
    assert is_counted(thing, text) is counted


@pytest.mark.parametrize(
    "question",
    [
        "Combien d’enfants sont suivis par un PRE au niveau national ?",
        "Combien de conseils de jeunes compte-t-on en France ?",
        "Quelle somme reçoit un PTCE retenu à un appel à projets de l’État ?",
        "Comment s’appelle la personne qui occupe la fonction de Défenseur des droits ?",
        "Quelles actions le centre de ressources de Strasbourgville organise-t-il cette année ?",
    ],
)
def test_a_near_miss_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refused
    assert "«" in (answer.refusal_reason or "")
