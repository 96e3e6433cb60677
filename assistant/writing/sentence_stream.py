"""Sentences out of a stream of text, each with the numbers of the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.language import split_sentences, visible

_MARK = re.compile(r"[\[【]\s*(\d{1,3}(?:\s*[,;et-]+\s*\d{1,3})*)\s*[\]】]")
_OPEN_MARK = re.compile(r"[\[【][^\]】\n]{0,20}$")
_MARKS_AFTER = re.compile(rf"([.!?…])\s*((?:{_MARK.pattern}[\s,]*)+)")
_DRESS = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)|\*\*|__")
_THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_LONGEST = 1_200


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of the model, without its marks."""

    text: str
    cites: tuple[int, ...]


def draft_sentences(pieces: Iterable[str]) -> Iterator[DraftSentence]:
    """The sentences of a stream, each as soon as it is complete."""
    pending = ""
    for piece in pieces:
        pending = visible(pending + piece)
        thinking = "<think>" in pending and "</think>" not in pending
        if thinking or (_OPEN_MARK.search(pending) and len(pending) < _LONGEST):
            continue
        *complete, pending = _cut(pending)
        yield from (d for text in complete if (d := _draft(text)))
        if len(pending) > _LONGEST:  # a stream without punctuation
            pending = ""
    yield from (d for text in _cut(pending) if (d := _draft(text)))


def _cut(text: str) -> list[str]:
    """Sentences of the text, the last of which may go on."""
    text = _THINKING.sub("", text)
    *lines, last = text.split("\n")
    found = [s for line in lines for s in _sentences(line)]
    tail = _sentences(last) or [""]
    # The splitter strips; the space at the end parts what is there from the word that comes.
    tail[-1] += " " * (last != last.rstrip())
    return [*found, *tail]


def _sentences(line: str) -> list[str]:
    # Marks come before the full stop, so that they stay with the sentence they belong to.
    moved = _MARKS_AFTER.sub(lambda m: f" {m[2].strip()}{m[1]} ", line)
    return split_sentences(moved)


def _draft(text: str) -> DraftSentence | None:
    numbers = [int(n) for marks in _MARK.findall(text) for n in re.findall(r"\d+", marks)]
    bare = re.sub(r"\s+", " ", _DRESS.sub("", _MARK.sub("", text)))
    bare = re.sub(r"\s+([.,])", r"\1", bare).strip()
    if not any(c.isalpha() for c in bare):
        return None
    return DraftSentence(bare, tuple(dict.fromkeys(numbers)))
