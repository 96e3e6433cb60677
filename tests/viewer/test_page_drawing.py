"""Pages drawn by a child process: the same picture, and limits that hold for hostile pages."""

import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import AssistantError
from assistant.viewer.page_drawing import PageDrawer
from assistant.viewer.pdf_pages import page_picture

WIDTH = 300


@pytest.fixture
def drawer() -> Iterator[PageDrawer]:
    with closing(PageDrawer(seconds=10.0, megabytes=500)) as made:
        yield made


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "simple.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Le conseil citoyen donne son avis.")
    canvas.save()
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A page that fills itself with a shading of many colours, again and again."""
    path = tmp_path / "sans-fin.pdf"
    canvas = Canvas(str(path), pageCompression=1)
    canvas.beginForm("form")
    canvas.linearGradient(0, 0, 600, 800, ("red", "blue"))
    for number in range(300):
        canvas.bezier(0, number, 900, 0, 0, 900, 600, number)
    canvas.endForm()
    for _ in range(20_000):
        canvas.doForm("form")
    canvas.save()
    return path


def test_a_page_drawn_by_the_child_is_the_one_drawn_here(drawer: PageDrawer, plain: Path) -> None:
    quote = "donne son avis"
    assert drawer.draw(plain, 1, quote, WIDTH) == page_picture(plain, 1, quote, WIDTH)


def test_its_own_errors_come_through(drawer: PageDrawer, plain: Path) -> None:
    with pytest.raises(AssistantError, match="pas de page 9 : il en a 1"):
        drawer.draw(plain, 9)


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_drawn(plain: Path, endless: Path) -> None:
    with closing(PageDrawer(seconds=6.0, megabytes=6000)) as drawer:
        with pytest.raises(AssistantError, match=r"« sans-fin\.pdf » est trop longue à dessiner"):
            drawer.draw(endless, 1)
        assert drawer.draw(plain, 1, width=WIDTH).pages == 1


def test_a_page_that_takes_too_much_memory_does_not_end_the_server(
    drawer: PageDrawer, plain: Path, tmp_path: Path
) -> None:
    path = tmp_path / "bande.pdf"
    canvas = Canvas(str(path), pagesize=(100, 2))
    canvas.save()
    with pytest.raises(AssistantError, match=r"bande\.pdf"):
        drawer.draw(path, 1, width=200_000)
    assert drawer.draw(plain, 1, width=WIDTH).pages == 1


def test_nothing_but_zeros_is_said(drawer: PageDrawer, tmp_path: Path) -> None:
    path = tmp_path / "vide.pdf"
    path.write_bytes(b"%PDF-1.7\n" + zlib.compress(b"0" * 1000) + b"\n%%EOF")
    with pytest.raises(AssistantError, match=r"vide\.pdf"):
        drawer.draw(path, 1)
