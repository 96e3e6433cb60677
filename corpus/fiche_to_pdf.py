"""A fiche as a PDF, with reportlab and the fonts that every viewer has."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from typing import Any

from fiche import AUTHOR, Element, Fiche, Run
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    ListFlowable,
    ListItem,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)

MARGIN = 62.0  # points

_INK = HexColor("#1f2933")
_BODY = ParagraphStyle(
    "body", fontName="Helvetica", fontSize=10.5, leading=14.5, spaceAfter=7, textColor=_INK
)
_CELL = ParagraphStyle("cell", _BODY, fontSize=9.5, leading=12.5, spaceAfter=0)
_ITEM = ParagraphStyle("item", _BODY, spaceAfter=3)
_HEADINGS = {
    level: ParagraphStyle(
        f"h{level}",
        _BODY,
        fontName="Helvetica-Bold",
        fontSize=size,
        leading=1.25 * size,
        spaceBefore=before,
        spaceAfter=6,
        keepWithNext=1,
        textColor=HexColor("#1f4e79"),
    )
    for level, size, before in ((1, 20, 0), (2, 14, 10), (3, 12, 8))
}


def to_pdf(fiche: Fiche) -> bytes:
    """A PDF with a running footer and page numbers.

    Raises:
        ValueError: a character is not in the fonts.
    """
    _check_characters(fiche)
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 14,
        title=fiche.title,
        author=AUTHOR,
        subject=fiche.summary,
        keywords=", ".join(fiche.themes),
        lang="fr",
        invariant=1,
        pageCompression=0,
    )

    def footer(canvas: Any, _: Any) -> None:
        canvas.setDateFormatter(lambda *_: f"D:{fiche.date:%Y%m%d}")
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(HexColor("#52606d"))
        canvas.drawString(MARGIN, 36, f"{AUTHOR} – {fiche.title}")
        canvas.drawRightString(A4[0] - MARGIN, 36, str(canvas.getPageNumber()))

    title = Paragraph(html.escape(fiche.title), _HEADINGS[1])
    document.build([title, *_flowables(fiche.elements)], onFirstPage=footer, onLaterPages=footer)
    return buffer.getvalue()


def _check_characters(fiche: Fiche) -> None:
    """The standard fonts are written with the characters of Windows' Western encoding."""
    strange = {
        character for character in fiche.title + fiche.body if not character.encode("cp1252", "ignore")
    }
    if strange:
        raise ValueError(
            f"{fiche.slug} : caractères absents des polices du PDF : {' '.join(sorted(strange))}"
        )


def _flowables(elements: list[Element]) -> Iterator[Flowable]:
    items: list[ListItem] = []
    for element in elements:
        if element.kind == "item":
            items.append(ListItem(Paragraph(_markup(element.runs), _ITEM)))
            continue
        if items:
            yield _bullets(items)
            items = []
        if element.kind == "table":
            yield _pdf_table(element)
        else:
            style = _HEADINGS[element.level] if element.kind == "heading" else _BODY
            yield Paragraph(_markup(element.runs), style)
    if items:
        yield _bullets(items)


def _bullets(items: list[ListItem]) -> Flowable:
    return ListFlowable(
        items, bulletType="bullet", start="•", leftIndent=16, bulletFontSize=10.5, spaceAfter=6
    )


def _pdf_table(element: Element) -> Flowable:
    rows = [[Paragraph(_markup(cell), _CELL) for cell in row] for row in element.rows]
    rows[0] = [Paragraph(f"<b>{_markup(cell)}</b>", _CELL) for cell in element.rows[0]]
    width = (A4[0] - 2 * MARGIN) / len(rows[0])
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#9aa5b1")),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e4e7eb")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return KeepTogether([Table(rows, [width] * len(rows[0]), style=TableStyle(style), spaceAfter=10)])


def _markup(runs: tuple[Run, ...]) -> str:
    return "".join(f"<b>{html.escape(text)}</b>" if bold else html.escape(text) for text, bold in runs)
