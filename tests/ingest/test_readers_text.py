from __future__ import annotations

from pathlib import Path

import pytest

from ingest.layout import Block, ReadDocument
from ingest.read.formats import read_document

RAW_PROGRAMME = Path(__file__).parents[3] / "shared" / "corpus" / "programme-actions-2015.raw.txt"

SPACED_OUT = [
    "Depuis de nombreuses années, le",
    "Pôle de ressources présente son",
    "programme à l'aune de thèmes liés",
    "à des politiques publiques. Une",
    "lecture parlante, aisément",
    "appropriable par les acteurs.",
    "En cette année, il souhaite une",
    "approche différente, qui repré-",
    "sente un regard nouveau sur les",
    "territoires et leurs habitants.",
    "3",
    "n la rencontre entre acteurs de",
    "métiers différents,",
    "n la réflexion sur le sens des",
    "politiques publiques.",
    "FAIRE SOCIÉTÉ",
]


def read(tmp_path: Path, content: str | bytes) -> ReadDocument:
    path = tmp_path / "note.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_document(path)


def test_blank_lines_part_paragraphs(tmp_path: Path) -> None:
    text = "Une note du centre\n\nLe premier paragraphe sur\ndeux lignes.\n\nLe second."
    assert list(read(tmp_path, text).blocks) == [
        Block("heading", "Une note du centre", level=2),
        Block("paragraph", "Le premier paragraphe sur deux lignes."),
        Block("paragraph", "Le second."),
    ]


def test_bullets_are_items(tmp_path: Path) -> None:
    text = "Les points :\n- un premier point\n  sur deux lignes\n- un second"
    assert [(b.kind, b.text) for b in read(tmp_path, text).blocks] == [
        ("paragraph", "Les points :"),
        ("item", "un premier point sur deux lignes"),
        ("item", "un second"),
    ]


def test_capitals_and_underlined_lines_are_headings(tmp_path: Path) -> None:
    text = "FAIRE SOCIÉTÉ\n\nUn texte.\n\nLes acteurs\n-----------\n\nUn autre texte."
    headings = [(b.level, b.text) for b in read(tmp_path, text).blocks if b.kind == "heading"]
    assert headings == [(1, "FAIRE SOCIÉTÉ"), (2, "Les acteurs")]


def test_a_blank_line_after_every_line_does_not_part_sentences(tmp_path: Path) -> None:
    assert [(b.kind, b.text) for b in read(tmp_path, "\n\n".join(SPACED_OUT)).blocks] == [
        (
            "paragraph",
            "Depuis de nombreuses années, le Pôle de ressources présente son programme à l'aune de thèmes "
            "liés à des politiques publiques. Une lecture parlante, aisément appropriable par les acteurs.",
        ),
        (
            "paragraph",
            "En cette année, il souhaite une approche différente, qui représente un regard nouveau sur les "
            "territoires et leurs habitants.",
        ),
        ("item", "la rencontre entre acteurs de métiers différents,"),
        ("item", "la réflexion sur le sens des politiques publiques."),
        ("heading", "FAIRE SOCIÉTÉ"),
    ]


def test_paragraphs_of_one_line_are_not_taken_for_spaced_out_lines(tmp_path: Path) -> None:
    paragraphs = [f"Le paragraphe numéro {n} tient sur une seule ligne." for n in range(12)]
    assert [b.text for b in read(tmp_path, "\n\n".join(paragraphs)).blocks] == paragraphs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Les élèves de l’école améliorent leur cœur d’été : « déjà », où ça ?"
    assert read(tmp_path, text.encode(encoding)).blocks[0].text == text


def test_the_first_line_is_the_title_when_it_is_short(tmp_path: Path) -> None:
    assert read(tmp_path, "Une note du centre\n\nUn texte.").title == "Une note du centre"


def test_a_long_first_paragraph_is_no_title(tmp_path: Path) -> None:
    assert read(tmp_path, "Un texte assez long pour ne pas être un titre. " * 4).title is None


def test_the_whole_text_is_kept_as_it_is(tmp_path: Path) -> None:
    document = read(tmp_path, "Une note\n\n\nUn  texte.")
    assert (document.page_texts, document.paged) == (("Une note\n\n\nUn  texte.",), False)


@pytest.mark.skipif(not RAW_PROGRAMME.exists(), reason="../shared/corpus is absent")
@pytest.mark.parametrize(
    "text",
    [
        "Petits déjeuners du Pôle : rencontres interrogeant la société, des notions et des concepts, au "
        "regard de travaux de chercheurs, confrontés aux analyses et pratiques des professionnels.",
        "la rencontre entre acteurs issus de structures, sites d’intervention et métiers différents,",
        "Chargés de mission prévention de la délinquance",
        "FAIRE SOCIÉTÉ",
        "124 demandes formulées auprès du Service Info-doc",
    ],
)
def test_the_raw_text_of_the_programme_gives_whole_blocks(text: str) -> None:
    assert text in [block.text for block in read_document(RAW_PROGRAMME).blocks]
