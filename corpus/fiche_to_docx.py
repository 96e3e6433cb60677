"""A fiche as a Word file with the built-in styles, with python-docx."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.oxml.ns import qn
from fiche import AUTHOR, Element, Fiche, Run

_DOCX_STYLES = {"item": "List Bullet", "paragraph": "Normal"}


def to_docx(fiche: Fiche) -> bytes:
    """A Word file with the built-in styles."""
    document = docx.Document()
    _describe(document, fiche)
    document.add_paragraph(fiche.title, style="Title")
    for element in fiche.elements:
        if element.kind == "table":
            _docx_table(document, element)
            continue
        style = f"Heading {element.level}" if element.kind == "heading" else None
        _add_runs(
            document.add_paragraph(style="List Bullet" if element.kind == "item" else style), element.runs
        )
    buffer = io.BytesIO()
    document.save(buffer)
    return _repacked(buffer.getvalue())


def _describe(document: Any, fiche: Fiche) -> None:
    core = document.core_properties
    published = datetime(fiche.date.year, fiche.date.month, fiche.date.day)
    core.title, core.author, core.last_modified_by = fiche.title, AUTHOR, AUTHOR
    core.subject, core.keywords, core.category = fiche.summary, ", ".join(fiche.themes), fiche.kind
    core.comments, core.language, core.revision = "", "fr-FR", 1
    core.created = core.modified = core.last_printed = published
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")


def _docx_table(document: Any, element: Element) -> None:
    table = document.add_table(rows=0, cols=len(element.rows[0]), style="Table Grid")
    for number, row in enumerate(element.rows):
        for cell, runs in zip(table.add_row().cells, row, strict=True):
            _add_runs(cell.paragraphs[0], tuple((text, bold or number == 0) for text, bold in runs))
    document.add_paragraph()


def _add_runs(paragraph: Any, runs: tuple[Run, ...]) -> None:
    for text, bold in runs:
        paragraph.add_run(text).bold = bold or None


def _repacked(data: bytes) -> bytes:
    """The same archive without the times of writing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in members(data).items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            target.writestr(member, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """The files of an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
