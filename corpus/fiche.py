"""The sources of the demonstration documents: Markdown with a front matter, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

AUTHOR = "Corpus de démonstration"
FORMATS = ("pdf", "docx", "html", "md")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_REQUIRED = frozenset({"title", "kind", "date", "themes", "format", "summary"})

Run = tuple[str, bool]


@dataclass(frozen=True)
class Element:
    """A heading, a paragraph, a list item or a table of a source.

    Attributes:
        runs: text and whether it is bold.
        level: of a heading.
        rows: cells of a table; the first row names the columns.
    """

    kind: Literal["heading", "paragraph", "item", "table"]
    runs: tuple[Run, ...] = ()
    level: int = 0
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


@dataclass(frozen=True)
class Fiche:
    """One source.

    Attributes:
        raw: the file as it is.
        body: Markdown after the front matter.
    """

    slug: str
    title: str
    kind: str
    date: date
    themes: tuple[str, ...]
    format: str
    summary: str
    raw: bytes
    body: str

    @property
    def elements(self) -> list[Element]:
        """The body, element by element."""
        return list(_elements(MARKDOWN.parse(self.body)))


def load(path: Path) -> Fiche:
    """Read one source.

    Raises:
        ValueError: the front matter is missing or incomplete, or the format is unknown.
    """
    raw = path.read_bytes()
    text = raw.decode()
    match = _FRONT_MATTER.match(text)
    if not match:
        raise ValueError(f"{path.name} : l’en-tête entre « --- » manque.")
    matter = yaml.safe_load(match[1])
    missing = _REQUIRED - set(matter)
    if missing:
        raise ValueError(f"{path.name} : il manque à l’en-tête {', '.join(sorted(missing))}.")
    if matter["format"] not in FORMATS:
        raise ValueError(f"{path.name} : format inconnu ({matter['format']}).")
    return Fiche(
        slug=path.stem,
        title=matter["title"],
        kind=matter["kind"],
        date=matter["date"],
        themes=tuple(matter["themes"]),
        format=matter["format"],
        summary=matter["summary"],
        raw=raw,
        body=text[match.end() :],
    )


def _elements(tokens: list[Token]) -> Iterator[Element]:
    opened: list[Token] = []
    rows: list[list[tuple[Run, ...]]] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append(token)
            if token.type == "tr_open":
                rows.append([])
        elif token.nesting == -1:
            opened.pop()
            if token.type == "table_close":
                yield Element("table", rows=tuple(map(tuple, rows)))
                rows = []
        elif token.type == "inline":
            runs = tuple(_runs(token))
            kinds = [parent.type for parent in opened]
            if rows:
                rows[-1].append(runs)
            elif kinds[-1] == "heading_open":
                yield Element("heading", runs, level=int(opened[-1].tag[1]))
            else:
                yield Element("item" if "list_item_open" in kinds else "paragraph", runs)


def _runs(inline: Token) -> Iterator[Run]:
    bold = 0
    for child in inline.children or ():
        bold += child.nesting if child.type in ("strong_open", "strong_close") else 0
        text = " " if child.type == "softbreak" else child.content
        if text:
            yield text, bold > 0
