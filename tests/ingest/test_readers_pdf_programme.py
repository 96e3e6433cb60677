"""The published action programme: what a reader of its sixteen pages would take from them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ingest.layout import Block, ReadDocument
from ingest.read.formats import read_document

PROGRAMME = Path(__file__).parents[2] / "corpus" / "documents" / "programme-actions-2015.pdf"


@pytest.fixture(scope="module")
def programme() -> ReadDocument:
    return read_document(PROGRAMME)


def on_page(programme: ReadDocument, page: int, kind: str) -> list[Block]:
    return [block for block in programme.blocks if block.page == page and block.kind == kind]


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def test_metadata(programme: ReadDocument) -> None:
    assert programme.title == "Programme d’actions 2015"
    assert programme.author == "Pôle de ressources Ville et développement social"
    assert programme.date == "2015-01-31"
    assert len(programme.page_texts) == 16
    assert programme.empty_pages == ()


def test_every_block_has_the_letters_of_its_pages_in_order(programme: ReadDocument) -> None:
    pages = [letters(text) for text in programme.page_texts]
    for block in programme.blocks:
        start = block.page
        assert start is not None
        edges = [0, *(offset for offset, _ in block.breaks), len(block.text)]
        for page, begin, end in zip(
            [start, *(page for _, page in block.breaks)], edges[:-1], edges[1:], strict=True
        ):
            assert letters(block.text[begin:end]) in pages[page - 1]


def test_nothing_is_lost_but_the_page_numbers(programme: ReadDocument) -> None:
    kept = sum(len(letters(block.text)) for block in programme.blocks)
    page_numbers = sum(len(str(page)) for page in range(2, 17))
    assert kept + page_numbers == sum(len(letters(text)) for text in programme.page_texts)


@pytest.mark.parametrize(
    ("page", "headings"),
    [
        (1, [(1, "Programme d’actions 2015")]),
        (6, [(1, "Actions de qualification : formats et principes")]),
        (
            10,
            [
                (1, "Faire société"),
                (3, "Questionnement et parti pris du Pôle de ressources"),
                (3, "Parmi les actions envisagées"),
                (2, "Écouter et prendre en considération la parole de tous et de toutes"),
            ],
        ),
        (
            13,
            [
                (2, "Garantir un habitat et un cadre de vie de qualité"),
                (
                    2,
                    "Soutenir un développement économique et une politique de l’emploi plus proches des "
                    "personnes",
                ),
                (2, "Assurer un développement social et urbain équilibré"),
            ],
        ),
    ],
)
def test_headings(programme: ReadDocument, page: int, headings: list[tuple[int, str]]) -> None:
    assert [(block.level, block.text) for block in on_page(programme, page, "heading")] == headings


@pytest.mark.parametrize(
    ("page", "count"), [(7, 5), (8, 8), (9, 4), (10, 3), (11, 16), (12, 1), (13, 9), (15, 4)]
)
def test_each_bullet_is_one_item(programme: ReadDocument, page: int, count: int) -> None:
    assert len(on_page(programme, page, "item")) == count


def test_a_wrapped_item_is_whole(programme: ReadDocument) -> None:
    assert on_page(programme, 13, "item")[-2].text == (
        "Ateliers « Construire une stratégie locale intégrant la place de la médiation dans le "
        "fonctionnement social urbain »"
    )


def test_run_in_leads_open_their_paragraph(programme: ReadDocument) -> None:
    starts = [block.text.split(" :")[0] for block in on_page(programme, 6, "paragraph")[3:]]
    assert starts == [
        "Groupes de travail/échanges",
        "Petits déjeuners du Pôle",
        "Cycles de qualification",
        "Ateliers",
    ]


def test_columns_are_joined(programme: ReadDocument) -> None:
    assert (
        "Samedis des élu(e)s : Espaces d'échanges proposés entre élu(e)s du Val d’Oise, sur une thématique "
        "développée par un expert ou une personne qualifiée."
    ) in [block.text for block in on_page(programme, 7, "paragraph")]


def test_the_sentence_cut_by_the_end_of_page_2_is_whole(programme: ReadDocument) -> None:
    block = on_page(programme, 2, "paragraph")[-1]
    assert "quelles perspectives offrons-nous à la jeunesse" in block.text
    [(offset, page)] = block.breaks
    assert (block.text[offset:].startswith("nous à la jeunesse"), page) == (True, 3)


@pytest.mark.parametrize(
    "text",
    [
        "www.poleressources95.org/publications/resonances_abonnement.php",
        "Publications à télécharger sur www.poleressources95.org/publications/index.php",
        "Demandes par téléphone : 01.34.04.12.12 ou par mail : poleressources.95@wanadoo.fr",
        "Le Pôle de ressources Ville et développement social… est une association au service des élus et "
        "professionnels du Val d’Oise.",
    ],
)
def test_paragraphs(programme: ReadDocument, text: str) -> None:
    assert text in [block.text for block in programme.blocks]


def test_compounds_keep_their_hyphen(programme: ReadDocument) -> None:
    text = " ".join(block.text for block in programme.blocks)
    assert "de lieux-ressources." in text
    assert "(ou demi-journées)" in text


def test_the_contents_are_one_paragraph_a_line(programme: ReadDocument) -> None:
    contents = [block.text for block in on_page(programme, 5, "paragraph")]
    assert contents[:2] == [
        "Actions de qualification : format et principes p.6",
        "Zoom sur les groupes d’échanges et de travail spécifiques p.8",
    ]
    assert len(contents) == 14
