"""What a message becomes once it is parsed: alone, without politeness, whatever its letters."""

import json
from datetime import date
from pathlib import Path

import pytest
from parsing import PARSER, read

from assistant.language import Folded, fold
from assistant.question import Kind
from assistant.question.politeness import without_politeness

REQUESTS = Path(__file__).parents[3] / "shared" / "data" / "reader" / "train" / "requests.jsonl"


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Bonjour", ""),
        ("Merci beaucoup !", ""),
        ("Bonjour, c’est quoi un PRE ?", "C’est quoi un PRE ?"),
        ("ok, et votre téléphone ?", "Et votre téléphone ?"),
        ("Quelle est l’adresse svp ?", "Quelle est l’adresse ?"),
        ("Aide alimentaire ?", "Aide alimentaire ?"),
        ("Les salutations dans un courrier", "Les salutations dans un courrier"),
    ],
)
def test_polite_words_are_taken_off_and_nothing_else(message: str, left: str) -> None:
    assert without_politeness(message) == left


@pytest.mark.parametrize("polite", ["Bonjour", "Bonsoir,", "Bonjour Madame,", "Merci,", "ok", "Salut !"])
@pytest.mark.parametrize(
    "asked",
    ["c’est quoi le DALO ?", "quels ateliers ?", "où êtes-vous ?", "aide aux victimes"],
)
def test_politeness_never_swallows_a_question(polite: str, asked: str) -> None:
    with_it, alone = read(f"{polite} {asked}"), read(asked)
    assert with_it.kind is alone.kind is not Kind.SMALL_TALK
    assert with_it.stems == alone.stems


@pytest.mark.parametrize(
    "question",
    [
        "Montre les actions prévues",
        "Affichez les documents sur la santé",
        "Affiche tous les ateliers de l’année",
        "Le service répond en combien de temps ?",
        "Quels indicateurs choisir pour évaluer un contrat de ville ?",
        "Où habite la population des quartiers prioritaires ?",
        "Faut-il augmenter le nombre de conseillers citoyens ?",
    ],
)
def test_a_verb_alone_is_no_order_to_the_machine(question: str) -> None:
    assert read(question).kind is not Kind.OUTSIDE


def test_capitals_change_nothing_but_the_names() -> None:
    question = "Quelles sont les étapes d’une évaluation d’impact sur la santé ?"
    small, high = read(question), read(question.upper())
    assert (small.kind, small.stems, small.asks, small.expected) == (
        high.kind,
        high.stems,
        high.asks,
        high.expected,
    )
    assert high.names == ()


@pytest.mark.parametrize("text", ["Qui met en œuvre le contrat et l’évalue ?", "Straße æ œ", "", "ÉÈ’"])
def test_a_folded_text_knows_where_its_characters_come_from(text: str) -> None:
    folded = Folded.of(text)
    assert folded.text == fold(text)
    assert folded.cut(0) == text
    for word in text.split():
        start = folded.text.index(fold(word))
        assert folded.cut(start, start + len(fold(word))) == word


def test_every_request_can_be_parsed() -> None:
    if not REQUESTS.exists():
        pytest.skip("the shared requests are not beside this folder")
    for line in REQUESTS.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)["message"]
        question = PARSER.question(message, date(2015, 2, 15))
        assert question.folded.original == question.text
