"""Figures and registers as CSV, XLSX and a one-page DOCX; no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from assistant.infodoc.figures import Counts, Figures
from assistant.infodoc.records import NewRequest, Request
from assistant.infodoc.register import french_name
from assistant.language import capital

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"
_MOST_ROWS_ON_A_PAGE = 5
_LONGEST_SHEET_NAME = 31
Value = str | int | float | date | None


def neutral(value: Value) -> Value:
    """A value that a spreadsheet never runs: text that begins like a formula gets an apostrophe before it.

    See OWASP, « CSV Injection ».
    """
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


def to_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as CSV for a French spreadsheet: semicolons, UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_said(neutral(value)) for value in row])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def to_xlsx(sheets: Iterable[tuple[str, Iterable[Sequence[Value]]]]) -> bytes:
    """Sheets as XLSX; the first row of each is its heading."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name[:_LONGEST_SHEET_NAME])
        for number, row in enumerate(rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=neutral(value))
                if isinstance(value, str):
                    cell.data_type = "s"
                cell.font = Font(bold=number == 0)
                cells.append(cell)
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def figures_rows(found: Figures) -> list[Sequence[Value]]:
    """Every figure on one sheet: table, label, number."""
    rows: list[Sequence[Value]] = [
        ("Tableau", "Libellé", "Nombre"),
        *(("Ensemble", a, b) for a, b in _overall(found)),
    ]
    rows += [(title, label, number) for title, _, counts in found.tables for label, number in counts]
    return [*rows, *(("Sans réponse", f"{g.day:%d/%m/%Y} – {g.question}", 1) for g in found.gaps)]


def figures_sheets(found: Figures) -> list[tuple[str, list[Sequence[Value]]]]:
    """One sheet a table."""
    sheets: list[tuple[str, list[Sequence[Value]]]] = [
        ("Ensemble", [("Chiffre", "Valeur"), *_overall(found)])
    ]
    sheets += [(title, [(label, "Demandes"), *counts]) for title, label, counts in found.tables]
    gaps: list[Sequence[Value]] = [("Date", "Origine", "Question", "Motif")]
    gaps += [(g.day, g.origin, g.question, g.reason) for g in found.gaps]
    return [*sheets, ("Sans réponse", gaps)]


def _overall(found: Figures) -> list[tuple[str, Value]]:
    return [
        ("Demandes reçues", found.total),
        ("Demandes répondues", found.answered),
        ("Délai médian de réponse (jours)", found.median_delay),
        ("Temps passé (heures)", round(found.minutes / 60, 1)),
        ("Temps moyen par demande (minutes)", round(found.mean_minutes, 1) if found.mean_minutes else None),
        ("Demandes dont le temps est noté", found.timed),
        ("Questions sans réponse", len(found.gaps)),
    ]


def figures_docx(found: Figures, service: str) -> bytes:
    """One page for the activity report of a service, named with its article."""
    document: DocxDocument = docx.Document()
    document.core_properties.title = f"{capital(service)} en chiffres"
    document.core_properties.author = ""
    _tight(document)
    document.add_heading(f"{capital(service)}, {_time(found)}", 1)
    document.add_paragraph(_summary(found))
    table = document.add_table(rows=0, cols=2)
    shown = [t for t in found.tables if t[2] and t[0] not in ("Par état",)]
    for left, right in zip(shown[::2], [*shown[1::2], None], strict=False):
        cells = table.add_row().cells
        _count(cells[0], left)
        if right is not None:
            _count(cells[1], right)
    if found.gaps:
        document.add_heading("Questions sans réponse dans les documents", 2)
        for question in list(dict.fromkeys(g.question for g in found.gaps))[:_MOST_ROWS_ON_A_PAGE]:
            document.add_paragraph(question[:150], style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _tight(document: DocxDocument) -> None:
    """Margins and spaces with which everything stands on one A4 page."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    for name, size in (("Normal", 9.5), ("List Bullet", 9.5), ("Heading 1", 16), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(4 if "Heading" in name else 0)
        style.paragraph_format.space_after = Pt(2)


def _count(cell: Any, table: tuple[str, str, Counts]) -> None:
    title, _, counts = table
    cell.paragraphs[0].add_run(title).bold = True
    wanted = [c for c in counts if c[1]]
    shown = wanted if title == "Par mois" else wanted[:_MOST_ROWS_ON_A_PAGE]
    for label, number in shown:
        cell.add_paragraph(f"{label[:70]} : {number}")
    if len(wanted) > len(shown):
        cell.add_paragraph(f"autres : {sum(n for _, n in wanted[len(shown) :])}")


def _time(found: Figures) -> str:
    if (found.first, found.last) == (date(found.first.year, 1, 1), date(found.first.year, 12, 31)):
        return f"année {found.first.year}"
    return f"du {found.first:%d/%m/%Y} au {found.last:%d/%m/%Y}"


def _summary(found: Figures) -> str:
    text = f"{found.total} demandes reçues, dont {found.answered} répondues"
    if found.median_delay is not None:
        text += f" (délai médian : {found.median_delay:g} jour{'s' if found.median_delay >= 2 else ''})"
    if found.mean_minutes:
        text += (
            f" ; {found.minutes / 60:.0f} heures notées, soit {found.mean_minutes:.0f} minutes par demande"
        )
    return f"{text}. {len(found.gaps)} questions sont restées sans réponse dans les documents."


_COLUMNS = tuple(f.name for f in fields(NewRequest))


def requests_rows(requests: Iterable[Request]) -> Iterable[Sequence[Value]]:
    """A register as rows, its heading first."""
    yield ("numéro", *(french_name(name) for name in _COLUMNS))
    for request in requests:
        yield (request.id, *(_cell(getattr(request, name)) for name in _COLUMNS))


def _cell(value: object) -> Value:
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str | int | float | date) else None


def _said(value: Value) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return "" if value is None else str(value)
