"""Typing errors, accents, shorthand, acronyms."""

from pathlib import Path

import pytest

from assistant.errors import IngestError
from assistant.language import Acronym, Glossary, Speller, glossary_from_json, glossary_to_json, load_glossary
from assistant.language.glossary import SpelledOut

SPELLER = Speller(["L’illettrisme et la médiation sociale", "Le programme de réussite éducative", "la santé"])
GLOSSARY = Glossary(
    (Acronym("PRE", "programme de réussite éducative"), Acronym("PSL", None)), (("mail", "courriel"),)
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ilettrisme", "illettrisme"),
        ("la mediation", "la médiation"),
        ("mediatoin", "médiation"),
        ("c koi la sante", "c'est quoi la santé"),
        ("kel programme", "quel programme"),
    ],
)
def test_errors_are_forgiven(typed: str, read: str) -> None:
    assert SPELLER.correct(typed) == read


@pytest.mark.parametrize("text", ["le budget", "Marseille", "a-t-il été", "c'est la santé"])
def test_real_words_and_names_stay(text: str) -> None:
    assert SPELLER.correct(text) == text


def test_an_acronym_is_widened_both_ways() -> None:
    assert "programme de réussite éducative" in GLOSSARY.expansions("c’est quoi un PRE ?")
    assert "PRE" in GLOSSARY.expansions("les programmes de réussite éducative")


def test_a_word_that_looks_like_an_acronym_is_not_one() -> None:
    assert GLOSSARY.acronyms_in("près de la gare") == []


def test_an_acronym_without_long_form_adds_nothing() -> None:
    assert GLOSSARY.expansions("PSL") == []


def test_acronyms_are_spelled_out_for_the_encoder() -> None:
    spelled = GLOSSARY.spelled_out("le PRE, près du P.R.E.")
    assert spelled.text == "le PRE, près du P.R.E. (programme de réussite éducative)"
    said = [tuple(spelled.text[slice(*span)] for span in pair) for pair in spelled.same]
    assert said == [("PRE", "programme de réussite éducative"), ("P.R.E", "programme de réussite éducative")]


@pytest.mark.parametrize(
    ("text", "said"), [("les programmes de réussite éducative", ["PRE"]), ("PRE", []), ("près de là", [])]
)
def test_an_acronym_is_said_by_its_long_form(text: str, said: list[str]) -> None:
    assert GLOSSARY.said_otherwise("le PRE et le PSL", text) == said


@pytest.mark.parametrize("text", ["la santé", "le PSL", "le PRE, programme de réussite éducative"])
def test_nothing_is_spelled_out_twice(text: str) -> None:
    assert GLOSSARY.spelled_out(text) == SpelledOut(text)


def test_synonyms_are_added() -> None:
    assert GLOSSARY.expansions("votre mail") == ["courriel"]


def test_the_glossary_survives_the_index() -> None:
    assert glossary_from_json(glossary_to_json(GLOSSARY)) == GLOSSARY


def test_a_malformed_glossary_is_one_french_sentence(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("acronyms: [{long: rien}]", encoding="utf-8")
    with pytest.raises(IngestError, match="glossaire"):
        load_glossary(path)
