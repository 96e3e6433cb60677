"""From lines to blocks: paragraphs, list items, table rows and headings with their level.

What tells them apart is what a reader sees: the gap between lines, the indent, the bullet, the size
and the boldness of the letters, and a line that ends well before the margin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from ingest.layout.blocks import Block, BlockKind, has_letters, row_text
from ingest.layout.fragments import PageLine, estimated_width
from ingest.layout.furniture import usual_size, without_furniture
from ingest.layout.joining import (
    Vocabulary,
    continues,
    ends_sentence,
    ends_unfinished,
    join,
    join_all,
    starts_lower,
)
from ingest.layout.tables import Row, regions

Style = tuple[float, bool, bool]
Group = list[PageLine]

# The end of a line of a table of contents, once its leading dots are cleaned.
_CONTENTS_LINE = re.compile(r"(?:…|\bp\.)\s?\d{1,4}$")
# A gap of more than this many usual leadings parts two paragraphs.
PARAGRAPH_GAP = 1.25
# Room left at the end of a line, as a share of its column, beyond the error of the estimated widths.
MARGIN = 0.05
LONGEST_HEADING = 200
LONGEST_LEAD = 90


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is usual in a document.

    Attributes:
        body: size of most letters, in points.
        leadings: usual distance between two baselines, by size of the letters, in points.
    """

    body: float
    leadings: dict[float, float]

    def leading(self, size: float) -> float:
        """Usual distance between two baselines of letters of this size, in points."""
        if size in self.leadings:
            return self.leadings[size]
        return size * self.leadings.get(self.body, 1.3 * self.body) / self.body


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that is still to be joined with what follows it.

    Attributes:
        style: size, boldness and slant of a heading.
        first, last: its first and last line.
    """

    kind: BlockKind
    text: str
    style: Style
    first: PageLine
    last: PageLine
    level: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


def blocks_of(pages: Sequence[Sequence[PageLine]], vocabulary: Vocabulary) -> list[Block]:
    """The blocks of a document.

    Args:
        pages: the lines of each page, in reading order.
        vocabulary: the words of the document, to repair those that a line end cuts.
    """
    kept = without_furniture(pages)
    metrics = measure(kept)
    pieces = [piece for lines in kept for piece in _page_pieces(lines, metrics, vocabulary)]
    pieces = _joined(pieces, vocabulary)
    ranks = _heading_ranks(pieces)
    return [
        Block(p.kind, p.text, p.first.page, ranks[p.style] if p.kind == "heading" else p.level, p.breaks)
        for p in pieces
    ]


def measure(pages: Sequence[Sequence[PageLine]]) -> Metrics:
    """Usual size, and leadings as measured between lines that a sentence runs over."""
    gaps: dict[float, Counter[float]] = {}
    for lines in pages:
        for above, below in pairwise(lines):
            down = above.y - below.y
            close = above.size == below.size and 0.8 < down / above.size < 2.2
            if close and continues(above.text, below.text):
                gaps.setdefault(above.size, Counter())[round(down, 1)] += 1
    leadings = {size: _closest(counts) for size, counts in gaps.items()}
    return Metrics(usual_size(pages), leadings)


def _closest(gaps: Counter[float]) -> float:
    frequent = max(gaps.values()) / 4
    return min(gap for gap, count in gaps.items() if count >= frequent)


def _page_pieces(lines: Sequence[PageLine], metrics: Metrics, vocabulary: Vocabulary) -> list[Piece]:
    pieces: list[Piece] = []
    for region in regions(lines):
        pieces += [_piece(group, metrics, vocabulary) for group in _groups(region.lines, metrics)]
        pieces += _row_pieces(region.rows, vocabulary)
    return [piece for piece in pieces if piece.text]


def _groups(lines: Sequence[PageLine], metrics: Metrics) -> list[Group]:
    groups: list[Group] = []
    for line in lines:
        if groups and not _starts_new(groups[-1], line, metrics):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [part for group in groups for half in _part_lead(group) for part in _part_short_lines(half)]


def _starts_new(group: Group, line: PageLine, metrics: Metrics) -> bool:
    previous = group[-1]
    down = previous.y - line.y
    if line.marker:
        return True
    if abs(down) < 0.3 * line.size and line.x > previous.x:
        return False
    if down <= 0 or down > PARAGRAPH_GAP * metrics.leading(max(line.size, previous.size)):
        return True
    if abs(line.size - previous.size) > 0.08 * previous.size:
        return True
    if group[0].marker:
        outdented = line.x < min(group[0].x - line.size, group[-1].x - 0.1 * line.size)
        return outdented and not continues(previous.text, line.text)
    return line.x > previous.x + 0.8 * line.size and ends_sentence(previous.text)


def _part_lead(group: Group) -> list[Group]:
    """Part a bold title from the text that follows it without a gap; a lead (« Ateliers : ») stays."""
    bold = next((n for n, line in enumerate(group) if not line.bold), len(group))
    if not 0 < bold < len(group) or group[bold].starts_bold or group[0].marker:
        return [group]
    title = " ".join(line.text for line in group[:bold])
    if title.endswith((":", ",", ";", "-", "…")) or starts_lower(group[bold].text):
        return [group]
    return [group[:bold], group[bold:]]


def _part_short_lines(group: Group) -> list[Group]:
    """Part a group where a line ends although the next word had room: the author ended it there."""
    right = max(line.end for line in group)
    parts = [[group[0]]]
    for above, below in pairwise(group):
        room = right - above.end - estimated_width(" " + below.text.split()[0], below.size)
        ends = room > MARGIN * (right - group[0].x) or _CONTENTS_LINE.search(above.text)
        if ends and _may_part(above, below):
            parts.append([])
        parts[-1].append(below)
    return parts


def _may_part(above: PageLine, below: PageLine) -> bool:
    beside = abs(above.y - below.y) < 0.3 * below.size
    return not (beside or above.bold or starts_lower(below.text) or continues(above.text, below.text))


def _piece(group: Group, metrics: Metrics, vocabulary: Vocabulary) -> Piece:
    text = join_all([line.text for line in group], vocabulary)
    kind: BlockKind = (
        "item" if group[0].marker else "heading" if _is_heading(group, text, metrics) else "paragraph"
    )
    return Piece(kind, text, _style(group), group[0], group[-1])


def _style(group: Group) -> Style:
    size = median(line.size for line in group)
    return round(2 * size) / 2, all(line.bold for line in group), all(line.italic for line in group)


def _is_heading(group: Group, text: str, metrics: Metrics) -> bool:
    size, bold, _ = _style(group)
    if not has_letters(text) or len(text) > LONGEST_HEADING or text.endswith((".", ";", ",")):
        return False
    if _CONTENTS_LINE.search(text):
        return False
    return size > 1.12 * metrics.body or (bold and size > 0.9 * metrics.body)


def _row_pieces(rows: Sequence[Row], vocabulary: Vocabulary) -> list[Piece]:
    pieces: list[Piece] = []
    for number, row in enumerate(rows):
        cells = [join_all([line.text for line in cell], vocabulary) for cell in row]
        lines = [line for cell in row for line in cell]
        names_columns = number == 0 and all(line.bold for line in lines) and not _all_bold(rows[1:])
        text = " ; ".join(cells) if names_columns else row_text(cells)
        pieces.append(Piece("row", text, _style(lines), lines[0], lines[-1], level=int(names_columns)))
    return pieces


def _all_bold(rows: Sequence[Row]) -> bool:
    return all(line.bold for row in rows for cell in row for line in cell)


def _joined(pieces: Sequence[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """Join what a page end, a column end or a gap cuts in the middle of a sentence."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and _belongs(joined[-1], piece):
            joined[-1] = _join_pieces(joined[-1], piece, vocabulary)
        else:
            joined.append(piece)
    return joined


