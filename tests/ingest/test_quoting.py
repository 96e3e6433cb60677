"""Quotes: the exact words of the page for a cleaned sentence."""

import pytest

from ingest.split.quoting import Quoter


def quote_of(page: str, sentence: str) -> str | None:
    found = Quoter([page]).quote(sentence, 1)
    return found[0] if found else None


def test_a_quote_has_the_words_of_the_page_with_single_spaces():
    assert quote_of("Avant. Le service\n  répond   vite. Après.", "Le service répond vite.") == (
        "Le service répond vite."
    )


def test_a_hyphen_at_a_line_end_stays_in_the_quote():
    assert quote_of("Le déve-\nloppement social.", "Le développement social.") == "Le déve- loppement social."


def test_a_ligature_of_the_page_stays_in_the_quote():
    assert quote_of("Un \ufb01nancement of\ufb01ciel.", "Un financement officiel.") == (
        "Un \ufb01nancement of\ufb01ciel."
    )


def test_accents_in_two_characters_are_found():
    assert quote_of("L’e\u0301te\u0301 arrive.", "L’été arrive.") == "L’e\u0301te\u0301 arrive."


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\n"])
def test_quotation_marks_belong_to_the_quote(space):
    page = f"Il dit : «{space}Oui, demain{space}» hier."
    assert quote_of(page, f"«{space}Oui, demain{space}»") == "« Oui, demain »"


def test_the_final_stop_belongs_to_the_quote_but_not_what_follows():
    assert (
        quote_of("Le bureau ferme (lundi). Ensuite…", "Le bureau ferme (lundi).")
        == "Le bureau ferme (lundi)."
    )


def test_a_mark_that_the_page_has_not_is_not_added():
    assert quote_of("• former les élus\n• informer", "former les élus ;") == "former les élus"


def test_words_that_are_not_on_the_page_have_no_quote():
    assert quote_of("Le service répond.", "Le service ferme.") is None


def test_a_text_without_letters_has_no_quote():
    assert quote_of("Le service — répond.", "—") is None


def test_a_sentence_on_the_next_page_is_found_there():
    assert Quoter(["Page une.", "Le service répond."]).quote("Le service répond.", 1) == (
        "Le service répond.",
        2,
    )


def test_a_repeated_sentence_is_quoted_where_the_reading_has_come_to():
    quoter = Quoter(["Oui. Un. OUI. Deux."])
    assert [quoter.quote(text, 1) for text in ("Oui.", "Un.", "Oui.")] == [
        ("Oui.", 1),
        ("Un.", 1),
        ("OUI.", 1),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Début. Le contrat de ville associe", "l’État. Fin.", ("Le contrat de ville associe", 1)),
        ("Début. Le contrat", "de ville associe l’État. Fin.", ("de ville associe l’État.", 2)),
        ("Le contrat de déve-", "loppement. Fin.", ("Le contrat de déve", 1)),
    ],
)
def test_a_sentence_over_a_page_break_is_quoted_from_the_page_with_more_of_it(first, second, expected):
    whole = "Le contrat de développement." if "déve" in first else "Le contrat de ville associe l’État."
    assert Quoter([first, second]).quote(whole, 1) == expected


def test_a_page_break_is_not_invented_inside_a_word():
    quoter = Quoter(["Le service répondait.", "ra demain."])
    assert quoter.quote("Le service répondra demain.", 1) is None
