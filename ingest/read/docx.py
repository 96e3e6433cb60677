"""DOCX with python-docx: the paragraphs and tables of the body, in order.

Headers, footers, comments and deleted text are not read; the text of links, insertions, content
controls and text boxes is.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.exceptions import InvalidXmlError
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from assistant.errors import IngestError
from ingest.layout import Block, Limits, ReadDocument, fact, normalise, row_text, strip_marker

# First bytes of the older Office format, which also wraps the new one when it is encrypted.
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
LONGEST_BOLD_HEADING = 150
MOST_MEMBERS = 20_000

# lxml's XMLSyntaxError is a SyntaxError; python-docx raises the others on missing or wrong parts, and
# zipfile on damaged or encrypted ones.
_UNREADABLE = (
    PackageNotFoundError,
    InvalidXmlError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
)
_HEADING = re.compile(r"(?:heading|titre)\s*([1-6])", re.IGNORECASE)
_TITLES = {"title": 1, "titre": 1, "subtitle": 2, "sous-titre": 2}
_LIST = re.compile(r"list\b|liste\b|puces?\b|bullet|énumération", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|table des matières|tm)\s*\d", re.IGNORECASE)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = (qn("w:tab"), qn("w:br"), qn("w:cr"))


class DocxReader:
    """Reads Word files of the current format."""

    suffixes = (".docx",)

    def read(self, path: Path, limits: Limits) -> ReadDocument:
        """Read one DOCX.

        Raises:
            IngestError: not a Word file, protected, damaged, or too big once unpacked.
        """
        _check_archive(path, limits)
        try:
            document = docx.Document(str(path))
            return _described(document, tuple(_blocks(document)))
        except _UNREADABLE as error:
            raise IngestError(
                f"« {path.name} » n’est pas un document Word lisible. Réenregistrez-le."
            ) from error


READER = DocxReader()


def _check_archive(path: Path, limits: Limits) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLE_MAGIC:
        raise IngestError(
            f"« {path.name} » est protégé par un mot de passe ou d’un ancien format Word. "
            "Enregistrez-le en .docx sans protection."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise IngestError(
            f"« {path.name} » n’est pas un document Word (.docx) ou il est tronqué. Remplacez-le."
        ) from error
    # Two programs could take one each: what is read here would not be what is shown there.
    if len({member.filename for member in members}) < len(members):
        raise IngestError(
            f"« {path.name} » n’est pas un document Word lisible : une de ses parties y est deux fois. "
            "Réenregistrez-le."
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.max_unpacked_bytes or len(members) > MOST_MEMBERS:
        raise IngestError(
            f"« {path.name} » est démesuré une fois décompressé "
            f"({unpacked / 1e6:.0f} Mo en {len(members)} parties). "
            "Vérifiez son origine."
        )


def _blocks(document: Any) -> Iterator[Block]:
    deepest = 1
    for block in _walk(document.element.body, document):
        if block.kind == "heading" and block.level == 0:
            yield Block("heading", block.text, level=min(deepest + 1, 6))
            continue
        if block.kind == "heading":
            deepest = block.level
        if block.text:
            yield block


def _walk(parent: Any, document: Any) -> Iterator[Block]:
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            yield from _paragraph(Paragraph(element, document))
        elif element.tag == qn("w:tbl"):
            yield from _table(element, document)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _walk(element, document)


def _paragraph(paragraph: Any) -> Iterator[Block]:
    """The block of a paragraph; a bold one that looks like a title is a heading of level 0."""
    text, marked = strip_marker(_text(paragraph._p))
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    heading = _HEADING.match(style)
    if not text or _CONTENTS.match(style):
        return
    if heading or style.lower() in _TITLES:
        yield Block("heading", text, level=int(heading[1]) if heading else _TITLES[style.lower()])
    elif marked or _LIST.match(style) or _is_numbered(paragraph):
        yield Block("item", text)
    elif (
        _is_bold(paragraph) and len(text) <= LONGEST_BOLD_HEADING and not text.endswith((".", ";", ",", ":"))
    ):
        yield Block("heading", text, level=0)
    else:
        yield Block("paragraph", text)


def _text(element: Any) -> str:
    return normalise("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SPACES:
            yield " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag not in (_FALLBACK, qn("w:pPr"), qn("w:rPr")) and not _is_hidden(child):
            yield from _pieces(child)
            if child.tag == qn("w:p"):
                yield " "


def _is_hidden(run: Any) -> bool:
    """Whether a run has the font effect « Masqué »: nobody who opens the document sees its text."""
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _is_numbered(paragraph: Any) -> bool:
    properties = [paragraph._p.pPr]
    if paragraph.style is not None:
        properties.append(paragraph.style.element.find(qn("w:pPr")))
    return any(found is not None and found.find(qn("w:numPr")) is not None for found in properties)


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _table(table: Any, document: Any) -> Iterator[Block]:
    rows = [row.findall(qn("w:tc")) for row in table.findall(qn("w:tr"))]
    if all(len(cells) <= 1 for cells in rows):
        for cells in rows:
            for cell in cells:
                yield from _walk(cell, document)
        return
    for number, cells in enumerate(rows):
        texts = [_text(cell) for cell in cells]
        filled = [cell for cell, text in zip(cells, texts, strict=True) if text]
        names_columns = number == 0 and bool(filled) and all(_is_head(cell, document) for cell in filled)
        yield Block("row", " ; ".join(texts) if names_columns else row_text(texts), level=int(names_columns))


def _is_head(cell: Any, document: Any) -> bool:
    row = cell.getparent()
    if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
        return True
    paragraphs = [Paragraph(element, document) for element in cell.findall(qn("w:p"))]
    return all(_is_bold(paragraph) for paragraph in paragraphs)


def _described(document: Any, blocks: tuple[Block, ...]) -> ReadDocument:
    core = document.core_properties
    heading = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)
    themes = re.split(r"\s*[,;]\s*", fact(core.keywords))
    return ReadDocument(
        title=fact(core.title) or heading,
        author=fact(core.author) or None,
        date=core.created.date().isoformat() if core.created else None,
        language=fact(core.language).lower() or None,
        summary=fact(core.subject) or None,
        themes=tuple(filter(None, themes)),
        kind=fact(core.category) or None,
        blocks=blocks,
        page_texts=("\n".join(block.text for block in blocks),),
        paged=False,
    )
