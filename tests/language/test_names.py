"""Names and initials, told by capitals where these mean something."""

import pytest

from assistant.language import in_small_letters, initials_in, names_in
from assistant.language.names import typed_in_capitals


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Combien de familles vivent à Sarcelles ?", ["Combien", "Sarcelles"]),
        ("Que fait l’État ?", ["Que", "État"]),
        ("Le rôle du Défenseur des droits", ["Le", "Défenseur"]),
        ("QUE FAIT LE PRÉFET DANS LES QUARTIERS ?", []),
        ("Comment Distinguer La Gestion Urbaine", []),
    ],
)
def test_names_are_words_with_a_capital_where_capitals_mean_something(text: str, names: list[str]) -> None:
    assert [name.text for name in names_in(text)] == names


def test_a_word_that_begins_a_sentence_says_so() -> None:
    opens = {name.text: name.opens for name in names_in("Merci. Qui pilote à Ermont ? Marie ou Paul ?")}
    assert opens == {"Merci": True, "Qui": True, "Ermont": False, "Marie": True, "Paul": False}


@pytest.mark.parametrize(
    ("text", "initials"),
    [("Le PRE et l’ASV", ("PRE", "ASV")), ("QPV", ("QPV",)), ("LE PRE, C’EST QUOI ?", ())],
)
def test_initials_are_words_in_capitals_inside_a_text_that_is_not(
    text: str, initials: tuple[str, ...]
) -> None:
    assert initials_in(text) == initials


def test_a_message_typed_in_capitals_is_read_in_small_letters() -> None:
    assert in_small_letters("QU’EST-CE QU’UN CONSEIL CITOYEN ?") == "Qu’est-ce qu’un conseil citoyen ?"
    assert in_small_letters("Qui pilote le PRE ?") == "Qui pilote le PRE ?"


@pytest.mark.parametrize("text", ["", "QPV", "PRE ?", "12/03/2015", "Le DALO"])
def test_short_messages_are_not_typed_in_capitals(text: str) -> None:
    assert not typed_in_capitals(text)
