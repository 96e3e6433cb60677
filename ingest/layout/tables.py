"""Find the tables of a page by where the text stands: cells beside each other, row after row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.layout.fragments import PageLine

# A longer cell is a column of prose, not a cell.
LONGEST_CELL = 400
LONGEST_SHORT_CELL = 15

Cell = list[PageLine]
Row = list[Cell]


@dataclass
class Region:
    """A part of a page: running text or, when ``rows`` is filled, a table."""

    lines: list[PageLine] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def regions(lines: Sequence[PageLine]) -> list[Region]:
    """The lines of a page as regions, in order.

    A table is two rows or more, drawn row by row, whose cells stand under each other.
    """
    rows = _rows(lines)
    found = [Region()]
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and _same_table(rows[end - 1], rows[end]):
            end += 1
        if end - start > 1:
            found += [Region(rows=rows[start:end]), Region()]
        else:
            found[-1].lines += [line for cell in rows[start] for line in cell]
        start = end
    return [region for region in found if region.lines or region.rows]


def _rows(lines: Sequence[PageLine]) -> list[Row]:
    """Runs of lines that go down the page, those beside each other put in one row."""
    rows: list[Row] = []
    for line in lines:
        if not rows:
            rows.append([[line]])
        elif _goes_down(rows[-1][-1][-1], line):
            rows[-1][-1].append(line)
        elif _right_of(rows[-1][-1], line):
            rows[-1:] = _split_above(rows[-1], line)
            rows[-1].append([line])
        else:
            rows.append([[line]])
    return rows


def _goes_down(previous: PageLine, line: PageLine) -> bool:
    down = previous.y - line.y
    return 0.5 * line.size < down < 1.9 * line.size and abs(previous.x - line.x) < 2 * line.size


def _right_of(cell: Cell, line: PageLine) -> bool:
    clear = line.x > max(other.x for other in cell) + line.size
    return clear and line.y > cell[-1].y - 1.5 * line.size


def _split_above(row: Row, line: PageLine) -> list[Row]:
    """Part from a first cell the lines of text that stand above a new cell beside it."""
    if len(row) > 1:
        return [row]
    above = [other for other in row[0] if other.y > line.y + 1.5 * line.size]
    beside = row[0][len(above) :]
    return [[above], [beside]] if above and beside else [row]


def _same_table(above: Row, below: Row) -> bool:
    if len(above) < 2 or len(below) < 2:
        return False
    cells = above + below
    if any(line.marker for cell in cells for line in cell):
        return False
    if max(sum(len(line.text) for line in cell) for cell in cells) > LONGEST_CELL:
        return False
    gap = min(cell[-1].y for cell in above) - max(cell[0].y for cell in below)
    if not 0 < gap < 5 * above[0][0].size:
        return False
    wide, narrow = (above, below) if len(above) >= len(below) else (below, above)
    return all(any(_in_column(cell, other) for other in wide) for cell in narrow)


def _in_column(cell: Cell, other: Cell) -> bool:
    """Whether two cells are aligned to the left, or centred or right-aligned if they are short."""
    tolerance = 0.5 * cell[0].size
    left = min(line.x for line in cell) - min(line.x for line in other)
    right = max(line.end for line in cell) - max(line.end for line in other)
    short = all(len(line.text) <= LONGEST_SHORT_CELL for line in (*cell, *other))
    return abs(left) < tolerance or (short and min(abs(right), abs(left + right) / 2) < 2 * tolerance)
