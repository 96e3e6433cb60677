from __future__ import annotations

import pytest

from ingest.layout import (
    Vocabulary,
    continues,
    ends_sentence,
    ends_unfinished,
    join_all,
    normalise,
    strip_marker,
)
from ingest.layout.cleaning import is_marker
from ingest.layout.joining import join

DOCUMENT = Vocabulary(
    "La ville est un lieu de rencontre. Des ressources et des journées utiles. Une politique de la ville "
    "avec rendez-vous. Les acteurs représentent le quartier, qu'on repré-\nsente ailleurs. L'autour."
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("e\ufb03cace et \ufb02uide", "efficace et fluide"),
        ("œuvre", "œuvre"),
        ("e\u0301ducation", "éducation"),
        ("insti\u00adtution", "institution"),
        ("zéro\u200blargeur\ufeff", "zérolargeur"),
        ("deux\xa0: trois\u202f!  ", "deux : trois !"),
        ("cloche\x07 ici", "cloche ici"),
        ("Info\u2011doc", "Info-doc"),
        ("Sommaire . . . . . . . . 12", "Sommaire … 12"),
    ],
)
def test_normalise_repairs_characters(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("S O M M A I R E", "SOMMAIRE"),
        ("P L A N   2 0 1 5", "PLAN 2015"),
        ("S YNTHÈ S E D ’UN ATE L I E R", "S YNTHÈ S E D ’UN ATE L I E R"),
        ("A B C", "A B C"),
        ("il y a à l a", "il y a à l a"),
    ],
)
def test_letters_set_apart_are_closed_up_only_when_words_are_certain(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


def test_normalise_keeps_what_an_author_may_write() -> None:
    text = "« L’égalité », 20e rapport – 75 000 € et m²…"
    assert normalise(text) == text


@pytest.mark.parametrize("bullet", ["•", "–", "-", "▪", "\uf0b7", "\x7f"])
def test_bullets_are_markers(bullet: str) -> None:
    assert is_marker(bullet)
    assert strip_marker(f"{bullet} un atelier") == ("un atelier", True)


@pytest.mark.parametrize("text", ["-nous", "un - deux", "6 publications", ""])
def test_other_texts_are_not_markers(text: str) -> None:
    assert strip_marker(text) == (text, False)


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("de personnes et de lieux-", "ressources.", "de personnes et de lieux-ressources."),
        (
            "quelles perspectives offrons-",
            "nous à la jeunesse",
            "quelles perspectives offrons-nous à la jeunesse",
        ),
        ("il repré-", "sente le quartier", "il représente le quartier"),
        ("journées (ou demi-", "journées) utiles", "journées (ou demi-journées) utiles"),
        ("prendre rendez-", "vous", "prendre rendez-vous"),
        ("tout au-", "tour", "tout autour"),
        ("la Seine-", "Saint-Denis", "la Seine-Saint-Denis"),
        ("la période 2014-", "2020", "la période 2014-2020"),
        ("la mise en débat d’", "études", "la mise en débat d’études"),
        ("un tiret -", "puis la suite", "un tiret - puis la suite"),
        ("deux", "mots", "deux mots"),
    ],
)
def test_join_repairs_words_cut_at_a_line_end(left: str, right: str, joined: str) -> None:
    assert join(left, right, DOCUMENT) == joined


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        (
            "www.exemple.org/publications/",
            "index_general.php",
            "www.exemple.org/publications/index_general.php",
        ),
        (
            "sur www.exemple.org/publications/re",
            "sonances_a.php",
            "sur www.exemple.org/publications/resonances_a.php",
        ),
        ("écrire à contact@", "exemple.org", "écrire à contact@exemple.org"),
        ("www.exemple.org", "Le panorama de presse", "www.exemple.org Le panorama de presse"),
        ("voir www.exemple.org/", "et les autres", "voir www.exemple.org/ et les autres"),
        ("télécharger sur", "www.exemple.org", "télécharger sur www.exemple.org"),
    ],
)
def test_join_puts_addresses_together(left: str, right: str, joined: str) -> None:
    assert join(left, right, DOCUMENT) == joined


def test_join_keeps_all_letters_and_their_order() -> None:
    parts = ["Le contrat de vil-", "le réunit des", "lieux-", "ressources."]
    letters = "".join(c for c in "".join(parts) if c.isalpha())
    assert "".join(c for c in join_all(parts, DOCUMENT) if c.isalpha()) == letters


def test_vocabulary_ignores_words_that_a_line_end_cuts() -> None:
    assert "sente" not in DOCUMENT


def test_vocabulary_knows_singular_from_plural() -> None:
    assert "lieux" in DOCUMENT


@pytest.mark.parametrize("text", ["fin.", "fin ?", "fin…", "« fin. »", "suivants :", "(fin.)"])
def test_sentence_ends(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["un travail de", "mise en débat d’", "la place et", "le contrat-"])
def test_unfinished_ends(text: str) -> None:
    assert ends_unfinished(text)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("au regard de travaux de", "chercheurs confrontés", True),
        ("les élus du", "Val d’Oise", True),
        ("Fin de la phrase.", "suite sans majuscule", False),
        ("Un titre", "Un autre titre", False),
        ("", "suite", False),
    ],
)
def test_continues(left: str, right: str, expected: bool) -> None:
    assert continues(left, right) is expected
