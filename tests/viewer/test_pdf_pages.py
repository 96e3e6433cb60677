"""Pages of a real PDF as pictures, and the quote highlighted where it stands."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import AssistantError
from assistant.index import Index
from assistant.viewer.pdf_pages import HIGHLIGHT, find_letters, line_boxes, page_picture

WIDTH = 400


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages: a sentence cut by a hyphen over two lines, then another one."""
    path = tmp_path_factory.mktemp("pdf") / "deux-pages.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(72, 700, "Le conseil citoyen réunit des habi-")
    canvas.drawString(72, 680, "tants du quartier.")
    canvas.showPage()
    canvas.drawString(72, 400, "La seconde page parle de médiation.")
    canvas.showPage()
    canvas.save()
    return path


def marked_rows(png: bytes) -> list[int]:
    """The rows of a picture that have the highlighter's colour."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = picture.load()
    assert pixels is not None
    return [y for y in range(picture.height) if any(pixels[x, y] == HIGHLIGHT for x in range(picture.width))]


def test_page_without_quote_has_no_highlight(pdf: Path) -> None:
    picture = page_picture(pdf, 1, width=WIDTH)
    assert (picture.pages, picture.highlighted, marked_rows(picture.png)) == (2, 0, [])


def test_quote_over_two_lines_marks_both(pdf: Path) -> None:
    picture = page_picture(pdf, 1, "Le conseil citoyen réunit des habitants du quartier.", width=WIDTH)
    assert picture.highlighted == 2


def test_highlight_stands_where_the_line_is(pdf: Path) -> None:
    picture = page_picture(pdf, 2, "parle de médiation", width=WIDTH)
    expected = (A4[1] - 400) / A4[0] * WIDTH
    rows = marked_rows(picture.png)
    assert min(rows) - 8 < expected < max(rows) + 8


def test_quote_of_another_page_marks_nothing(pdf: Path) -> None:
    assert page_picture(pdf, 1, "La seconde page parle de médiation.", width=WIDTH).highlighted == 0


def test_page_that_does_not_exist_is_said(pdf: Path) -> None:
    with pytest.raises(AssistantError, match="pas de page 9 : il en a 2"):
        page_picture(pdf, 9)


def test_file_that_is_not_a_pdf_is_said(tmp_path: Path) -> None:
    path = tmp_path / "faux.pdf"
    path.write_bytes(b"MZ\x90\x00")
    with pytest.raises(AssistantError, match=r"faux\.pdf"):
        page_picture(path, 1)


def test_letters_are_found_without_case_accents_spaces_or_ligatures() -> None:
    page = list("Au profi\u00adt : l\u2019e\ufb03cacité  des ACTIONS")
    places = find_letters(page, "L'EFFICACITE des actions")
    assert "".join(page[p] for p in places) == "le\ufb03cacitédesACTIONS"


def test_a_word_spelt_otherwise_is_still_found() -> None:
    page = list("Les groupes de travail se réunissent tous les mois au Pôle.")
    places = find_letters(page, "Les groupes de travail se réunisent tous les mois")
    assert places[0] == 0
    assert len(places) > 35


def test_words_that_are_not_there_are_not_found() -> None:
    assert (
        find_letters(list("Un texte tout à fait différent du passage."), "Recette de la tarte aux pommes")
        == []
    )


def test_letters_are_joined_line_by_line() -> None:
    letters = [(10.0, 5.0, 15.0, 15.0), (15.0, 5.0, 20.0, 15.0), (10.0, 20.0, 15.0, 30.0)]
    assert line_boxes(letters) == [(10.0, 5.0, 20.0, 15.0), (10.0, 20.0, 15.0, 30.0)]


def test_two_columns_are_not_joined() -> None:
    right_then_left = [(100.0, 5.0, 110.0, 15.0), (10.0, 5.0, 20.0, 15.0)]
    assert len(line_boxes(right_then_left)) == 2


def test_every_quote_of_the_programme_is_highlighted(corpus_index: Path) -> None:
    index = Index.open(corpus_index)
    document = index.documents["programme-actions-2015"]
    path = corpus_index / "files" / f"{document.sha256}.pdf"
    quotes = [
        (s.page, s.quote) for p in index.passages_of(document.id) for s in p.sentences if s.quote and s.page
    ]
    missed = [q for q in quotes if not page_picture(path, *q, width=200).highlighted]
    assert quotes
    assert missed == []
