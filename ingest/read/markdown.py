"""Markdown (CommonMark and pipe tables) with its YAML front matter; raw HTML is taken as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.errors import IngestError
from ingest.layout import Block, Limits, ReadDocument, fact, normalise, row_text
from ingest.read.encoding import decode

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_BREAKS = ("softbreak", "hardbreak")


class MarkdownReader:
    """Reads Markdown files."""

    suffixes = (".md",)

    def read(self, path: Path, limits: Limits) -> ReadDocument:
        """Read one Markdown file.

        Raises:
            IngestError: the front matter is not YAML.
        """
        matter, body = split_front_matter(decode(path.read_bytes()), path.name)
        blocks = tuple(blocks_of_markdown(body))
        return ReadDocument(
            title=_text(matter, "title") or _first_title(blocks),
            author=_text(matter, "author"),
            date=_text(matter, "date"),
            language=_text(matter, "language") or _text(matter, "lang"),
            summary=_text(matter, "summary"),
            themes=_list(matter.get("themes")),
            kind=_text(matter, "kind"),
            blocks=blocks,
            page_texts=("\n".join(block.text for block in blocks),),
            paged=False,
        )


READER = MarkdownReader()


def split_front_matter(text: str, name: str) -> tuple[dict[str, object], str]:
    """The front matter of a Markdown text and what follows it.

    Args:
        text: the whole file.
        name: of the file, for the error.

    Raises:
        IngestError: the front matter is not a YAML mapping.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        matter = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise IngestError(
            f"« {name} » : l’en-tête entre « --- » n’est pas du YAML valide. Corrigez-le."
        ) from error
    if not isinstance(matter, dict):
        raise IngestError(f"« {name} » : l’en-tête entre « --- » doit être une liste de « clé: valeur ».")
    return matter, text[match.end() :]


def blocks_of_markdown(text: str) -> list[Block]:
    """The blocks of a Markdown text without its front matter."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return [block for block in _blocks(tokens) if block.text]


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    opened: list[Token] = []
    cells: list[str] = []
    new_item = False
    for token in tokens:
        if token.nesting == 1:
            opened.append(token)
            new_item = new_item or token.type == "list_item_open"
        elif token.nesting == -1:
            opened.pop()
            if token.type == "tr_close":
                yield _row(cells, head=opened[-1].type == "thead_open")
                cells = []
        elif token.type == "inline" and opened[-1].type in ("th_open", "td_open"):
            cells.append(inline_text(token))
        elif token.type == "inline" and opened[-1].type == "heading_open":
            yield Block("heading", inline_text(token), level=int(opened[-1].tag[1]))
        elif token.type in ("inline", "fence", "code_block"):
            text = inline_text(token) if token.type == "inline" else normalise(token.content)
            yield Block("item" if new_item else "paragraph", text)
            new_item = False


def _row(cells: list[str], head: bool) -> Block:
    return Block("row", " ; ".join(cells) if head else row_text(cells), level=int(head))


def inline_text(token: Token) -> str:
    """The text of an inline token: no emphasis marks, the label of a link, the description of an image."""
    parts = [" " if child.type in _BREAKS else child.content for child in token.children or ()]
    return normalise("".join(parts))


def _first_title(blocks: Sequence[Block]) -> str | None:
    return next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)


def _text(matter: dict[str, object], key: str) -> str | None:
    return _scalar(matter.get(key)) or None


def _list(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else _scalar(value).split(",")
    return tuple(filter(None, map(_scalar, values)))


def _scalar(value: object) -> str:
    """A value of YAML as text; not a list or a mapping, of which a few lines may make millions of words."""
    return fact(str(value)) if isinstance(value, str | int | float | date) else ""
