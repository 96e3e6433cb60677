"""A draft as a letter: blocks that every export writes in its own format, and the letter as text and HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assistant.infodoc.draft import (
    ANSWER,
    CLOSING,
    HEADINGS,
    OPENING,
    Draft,
    Element,
    with_numbers,
    without_empty_headings,
)
from assistant.infodoc.records import ReplySource

Style = Literal["text", "heading", "subheading", "item", "source"]
SOURCES = "Sources"
SUBJECT = "Réponse à votre demande"
UNVERIFIED = " [sans source]"
# Characters that XML 1.0 does not allow.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class LetterParagraph:
    """A paragraph of a letter.

    Attributes:
        notes: numbers of the sources that follow the text.
    """

    style: Style
    text: str
    notes: tuple[int, ...] = ()

    @property
    def marked(self) -> str:
        """The text with its numbers: « … [1][2] »."""
        return f"{self.text} {''.join(f'[{n}]' for n in self.notes)}".rstrip()


def letter(draft: Draft) -> list[LetterParagraph]:
    """The letter of a draft: what is kept, in the order of the sections, then the numbered sources."""
    elements, sources = with_numbers(draft)
    blocks: list[LetterParagraph] = []
    for section, group in groupby(without_empty_headings(elements), key=lambda e: e.section):
        kept = [e for e in group if e.text.strip()]
        if section in HEADINGS and kept:
            blocks.append(LetterParagraph("heading", HEADINGS[section]))
        blocks += [block for e in kept for block in _blocks(e)]
    return [*blocks, *_sources(sources)]


def _blocks(element: Element) -> Iterator[LetterParagraph]:
    text = _NOT_XML.sub("\ufffd", element.text.strip())
    if element.heading:
        yield LetterParagraph("subheading", text)
    elif element.section in (OPENING, CLOSING):
        for line in text.splitlines():
            yield LetterParagraph("text", line)
    elif element.section == ANSWER:
        unsure = UNVERIFIED if element.state == "sans source" else ""
        item = text.endswith(";") or text[:1].islower()
        yield LetterParagraph("item" if item else "text", text + unsure, element.sources)
    else:
        yield LetterParagraph("item", text, element.sources)


def _sources(sources: Sequence[ReplySource]) -> list[LetterParagraph]:
    if not sources:
        return []
    return [
        LetterParagraph("heading", SOURCES),
        *(LetterParagraph("source", source_line(s)) for s in sources),
    ]


def source_line(source: ReplySource) -> str:
    """A source with its number, its page and the quote."""
    page = f", p. {source.page}" if source.page else ""
    quote = _NOT_XML.sub("\ufffd", source.quote)
    return f"[{source.n}] {source.title}{page} : « {quote} »"


def to_text(draft: Draft) -> str:
    """The letter as plain text."""
    lines: list[str] = []
    previous: Style | None = None
    for block in letter(draft):
        if previous is not None and not (block.style == previous and block.style in ("item", "source")):
            lines.append("")
        lines.append(_line(block))
        previous = block.style
    return "\n".join(lines) + "\n"


def _line(block: LetterParagraph) -> str:
    if block.style == "heading":
        return block.text.upper()
    return f"- {block.marked}" if block.style == "item" else block.marked


_TAGS: dict[Style, str] = {"text": "p", "heading": "h2", "subheading": "h3", "item": "li", "source": "p"}


def to_html(draft: Draft) -> str:
    """The letter as HTML for a mail program; every text is escaped."""
    parts: list[str] = []
    for style, group in groupby(letter(draft), key=lambda b: b.style):
        tag = _TAGS[style]
        written = "".join(f"<{tag}>{html.escape(b.marked)}</{tag}>" for b in group)
        parts.append(f"<ul>{written}</ul>" if style == "item" else written)
    return f'<!doctype html><html lang="fr"><meta charset="utf-8"><body>{"".join(parts)}</body></html>'
