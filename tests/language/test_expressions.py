"""Expressions of a data file, found whatever the form of the text."""

import pytest

from assistant.language import expression_pattern, spaced


def is_found(expression: str, text: str) -> bool:
    return expression_pattern([expression]).search(spaced(text)) is not None


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("petit déjeuner", "des Petits-Déjeuners ?"),
        ("p’tit déj", "un p'tit dej"),
        ("élu", "les élu(e)s"),
        ("agents de l’État", "un agent de l'état"),
        ("économi*", "le développement économique"),
        ("coordonnat* … PRE", "la coordonnatrice des équipes du P.R.E."),
        ("groupe de *", "un groupe de parole"),
    ],
)
def test_accents_case_plural_elision_and_hyphens_are_forgiven(expression: str, text: str) -> None:
    assert is_found(expression, text)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("PRE", "près de la gare"),
        ("jeune", "la jeunesse"),
        ("groupe de *", "le groupe des chefs de projets"),
        ("coordonnat* … PRE", "le coordonnateur a dit un jour qu’il ne savait rien du tout du PRE"),
        ("atelier", "un chatelier"),
    ],
)
def test_other_words_are_not(expression: str, text: str) -> None:
    assert not is_found(expression, text)


def test_no_expression_finds_nothing() -> None:
    assert expression_pattern([]).search("texte") is None
