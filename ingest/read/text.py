"""Plain text: paragraphs are parted by blank lines, except where a blank line follows every line.

Some extractions of PDF pages put a blank line after each line, bullets as ``n`` (a Wingdings
square) and page numbers on lines of their own; paragraphs are then rebuilt from the lengths of
the lines and their punctuation, as well as that can be done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ingest.layout import (
    Block,
    Limits,
    ReadDocument,
    Vocabulary,
    continues,
    ends_sentence,
    ends_unfinished,
    is_page_number,
    join_all,
    normalise,
    starts_lower,
    strip_marker,
)
from ingest.read.encoding import decode

LONGEST_TITLE = 100
# Lines before and after that show the width of the column a line stands in.
NEIGHBOURS = 4
# A stretch of lines each followed by one blank line is spaced out from this length on.
SHORTEST_STRETCH = 8

_WINGDINGS_BULLET = re.compile(r"n\s(?=\S)")
_UNDERLINE = re.compile(r"[=\-_~*]{3,}")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that is not blank.

    Attributes:
        marked: whether a bullet stood before it.
        indented: whether white space did.
        gap: blank lines above it.
    """

    text: str
    marked: bool
    indented: bool
    gap: int


class TextReader:
    """Reads plain text, in UTF-8 or in the usual encodings of Western Europe."""

    suffixes = (".txt",)

    def read(self, path: Path, limits: Limits) -> ReadDocument:
        """Read one text file; it has no metadata but its first line, when that is a title."""
        text = decode(path.read_bytes())
        blocks = blocks_of_text(text)
        first = blocks[0] if blocks else None
        return ReadDocument(
            title=first.text if first and first.kind != "item" and len(first.text) <= LONGEST_TITLE else None,
            author=None,
            date=None,
            language=None,
            summary=None,
            themes=(),
            kind=None,
            blocks=tuple(blocks),
            page_texts=(text,),
            paged=False,
        )


READER = TextReader()


def blocks_of_text(text: str) -> list[Block]:
    """The blocks of a plain text."""
    vocabulary = Vocabulary(text)
    groups = _groups(_closed_up(_lines(text)))
    return [_block(group, below, vocabulary) for group, below in pairwise([*groups, []])]


def _lines(text: str) -> list[TextLine]:
    lines: list[TextLine] = []
    gap = 0
    for raw in re.split(r"[\n\f\v\x85\u2028\u2029]", text):
        stripped, marked = strip_marker(normalise(raw))
        bullet = None if marked else _WINGDINGS_BULLET.match(stripped)
        if stripped and not _UNDERLINE.fullmatch(normalise(raw)):
            content = stripped[bullet.end() :] if bullet else stripped
            lines.append(TextLine(content, marked or bool(bullet), raw[0].isspace(), gap))
            gap = 0
        else:
            gap += 1
    return lines


def _closed_up(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines without the blank ones of spaced out stretches, nor the page numbers between these."""
    starts = [n for n, line in enumerate(lines) if n == 0 or line.gap != 1]
    closed: list[TextLine] = []
    for start, end in pairwise([*starts, len(lines)]):
        stretch = lines[start:end]
        if _is_spaced_out(stretch):
            stretch = [stretch[0], *(replace(line, gap=0) for line in stretch[1:])]
        closed += stretch
    if closed == list(lines):
        return closed
    return [line for line in closed if not is_page_number(line.text)]


def _is_spaced_out(stretch: Sequence[TextLine]) -> bool:
    """Whether line ends cut the sentences of a stretch although blank lines part its lines."""
    if len(stretch) < SHORTEST_STRETCH:
        return False
    cut = sum(continues(above.text, below.text) for above, below in pairwise(stretch))
    return cut > 0.3 * len(stretch)


def _groups(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Parts of lines that make one block each."""
    groups: list[list[TextLine]] = []
    for n, line in enumerate(lines):
        near = lines[max(0, n - NEIGHBOURS) : n + NEIGHBOURS + 1]
        column = max(len(other.text) for other in near)
        if groups and not _starts_new(groups[-1], line, column):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _starts_new(group: Sequence[TextLine], line: TextLine, column: int) -> bool:
    previous = group[-1]
    if line.marked or _is_capitals(previous.text) != _is_capitals(line.text):
        return True
    room = column - len(previous.text) - 1 - len(line.text.split()[0])
    if line.gap:
        wrapped = starts_lower(line.text) and continues(previous.text, line.text)
        return not wrapped or room > 0.2 * column
    if _is_capitals(line.text) or starts_lower(line.text) or ends_unfinished(previous.text):
        return False
    if line.indented and not previous.indented:
        return True
    return room > (0 if ends_sentence(previous.text) else 0.1 * column)


def _is_capitals(text: str) -> bool:
    return text == text.upper() and sum(map(str.isalpha, text)) > 3


def _block(group: Sequence[TextLine], following: Sequence[TextLine], vocabulary: Vocabulary) -> Block:
    text = join_all([line.text for line in group], vocabulary)
    if group[0].marked:
        return Block("item", text)
    if len(text) > LONGEST_TITLE or ends_sentence(text) or text.endswith(","):
        return Block("paragraph", text)
    if _is_capitals(text):
        return Block("heading", text, level=1)
    if _is_title(group, following):
        return Block("heading", text, level=2)
    return Block("paragraph", text)


def _is_title(group: Sequence[TextLine], following: Sequence[TextLine]) -> bool:
    """Whether a line stands alone above a paragraph of prose."""
    if len(group) > 1 or not following or not following[0].gap or following[0].marked:
        return False
    return group[0].text[0].isupper() and ends_sentence(following[-1].text)
