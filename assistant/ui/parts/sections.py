"""A document as its readers see it without pages: sections under headings, the quote marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.language import squash
from assistant.types import Passage, Sentence
from assistant.ui.shell import safe


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive passages under one heading path."""

    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    page: int | None


def sections_of(passages: Iterable[Passage]) -> list[Section]:
    """The sections of a document from its passages in reading order."""
    grouped = groupby(passages, key=lambda passage: passage.headings)
    return [_section(headings, list(group)) for headings, group in grouped]


def _section(headings: tuple[str, ...], passages: list[Passage]) -> Section:
    first = next((page for passage in passages for page in passage.pages), None)
    return Section(headings, tuple(s for p in passages for s in p.sentences), first)


def section_with(sections: list[Section], quote: str) -> int:
    """Number of the section that holds a quote; the first one when none does."""
    wanted = squash(quote)
    if not wanted:
        return 0
    holding = (n for n, s in enumerate(sections) if any(_is_quoted(x, wanted) for x in s.sentences))
    return next(holding, 0)


def _is_quoted(sentence: Sentence, wanted: str) -> bool:
    return bool(wanted) and wanted in (squash(sentence.quote), squash(sentence.text))


def section_html(section: Section, quote: str = "") -> str:
    """A section as HTML, paragraphs and lists, the quoted sentence in a ``mark``."""
    wanted = squash(quote)
    blocks = groupby(section.sentences, key=lambda sentence: sentence.kind)
    return "".join(_block(kind, list(group), wanted) for kind, group in blocks)


def _block(kind: str, sentences: list[Sentence], wanted: str) -> str:
    shown = list(_marked(sentences, wanted))
    if kind == "item":
        return "<ul>" + "".join(f"<li>{text}</li>" for text in shown) + "</ul>"
    if kind == "heading":
        return "".join(f"<p><strong>{text}</strong></p>" for text in shown)
    return f"<p>{' '.join(shown)}</p>"


def _marked(sentences: list[Sentence], wanted: str) -> Iterator[str]:
    for sentence in sentences:
        text = safe(sentence.text)
        yield f"<mark>{text}</mark>" if _is_quoted(sentence, wanted) else text


def trail(headings: Iterable[str]) -> str:
    """A heading path as HTML."""
    return " <span aria-hidden='true'>›</span> ".join(safe(heading) for heading in headings)
