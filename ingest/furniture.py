"""Page furniture: the headers, footers and page numbers that are no part of the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.fragments import Line

# Share of the page height, at the top and at the bottom, where furniture stands.
ZONE = 0.1

_PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:page|p\.?)?\s*\d{1,4}(?:\s*(?:/|sur|de|-)\s*\d{1,4})?[-–—|\s]*", re.I)
_OWN_NUMBER = re.compile(r"(?:^|\s)(?:page\s*)?(\d{1,4})\s*(?:(?:/|sur|de)\s*(\d{1,4}))?$", re.I)


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each page without headers, footers and page numbers.

    A line goes when it stands in the top or bottom tenth of its page and is a page number, ends
    with the number and the count of its own page, or comes back at the same height (whatever its
    digits) on three pages, or on both pages of two.
    """
    repeated = _repeated(pages)
    total = len(pages)

    def is_furniture(line: Line) -> bool:
        return in_zone(line) and (
            is_page_number(line.text) or _masked(line) in repeated or _counts_its_page(line, total)
        )

    return [[line for line in lines if not is_furniture(line)] for lines in pages]


def in_zone(line: Line) -> bool:
    """Whether the line stands in the margin zone of its page."""
    return not ZONE * line.height <= line.y <= (1 - ZONE) * line.height


def is_page_number(text: str) -> bool:
    """Whether the text is a page number and nothing else (« 3 », « - 3 - », « page 3/12 »)."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def _masked(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.lower()), round(line.y)


def _counts_its_page(line: Line, total: int) -> bool:
    match = _OWN_NUMBER.search(line.text)
    return bool(match and match[2] and int(match[1]) == line.page and int(match[2]) == total)


def _repeated(pages: Sequence[Sequence[Line]]) -> frozenset[tuple[str, int]]:
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in filter(in_zone, lines):
            seen[_masked(line)].add(number)
    needed = max(2, min(3, len(pages)))
    return frozenset(key for key, numbers in seen.items() if len(numbers) >= needed)
