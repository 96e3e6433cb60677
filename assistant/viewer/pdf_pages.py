"""Pages of a PDF as pictures, with a quote highlighted line by line.

A quote is found by its letters and digits alone, so that line ends, hyphens, ligatures and spacing do not
matter. PDFium is not safe to call from two threads at once: one lock for the process.
"""

from __future__ import annotations

import ctypes
import io
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw
from rapidfuzz import fuzz

from assistant.errors import AssistantError

WIDTH = 1240
"""Pixels across a page: sharp on a dense screen in a column of 620 points."""
TALLEST = 4000
HIGHLIGHT = (255, 224, 102)
NEAR_ENOUGH = 85.0
"""Least partial ratio, in [0, 100], for words that extraction spelt a little differently."""

_LOCK = threading.Lock()
_MARGIN = 3

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture.

    Attributes:
        png: the file.
        pages: number of pages of the document.
        highlighted: number of highlighted lines; 0 when the quote was not found.
    """

    png: bytes
    pages: int
    highlighted: int


@lru_cache(maxsize=64)
def page_picture(path: Path, page: int, quote: str = "", width: int = WIDTH) -> PagePicture:
    """Draws a page of a PDF, numbered from 1, and highlights a quote on it.

    Raises:
        AssistantError: the file cannot be opened or has no such page.
    """
    with _LOCK:
        try:
            document = pdfium.PdfDocument(path)
        except (pdfium.PdfiumError, OSError) as error:
            raise AssistantError(
                f"Le fichier « {path.name} » ne s’ouvre pas. Téléchargez l’original ou prévenez le centre."
            ) from error
        try:
            return _draw(document, page, quote, width)
        finally:
            document.close()


def _draw(document: pdfium.PdfDocument, number: int, quote: str, width: int) -> PagePicture:
    pages = len(document)
    if not 1 <= number <= pages:
        raise AssistantError(f"Ce document n’a pas de page {number} : il en a {pages}.")
    page = document[number - 1]
    across, down = page.get_size()
    bitmap = page.render(scale=min(width / across, TALLEST / down))
    picture = bitmap.to_pil().convert("RGB")
    lines = line_boxes(_boxes_of(page, bitmap, quote)) if quote else []
    marked = _highlight(picture, lines)
    file = io.BytesIO()
    marked.save(file, "PNG", compress_level=4)
    return PagePicture(file.getvalue(), pages, len(lines))


def _boxes_of(page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, quote: str) -> list[Box]:
    """The box, in pixels, of each letter of the quote on the page."""
    textpage = page.get_textpage()
    characters = [chr(raw.FPDFText_GetUnicode(textpage, i)) for i in range(textpage.count_chars())]
    places = find_letters(characters, quote)
    position = bitmap.get_posconv(page)
    boxes: list[Box] = []
    for place in places:
        left, bottom, right, top = _loose_box(textpage, place)
        corners = [position.to_bitmap(left, bottom), position.to_bitmap(right, top)]
        xs, ys = zip(*corners, strict=True)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return boxes


def _loose_box(textpage: pdfium.PdfTextPage, place: int) -> Box:
    """The box of a character with its whole line height, so that a line is marked evenly."""
    rectangle = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(textpage, place, ctypes.byref(rectangle)):
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
    box: Box = textpage.get_charbox(place)
    return box


def find_letters(characters: Sequence[str], quote: str) -> list[int]:
    """Places, among the characters of a page, of the first and best occurrence of a quote.

    Only letters and digits are compared, without case or accents. Without an exact occurrence, the
    nearest stretch that is alike enough (``NEAR_ENOUGH``); empty when there is none.
    """
    letters, places = _letters_of(characters)
    wanted, _ = _letters_of(quote)
    if not wanted:
        return []
    start = letters.find(wanted)
    end = start + len(wanted)
    if start < 0:
        near = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=NEAR_ENOUGH)
        if near is None or len(wanted) > len(letters):
            return []
        start, end = near.dest_start, near.dest_end
    return sorted(set(places[start:end]))


def _letters_of(characters: Sequence[str]) -> tuple[str, list[int]]:
    """The letters and digits, folded, and the place that each comes from (a ligature gives two)."""
    folded = [(letter, place) for place, c in enumerate(characters) for letter in _fold(c)]
    return "".join(letter for letter, _ in folded), [place for _, place in folded]


def _fold(character: str) -> Iterator[str]:
    return (c for c in unicodedata.normalize("NFKD", character).casefold() if c.isalnum())


def line_boxes(boxes: Sequence[Box]) -> list[Box]:
    """Boxes of letters, in reading order, joined into one box a line."""
    lines: list[Box] = []
    for box in boxes:
        if lines and _same_line(lines[-1], box):
            a = lines[-1]
            lines[-1] = (min(a[0], box[0]), min(a[1], box[1]), max(a[2], box[2]), max(a[3], box[3]))
        else:
            lines.append(box)
    return lines


def _same_line(line: Box, box: Box) -> bool:
    """Whether a letter stands on a line: it overlaps half of its height and does not go back."""
    overlap = min(line[3], box[3]) - max(line[1], box[1])
    smaller = min(line[3] - line[1], box[3] - box[1])
    return overlap > smaller / 2 and box[0] >= line[0]


def _highlight(picture: Image.Image, lines: Sequence[Box]) -> Image.Image:
    """Marks lines as a highlighter pen does: the paper takes the colour, the ink stays."""
    pen = Image.new("RGB", picture.size, "white")
    drawing = ImageDraw.Draw(pen)
    for left, top, right, bottom in lines:
        drawing.rectangle((left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN), fill=HIGHLIGHT)
    return ImageChops.multiply(picture, pen)
