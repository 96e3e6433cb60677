"""Composes an answer from evidence: sentences of the corpus, each with its citation.

The direct answer comes first; at most five sentences, or a list shown whole with the best sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.index import Index
from assistant.language import squash
from assistant.reading import Evidence
from assistant.types import Action, Answer, AnswerSentence, Citation, Passage, Sentence

MOST_SENTENCES = 5
MOST_ITEMS = 12
NEAR_BEST = 0.3
"""How far below the best score a sentence may be and still be shown."""
NEAR_LIST = 0.15
"""The same once the list that was asked for is shown."""
_LIST_AMONG = 3
_SHORT_LIST = 5
"""Items of a list that is shown whole though no list was asked for."""
_ALONE = 2
_LIST_COUNTS = 2
"""Lines that a list, however long, takes from the other sentences."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with the passage it comes from."""

    sentence: Sentence
    passage: Passage


def choose(evidence: Sequence[Evidence], index: Index, *, listed: bool) -> list[Shown]:
    """The sentences to show, best first; a short list is shown whole, after its introduction.

    Args:
        listed: a list is asked for: the first one found is shown whole, however long, with the best sentences
            around it, for they may hold in one line what the list does not.
    """
    floor = evidence[0].score - NEAR_BEST
    shown: list[Shown] = []
    lists: set[str] = set()
    lines = 0
    for rank, candidate in enumerate(evidence):
        if candidate.score < floor:
            break
        intro = _introduction(candidate.sentence)
        if intro is None:
            block = [Shown(candidate.sentence, candidate.passage)]
        elif intro in lists:
            continue
        else:
            whole = listed and not lists and rank < _LIST_AMONG
            floor = evidence[0].score - NEAR_LIST if whole else floor
            block = _list(candidate, intro, index, MOST_ITEMS if whole else _SHORT_LIST)
            lists |= {intro} if len(block) > _ALONE else set()
        shown += block
        lines += min(len(block), _LIST_COUNTS)
        if lines >= MOST_SENTENCES:
            break
    return _without_repetition(shown)


def _introduction(sentence: Sentence) -> str | None:
    """The line that introduces the list of a sentence; ``None`` for prose and for what stands alone."""
    if sentence.kind == "item":
        return sentence.intro or None
    return sentence.text if sentence.text.rstrip().endswith((":", "…", "...")) else None


def _list(candidate: Evidence, intro: str, index: Index, most: int) -> list[Shown]:
    """The whole list of a sentence when it is not too long, else its line under the introduction."""
    items = _items(candidate.passage, intro, index)
    if 1 < len(items) <= most + 1 or most == MOST_ITEMS:
        return items[: most + 1]
    if candidate.sentence.text == intro:
        return []
    lines = [i for i in items if i.sentence.text == intro]
    return [*lines[:1], Shown(candidate.sentence, candidate.passage)]


def _items(passage: Passage, intro: str, index: Index) -> list[Shown]:
    """The introduction and the items under it, over all the passages of the section."""
    section = [p for p in index.passages_of(passage.document) if p.headings == passage.headings]
    return [
        Shown(s, p)
        for p in section
        for s in p.sentences
        if s.quote and ((s.kind == "item" and s.intro == intro) or s.text == intro)
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


def merged(question: str, *answers: Answer, most: int) -> Answer:
    """One answer made of the first sentences of several, each once, their citations numbered anew.

    Args:
        most: sentences kept of each answer.
    """
    numbers: dict[tuple[str, int | None, str], int] = {}
    citations: list[Citation] = []
    sentences: dict[str, AnswerSentence] = {}
    for answer in answers:
        cited = {c.n: c for c in answer.citations}
        for sentence in answer.sentences[:most]:
            quoted = [cited[n] for n in sentence.citations]
            for citation in quoted:
                key = (citation.document, citation.page, citation.quote)
                if numbers.setdefault(key, len(citations) + 1) > len(citations):
                    citations.append(replace(citation, n=numbers[key]))
            new = tuple(numbers[c.document, c.page, c.quote] for c in quoted)
            sentences.setdefault(sentence.text, replace(sentence, citations=new))
    return Answer(
        question,
        question,
        sentences=tuple(sentences.values()),
        citations=tuple(citations),
        actions=tuple(dict.fromkeys(a for answer in answers for a in answer.actions)),
        documents=tuple({d.document: d for answer in answers for d in answer.documents}.values()),
        notice=" ".join(dict.fromkeys(a.notice for a in answers if a.notice)) or None,
    )


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
