"""From the fragments that a PDF page draws to its lines of text, in the order of the page's stream.

The order of drawing is kept, never sorted by position: columns stay apart, and the letters of the
lines stand in the order of the extracted text. Only bullets are taken out of the flow, because
some writers draw them all at the end of the page; they are given back by their position.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.layout.cleaning import is_marker, normalise, strip_marker

Matrix = Sequence[float]

# Widths in ems of a common sans serif; enough to compare lines of one font with each other.
_NARROW = frozenset("iljtfrI.,;:!'’|()[]/ ")
_WIDE = frozenset("mwMW—…%œŒæÆ@")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of text in one font.

    Attributes:
        x, y: start of its baseline in points, from the left and from the bottom of the page.
        size: height of the font on the page in points.
        dingbats: whether the font draws signs and not letters.
        mono: whether all its characters are equally wide.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    dingbats: bool = False
    mono: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text, or a cell of a table row.

    Attributes:
        width: estimated width in points.
        size: of the font that draws most of its letters.
        bold, italic: whether all its letters are.
        starts_bold: whether its first letter is.
        marker: whether a bullet stands before it.
        height: of the page, in points.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    page: int
    bold: bool = False
    italic: bool = False
    starts_bold: bool = False
    marker: bool = False
    height: float = 842.0

    @property
    def end(self) -> float:
        """Estimated right end, in points."""
        return self.x + self.width


def placed_fragment(text: str, cm: Matrix, tm: Matrix, font_size: float) -> tuple[Fragment, int]:
    """The fragment that pypdf's text visitor reports, and its direction in quarter turns."""
    a = tm[0] * cm[0] + tm[1] * cm[2]
    b = tm[0] * cm[1] + tm[1] * cm[3]
    c = tm[2] * cm[0] + tm[3] * cm[2]
    d = tm[2] * cm[1] + tm[3] * cm[3]
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    turns = round(math.atan2(b, a) / (math.pi / 2)) % 4
    upright = {0: (x, y), 1: (y, -x), 2: (-x, -y), 3: (-y, x)}[turns]
    return Fragment(text, *upright, size=abs(font_size) * math.hypot(c, d)), turns


def estimated_width(text: str, size: float) -> float:
    """Width of a text in points, by classes of characters."""
    ems = (0.3 if c in _NARROW else 0.85 if c in _WIDE else 0.68 if c.isupper() else 0.55 for c in text)
    return size * sum(ems)


def _width(fragment: Fragment) -> float:
    text = fragment.text.strip()
    return 0.6 * fragment.size * len(text) if fragment.mono else estimated_width(text, fragment.size)


def page_lines(fragments: Iterable[Fragment], page: int, height: float) -> list[PageLine]:
    """The lines of one page.

    Args:
        fragments: in the order of the stream, white space included.
        page: number of the page, from 1.
        height: of the page in points.
    """
    runs: list[list[Fragment]] = []
    markers: list[Fragment] = []
    for fragment in fragments:
        if fragment.size < 1:
            continue
        if _is_bullet(fragment):
            markers.append(fragment)
        elif not fragment.text.strip():
            if runs:
                runs[-1].append(replace(fragment, text=" ", x=runs[-1][-1].x, y=runs[-1][-1].y))
        elif runs and _same_line(runs[-1], fragment):
            runs[-1].append(fragment)
        else:
            runs.append([fragment])
    lines = [_line(run, page, height) for run in _split_at_columns(runs)]
    return _give_markers([line for line in lines if line.text], markers)


def _is_bullet(fragment: Fragment) -> bool:
    """Whether it is a bullet alone; Word's second one is an « o » in Courier New."""
    text = fragment.text.strip()
    if len(text) == 1 and (fragment.dingbats or (fragment.mono and text == "o")):
        return True
    return is_marker(text)


def _same_line(run: list[Fragment], fragment: Fragment) -> bool:
    size = max(fragment.size, *(f.size for f in run))
    last = next(f for f in reversed(run) if f.text.strip())
    base = max(run, key=lambda f: f.size)
    if abs(fragment.y - base.y) > 0.5 * size or fragment.x < last.x:
        return False
    width = _width(last)
    return fragment.x - last.x - width < max(1.5 * size, 0.2 * width)


def _split_at_columns(runs: list[list[Fragment]]) -> list[list[Fragment]]:
    """Split runs where a fragment starts at the place where two other runs of the page start.

    Not at the start of its own run: pypdf gives that place to all that follows without a new position.
    """
    starts = Counter(round(run[0].x) for run in runs)
    split: list[list[Fragment]] = []
    for run in runs:
        split.append([])
        for fragment in run:
            moved = fragment.x > run[0].x + fragment.size
            if split[-1] and moved and fragment.text.strip() and starts[round(fragment.x)] > 1:
                split.append([])
            split[-1].append(fragment)
    return split


def _line(run: list[Fragment], page: int, height: float) -> PageLine:
    letters = Counter[tuple[float, bool, bool]]()
    for fragment in run:
        count = sum(map(str.isalnum, fragment.text))
        letters[round(fragment.size, 1), fragment.bold, fragment.italic] += count
    sizes = Counter[float]()
    for (size, _, _), count in letters.items():
        sizes[size] += count
    size = sizes.most_common(1)[0][0]
    styles = [style for style, count in letters.items() if count]
    text, marked = strip_marker(normalise("".join(f.text for f in run)))
    base = next(f for f in run if round(f.size, 1) == size)
    return PageLine(
        text=text,
        x=run[0].x,
        y=base.y,
        width=estimated_width(text, size),
        size=size,
        page=page,
        bold=bool(styles) and all(bold for _, bold, _ in styles),
        italic=bool(styles) and all(italic for _, _, italic in styles),
        starts_bold=run[0].bold,
        marker=marked,
        height=height,
    )


def _give_markers(lines: list[PageLine], markers: list[Fragment]) -> list[PageLine]:
    """Mark the line that starts just right of each bullet, on the same baseline."""
    marked = set[int]()
    for marker in markers:
        candidates = [
            (line.x - marker.x, n)
            for n, line in enumerate(lines)
            if abs(line.y - marker.y) < 0.4 * line.size and 0 < line.x - marker.x < 5 * line.size
        ]
        if candidates:
            marked.add(min(candidates)[1])
    return [replace(line, marker=True) if n in marked else line for n, line in enumerate(lines)]
