"""What a reader gives: the text of one file as typed blocks, and its pages as they were extracted.

A block is a unit of meaning (a heading, a paragraph, a list item, a table row) with its text
repaired: words cut at a line end are whole again, ligatures are letters, white space is single.
``page_texts`` keeps the raw text, so that a sentence of a block can be found again on its page by
comparing letters and digits only: a block never reorders the letters of its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ingest.layout.cleaning import normalise

LONGEST_FACT = 1_000
"""Characters that are kept of a title or of another fact that a file states about itself."""
BlockKind = Literal["heading", "paragraph", "item", "row"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reader accepts before it refuses a file.

    Attributes:
        max_bytes: size of the file.
        max_unpacked_bytes: size of an archive (DOCX) once unpacked.
        max_pages: pages of a paged document.
        max_characters: characters of extracted text, all pages together.
        max_blocks: headings, paragraphs, items and rows.
        screened: whether a file is first looked at as one that a stranger sends (``ingest.screening``).
    """

    max_bytes: int = 100_000_000
    max_unpacked_bytes: int = 300_000_000
    max_pages: int = 5_000
    max_characters: int = 20_000_000
    max_blocks: int = 200_000
    screened: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of a document.

    Attributes:
        text: repaired text; the cells of a row are joined by « ; » (by « : » when there are two).
        page: page on which the block starts, from 1; ``None`` for formats without pages.
        level: 1 to 6 for a heading; 1 for a row that names the columns of its table; else 0.
        breaks: (offset in ``text``, page from there on) for a block that goes on over a page end.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One file, read.

    Attributes:
        date: ISO, as precise as the file is (``2024``, ``2024-03`` or ``2024-03-12``).
        language: as the file declares it, in lower case (``fr``, ``fr-fr``).
        kind: type of document, where the format has a place for it.
        page_texts: raw text of each page; one element for formats without pages.
        paged: whether the format has pages.
    """

    title: str | None
    author: str | None
    date: str | None
    language: str | None
    summary: str | None
    themes: tuple[str, ...]
    kind: str | None
    blocks: tuple[Block, ...]
    page_texts: tuple[str, ...]
    paged: bool

    @property
    def empty_pages(self) -> tuple[int, ...]:
        """Pages without a letter (scanned or blank), from 1; none for formats without pages."""
        if not self.paged:
            return ()
        return tuple(n for n, text in enumerate(self.page_texts, 1) if not has_letters(text))


class Reader(Protocol):
    """Reads the files of one format."""

    suffixes: tuple[str, ...]

    def read(self, path: Path, limits: Limits) -> ReadDocument:
        """Read one file.

        Raises:
            IngestError: the file cannot be read; the message names it and the remedy, in French.
        """
        ...


def has_letters(text: str) -> bool:
    """Whether there is at least one letter."""
    return any(map(str.isalpha, text))


def fact(value: object) -> str:
    """A title, an author… as a file states it: one line, cut; empty when it is no text."""
    return normalise(value[:LONGEST_FACT]) if isinstance(value, str) else ""


def row_text(cells: list[str]) -> str:
    """The cells of a table row as one line, in their order: label and value, or « a ; b ; c »."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 2 and len(cells) == 2:
        return f"{filled[0].rstrip(' :')} : {filled[1]}"
    return " ; ".join(filled)
