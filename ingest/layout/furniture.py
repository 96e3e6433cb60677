"""Page furniture: the headers, footers and page numbers that are no part of the text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence

from ingest.layout.fragments import PageLine
from ingest.layout.joining import ends_sentence

# Share of the page height, at the top and at the bottom, where furniture stands.
ZONE = 0.1
# Small print is smaller than this share of the usual size, and this many of its sizes from the text.
SMALL_PRINT = 0.9
APART = 3.0

_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.?)?\s*\d{1,4}(?:\s*(?:/|sur|de|-)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
_ROMAN = re.compile(r"[ivxlc]{1,6}", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"(?:^|\s)(?:page\s*)?(\d{1,4})\s*(?:(?:/|sur|de)\s*(\d{1,4}))?$", re.IGNORECASE)


def without_furniture(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The lines of each page without headers, footers and page numbers.

    A line goes when it stands in the top or bottom tenth of its page and

    - is a page number, or ends with the number and the count of its own page;
    - or comes back at the same height, whatever its digits, on three pages or on both pages of two;
    - or starts or ends with a number that grows as the pages do, on three pages at the same height;
    - or is small print, no sentence, and stands apart from the text (the footer of a single page).
    """
    body = usual_size(pages)

    repeated = _on_pages(pages, _masked, max(2, min(3, len(pages))))
    counting = _on_pages(pages, _numbering, 3)
    total = len(pages)

    def is_furniture(line: PageLine, others: Sequence[PageLine]) -> bool:
        return in_zone(line) and (
            is_page_number(line.text)
            or _ROMAN.fullmatch(line.text) is not None
            or _counts_its_page(line, total)
            or not repeated.isdisjoint(_masked(line))
            or not counting.isdisjoint(_numbering(line))
            or (line.size < SMALL_PRINT * body and _stands_apart(line, others))
        )

    return [[line for line in lines if not is_furniture(line, lines)] for lines in pages]


def usual_size(pages: Sequence[Sequence[PageLine]]) -> float:
    """Size of the letters that most of the text is set in, in points; 10 without any text."""
    letters = Counter[float]()
    for line in (line for lines in pages for line in lines):
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 10.0


def in_zone(line: PageLine) -> bool:
    """Whether the line stands in the margin zone of its page."""
    return not ZONE * line.height <= line.y <= (1 - ZONE) * line.height


def is_page_number(text: str) -> bool:
    """Whether the text is a page number and nothing else (« 3 », « - 3 - », « page 3/12 »)."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def _stands_apart(line: PageLine, others: Sequence[PageLine]) -> bool:
    if ends_sentence(line.text):
        return False
    return all(abs(line.y - other.y) > APART * line.size for other in others if not in_zone(other))


def _masked(line: PageLine) -> list[Hashable]:
    return [(re.sub(r"\d+", "#", line.text.lower()), round(line.y))]


def _numbering(line: PageLine) -> list[Hashable]:
    """How far the numbers at the ends of the line are from the number of its page."""
    numbers = re.findall(r"^\d{1,4}(?=\s)|(?<=\s)\d{1,4}$", line.text)
    return [(int(number) - line.page, round(line.y)) for number in numbers]


def _counts_its_page(line: PageLine, total: int) -> bool:
    match = _OWN_NUMBER.search(line.text)
    return bool(match and match[2] and int(match[1]) == line.page and int(match[2]) == total)


def _on_pages(
    pages: Sequence[Sequence[PageLine]], keys: Callable[[PageLine], list[Hashable]], needed: int
) -> frozenset[Hashable]:
    """The keys that lines in the margin zones give on at least so many pages."""
    seen: dict[Hashable, set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in filter(in_zone, lines):
            for key in keys(line):
                seen[key].add(number)
    return frozenset(key for key, numbers in seen.items() if len(numbers) >= needed)
