"""Composes an answer from evidence: sentences of the corpus, each with its citation.

The direct answer comes first; at most five sentences, or a whole list when a list is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.french import squash
from assistant.index import Index
from assistant.types import Action, AnswerSentence, Citation, Passage, Sentence

MOST_SENTENCES = 5
MOST_ITEMS = 12
NEAR_BEST = 0.35
"""How far below the best score a sentence may be and still be shown."""
_LIST_AMONG = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with the passage it comes from."""

    sentence: Sentence
    passage: Passage


def choose(evidence: Sequence[Evidence], index: Index, *, listed: bool) -> list[Shown]:
    """The sentences to show, in the order in which they are shown."""
    if listed:
        whole = _whole_list(evidence[:_LIST_AMONG], index)
        if whole:
            return whole
    floor = evidence[0].score - NEAR_BEST
    near = [e for e in evidence if e.score >= floor][: 2 * MOST_SENTENCES]
    ordered = [shown for e in near for shown in _with_introduction(e)]
    return _without_repetition(ordered)[:MOST_SENTENCES]


def one_per_document(evidence: Sequence[Evidence], most: int = 3) -> list[Shown]:
    """The best sentence of each of the first documents, for a question that looks for documents."""
    first: dict[str, Evidence] = {}
    for candidate in evidence:
        first.setdefault(candidate.passage.document, candidate)
    floor = evidence[0].score - NEAR_BEST
    near = [e for e in first.values() if e.score >= floor]
    return [Shown(e.sentence, e.passage) for e in near[:most]]


def _with_introduction(evidence: Evidence) -> list[Shown]:
    """A list item after the line that introduces it, when that line is in the same passage."""
    own = Shown(evidence.sentence, evidence.passage)
    if evidence.sentence.kind != "item":
        return [own]
    lines = [s for s in evidence.passage.sentences if s.text == evidence.sentence.intro and s.quote]
    return [*(Shown(line, evidence.passage) for line in lines[:1]), own]


def _whole_list(evidence: Sequence[Evidence], index: Index) -> list[Shown]:
    """All the items of the list that the first sentences belong to; empty when they belong to none."""
    for candidate in evidence:
        sentence = candidate.sentence
        if sentence.kind == "item":
            intro = sentence.intro
        elif sentence.text.rstrip().endswith((":", "…", "...")):
            intro = sentence.text
        else:
            continue
        items = _items(candidate.passage, intro, index)
        if len(items) > 1:
            return _without_repetition(items)[:MOST_ITEMS]
    return []


def _items(passage: Passage, intro: str, index: Index) -> list[Shown]:
    """The introduction and the items under it, over all the passages of the section."""
    section = [p for p in index.passages_of(passage.document) if p.headings == passage.headings]
    return [
        Shown(s, p)
        for p in section
        for s in p.sentences
        if s.quote and ((s.kind == "item" and s.intro == intro) or (intro and s.text == intro))
    ]


def _without_repetition(shown: Iterable[Shown]) -> list[Shown]:
    kept: list[Shown] = []
    seen: list[str] = []
    for one in shown:
        letters = squash(one.sentence.text)
        if not any(letters in other or other in letters for other in seen):
            kept.append(one)
            seen.append(letters)
    return kept


def action_lines(actions: Sequence[Action], index: Index) -> list[Shown]:
    """The lines of the programme that announce the actions."""
    lines: list[Shown] = []
    for action in actions:
        quote = min(
            (o.quote for o in action.occurrences),
            key=lambda q: -_overlap(q, action.title),
            default=action.quote,
        )
        page = next((o.page for o in action.occurrences if o.quote == quote), action.page)
        lines.append(quoted(quote, action.document, page, index))
    return _without_repetition(lines)


def _overlap(quote: str, title: str) -> float:
    words = set(re.findall(r"\w+", quote.casefold()))
    wanted = set(re.findall(r"\w+", title.casefold()))
    return len(words & wanted) / len(words | wanted)


def quoted(quote: str, document: str, page: int, index: Index) -> Shown:
    """An exact quote of a page with the passage around it; the quote alone when no passage has it."""
    letters = squash(quote)
    for passage in index.passages_of(document):
        if page in passage.pages and letters in squash(passage.text):
            return Shown(Sentence(quote, quote, page), passage)
    alone = Sentence(quote, quote, page)
    return Shown(alone, Passage(f"{document}#p{page}", document, (page,), (), (alone,)))


def cite(shown: Sequence[Shown], index: Index) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """Sentences and their numbered citations; a quote that comes twice has one number."""
    numbers: dict[tuple[str, int | None, str], int] = {}
    citations: list[Citation] = []
    sentences: list[AnswerSentence] = []
    for one in shown:
        key = (one.passage.document, one.sentence.page, one.sentence.quote)
        if key not in numbers:
            numbers[key] = len(citations) + 1
            citations.append(_citation(numbers[key], one, index))
        sentences.append(AnswerSentence(one.sentence.text, (numbers[key],), "verbatim"))
    return tuple(sentences), tuple(citations)


def _citation(number: int, shown: Shown, index: Index) -> Citation:
    document = index.documents[shown.passage.document]
    headings = " › ".join(shown.passage.headings)
    return Citation(
        n=number,
        document=document.id,
        title=document.title,
        kind=document.kind,
        date=document.date,
        page=shown.sentence.page,
        quote=shown.sentence.quote,
        passage=f"{headings}\n{shown.passage.text}" if headings else shown.passage.text,
        url=document.url,
    )