def _belongs(left: Piece, right: Piece) -> bool:
    if right.kind != "paragraph":
        return False
    if left.kind == "heading":
        lead = left.text.endswith(("…", ":", ",")) and len(left.text) <= LONGEST_LEAD
        return lead and starts_lower(right.text) and left.last.page == right.first.page
    if left.kind == "row" or abs(left.last.size - right.first.size) > 0.08 * left.last.size:
        return False
    if right.first.page != left.last.page or right.first.y > left.last.y:
        return continues(left.text, right.text)
    return left.kind == "paragraph" and starts_lower(right.text) and ends_unfinished(left.text)


def _join_pieces(left: Piece, right: Piece, vocabulary: Vocabulary) -> Piece:
    text = join(left.text, right.text, vocabulary)
    breaks = left.breaks
    if right.first.page != left.last.page:
        breaks += ((len(text) - len(right.text), right.first.page),)
    kind: BlockKind = "paragraph" if left.kind == "heading" else left.kind
    return Piece(kind, text, left.style, left.first, right.last, breaks=breaks)


def _heading_ranks(pieces: Sequence[Piece]) -> dict[Style, int]:
    """Levels 1 to 6 of the heading styles: the bigger first, then the bold, then the upright."""
    styles = {piece.style for piece in pieces if piece.kind == "heading"}
    ordered = sorted(styles, key=lambda style: (-style[0], not style[1], style[2]))
    levels = [key for key, _ in groupby(ordered)]
    return {style: min(rank, 6) for rank, style in enumerate(levels, 1)}
