"""Small real files for the readers' tests, written with reportlab, pypdf and python-docx."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=8)
HEADING = ParagraphStyle("heading", BODY, fontName="Helvetica-Bold", fontSize=15, leading=19)

PROSE = (
    "Le conseil citoyen réunit des habitants et des acteurs du quartier. Il donne son avis sur les projets, "
    "propose des initiatives et participe aux instances de pilotage du contrat de ville."
)

Draw = Callable[[Canvas], object]


def drawn_pdf(path: Path, pages: Iterable[Draw], **info: str) -> Path:
    """A PDF of which each page is drawn by a function; ``info`` gives title, author, subject."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for name, value in info.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(texts: Iterable[str], x: float = 60, y: float = 700, size: float = 10, bold: bool = False) -> Draw:
    """A function that draws lines under each other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        for number, text in enumerate(texts):
            canvas.drawString(x, y - number * 1.3 * size, text)

    return draw


def together(*draws: Draw) -> Draw:
    """A page drawn by several functions."""

    def draw(canvas: Canvas) -> None:
        for part in draws:
            part(canvas)

    return draw


def flowing_pdf(
    path: Path, story: list[Flowable], on_page: Callable[[Canvas, Any], None] | None = None
) -> Path:
    """A PDF laid out by reportlab, over as many pages as it takes."""
    on_page = on_page or (lambda canvas, _: None)
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(
        story, onFirstPage=on_page, onLaterPages=on_page
    )
    return path


def prose_pdf(path: Path) -> Path:
    """A PDF with a heading and a paragraph."""
    return flowing_pdf(path, [Paragraph("Le conseil citoyen", HEADING), Paragraph(PROSE, BODY)])


def encrypted_pdf(path: Path, password: str) -> Path:
    """The same, encrypted, with an empty or another user password."""
    writer = pypdf.PdfWriter(clone_from=prose_pdf(path.with_name("clear.pdf")))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(path)
    return path


def scanned_pdf(path: Path) -> Path:
    """A PDF whose only page is a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = io.BytesIO()
    Image.new("L", (200, 280), 200).save(picture, "PNG")
    image = ImageReader(picture)
    return drawn_pdf(path, [lambda canvas: canvas.drawImage(image, 0, 0, 500, 700)])
