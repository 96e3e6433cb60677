"""What a document says, in its own sentences, and its outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import Shown, cite
from assistant.index import Floats, Index
from assistant.types import Answer, Passage, Sentence

SENTENCES = 4
_FEWEST_WORDS, _MOST_WORDS = 8, 45
_NOVELTY = 0.3
"""Weight of being unlike what was chosen (maximal marginal relevance, Carbonell and Goldstein 1998)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of an outline.

    Attributes:
        level: 0 for the outermost.
        section: number of its section, from 1.
        page: on which the section starts; ``None`` without pages.
    """

    title: str
    level: int
    section: int
    page: int | None


def document_digest(index: Index, document: str, most: int = SENTENCES) -> Answer:
    """The opening sentence of a document and its most central ones, in reading order, with citations.

    The centre is the mean of its sentence vectors (centroid summaries, Radev et al. 2004); each next
    sentence must also be unlike those already chosen.
    """
    candidates = _sentences(index, document)
    if not candidates:
        return Answer("", "")
    numbers = [number for number, _, _ in candidates]
    chosen = sorted(_central(np.asarray(index.sentence_vectors[numbers], dtype=np.float32), most))
    shown = [Shown(candidates[n][2], candidates[n][1]) for n in chosen]
    sentences, citations = cite(shown, index)
    return Answer("", "", sentences=sentences, citations=citations)


def _sentences(index: Index, document: str) -> list[tuple[int, Passage, Sentence]]:
    """The sentences of prose that can stand alone, with their number in the index."""
    found: list[tuple[int, Passage, Sentence]] = []
    for place, passage in enumerate(index.passages):
        if passage.document != document:
            continue
        first = int(index.first_sentence[place])
        found.extend((first + n, passage, s) for n, s in enumerate(passage.sentences) if _stands_alone(s))
    return found


def _stands_alone(sentence: Sentence) -> bool:
    length = len(sentence.text.split())
    ended = sentence.text.rstrip().endswith((".", "!", "»"))
    return (
        sentence.kind == "prose" and bool(sentence.quote) and ended and _FEWEST_WORDS <= length <= _MOST_WORDS
    )


def _central(vectors: Floats, most: int) -> list[int]:
    """Place 0 and those of the vectors nearest to their mean and unlike one another, best first."""
    centre = vectors.mean(axis=0)
    nearness = vectors @ (centre / np.linalg.norm(centre))
    chosen = [0]
    for _ in range(min(most, len(vectors)) - 1):
        score = nearness - _NOVELTY * (vectors @ vectors[chosen].T).max(axis=1)
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    return chosen


def outline(passages: Sequence[Passage]) -> list[Heading]:
    """The headings of a document in reading order, each once where it first stands."""
    lines: list[Heading] = []
    previous: tuple[str, ...] = ()
    section = 0
    for passage in passages:
        if passage.headings != previous or section == 0:
            section += 1
        shared = _shared(previous, passage.headings)
        page = passage.pages[0] if passage.pages else None
        for level in range(shared, len(passage.headings)):
            lines.append(Heading(passage.headings[level], level, section, page))
        previous = passage.headings
    return lines


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Number of leading headings that two paths have in common."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
