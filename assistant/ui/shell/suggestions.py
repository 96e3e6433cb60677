"""Questions to begin with and questions to go on with, drawn from the corpus and tried before they are shown.

A candidate is a title, an acronym, a topic or a heading put as a question. It is kept only when the
assistant answers it, and from the document that it was drawn from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice, zip_longest

from assistant.assistant import Assistant
from assistant.language import content_words, squash
from assistant.programme import upcoming
from assistant.types import Answer, Document, Filters
from assistant.ui.shell.queue import AnswerQueue

STARTERS = 4
NEXT = 3
_TRIED_STARTERS, _TRIED_NEXT = 12, 6
_MEANINGFUL = 2
_SHORT_TITLE, _SHORT_HEADING = 4, 3
_SEVERAL_SUBJECTS = re.compile(r"\bet\b|[:,?]")
_ARTICLE = re.compile(r"^(le |la |les |l['’])(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and what its answer has to show: a document among its sources, or an action."""

    question: str
    document: str | None = None


def starters(assistant: Assistant, desk: AnswerQueue, today: date) -> tuple[str, ...]:
    """Questions to begin with: actions, documents, headings and acronyms in turn; others each day."""
    day = today.toordinal()
    documents = list(assistant.index.documents.values())
    kinds = (
        _rotated(list(about_actions(assistant, today)), day),
        _rotated(list(about_documents(documents)), day),
        _rotated(list(about_headings(assistant, documents)), day),
        _rotated(list(about_acronyms(assistant)), day),
    )
    in_turn = (candidate for row in zip_longest(*kinds) for candidate in row if candidate)
    answered = partial(_is_answered, assistant, desk, today, Filters())
    found = filter(answered, islice(in_turn, _tried(assistant, _TRIED_STARTERS)))
    return tuple(dict.fromkeys(c.question for c in islice(found, STARTERS)))


def next_questions(
    assistant: Assistant,
    desk: AnswerQueue,
    answer: Answer,
    asked: Sequence[str],
    today: date,
    filters: Filters,
) -> tuple[str, ...]:
    """Questions that go on from an answer: its acronyms, its documents and the sections around it."""
    known = {squash(question) for question in asked}
    near = [d.document for d in answer.documents]
    cited = [c.document for c in answer.citations]
    documents = [assistant.index.documents[d] for d in dict.fromkeys([*cited, *near])]
    candidates = zip_longest(
        about_headings(assistant, documents[:2]), _acronyms_of(assistant, answer), about_documents(documents)
    )
    new = (c for row in candidates for c in row if c and squash(c.question) not in known)
    answered = partial(_is_answered, assistant, desk, today, filters)
    found = filter(answered, islice(new, _tried(assistant, _TRIED_NEXT)))
    return tuple(dict.fromkeys(c.question for c in islice(found, NEXT)))


def _tried(assistant: Assistant, most: int) -> int:
    """How many questions may be tried: none when each costs seconds that readers need."""
    return most if assistant.index.most_compared is None else 0


def about_actions(assistant: Assistant, today: date) -> Iterator[Candidate]:
    """What is coming up, by topic."""
    topics = dict.fromkeys(t for a in upcoming(assistant.programmes, today) for t in a.topics)
    for topic in topics:
        yield Candidate(f"Quelles actions sont prévues sur le thème « {topic} » ?")


def about_documents(documents: Iterable[Document]) -> Iterator[Candidate]:
    """What a document's subject is, when its title names one with its article."""
    for document in documents:
        question = _what_is(document.title, _SHORT_TITLE)
        if question:
            yield Candidate(question, document.id)


def _what_is(name: str, most: int) -> str:
    """« Le contrat de ville » as « Qu’est-ce que le contrat de ville ? »; empty without one subject."""
    found = _ARTICLE.match(name)
    if found is None or _SEVERAL_SUBJECTS.search(name) or len(name.split()) > most:
        return ""
    opening = "Que sont" if found[1].lower() == "les " else "Qu’est-ce que"
    return f"{opening} {found[1].lower()}{name[found.end() :]} ?"


def about_acronyms(assistant: Assistant) -> Iterator[Candidate]:
    """What an acronym of the glossary stands for."""
    for acronym in assistant.glossary.acronyms:
        if acronym.long:
            yield Candidate(f"Que signifie {acronym.acronym} ?")


def _acronyms_of(assistant: Assistant, answer: Answer) -> Iterator[Candidate]:
    """The acronyms that an answer uses without having been asked about them."""
    text = " ".join(s.text for s in answer.sentences)
    asked = {a.acronym for a in assistant.glossary.acronyms_in(answer.standalone_question)}
    for acronym in assistant.glossary.acronyms_in(text):
        if acronym.long and acronym.acronym not in asked:
            yield Candidate(f"Que signifie {acronym.acronym} ?")


def about_headings(assistant: Assistant, documents: Iterable[Document]) -> Iterator[Candidate]:
    """Headings that are questions already, or that name one thing with its article."""
    for document in documents:
        headings = (h for p in assistant.index.passages_of(document.id) for h in p.headings[-1:])
        for heading in dict.fromkeys(headings):
            question = heading if _is_question(heading) else _what_is(heading, _SHORT_HEADING)
            if len(content_words(question)) >= _MEANINGFUL and not question.startswith("Que sont"):
                yield Candidate(question, document.id)


def _is_question(heading: str) -> bool:
    return heading.rstrip().endswith("?") and not _SEVERAL_SUBJECTS.search(heading.rstrip(" ?"))


def _rotated(candidates: list[Candidate], day: int) -> list[Candidate]:
    start = day % len(candidates) if candidates else 0
    return candidates[start:] + candidates[:start]


def _is_answered(
    assistant: Assistant, desk: AnswerQueue, today: date, filters: Filters, candidate: Candidate
) -> bool:
    answer = desk.ask(assistant, candidate.question, today=today, filters=filters, suggested=True)
    return answers(answer, candidate)


def answers(answer: Answer, candidate: Candidate) -> bool:
    """Whether an answer is one, and comes from where the candidate was drawn."""
    if answer.refused or not answer.sentences or answer.notice:
        return False
    return candidate.document is None or candidate.document in {c.document for c in answer.citations}
