"""Questions made of others: two in one, and those that ask to tell two things apart.

Each part is answered on its own, by the function that answers simple questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import TypeVar

from assistant.answer.builder import Replies
from assistant.answer.composition import merged
from assistant.answer.examination import WRITTEN, Examination
from assistant.answer.refusals import NOT_FOUND, no_answer_to
from assistant.programme.vocabulary import Vocabulary
from assistant.question.follow_up import standalone
from assistant.question.kinds import compared, in_two_parts
from assistant.reading.definitions import Definitions
from assistant.types import Answer, Turn

Ask = Callable[[str], Examination]
_T = TypeVar("_T")
_SENTENCES_OF_PART = 6
"""Sentences kept of each part of a question in two parts."""


def in_parts(
    question: str, ask: Ask, replies: Replies, definitions: Definitions, vocabulary: Vocabulary
) -> Examination | None:
    """The answer to a question made of others; ``None`` when it is a simple one."""
    if parts := in_two_parts(question):
        return _both(question, parts, ask, replies, vocabulary)
    if things := compared(question):
        return _apart(question, things, ask, definitions)
    return None


def _both(
    question: str, parts: tuple[str, str], ask: Ask, replies: Replies, vocabulary: Vocabulary
) -> Examination:
    """Two questions in one, the second read after the first."""
    first = ask(parts[0])
    second = ask(standalone(parts[1], [Turn("user", parts[0])], vocabulary))
    if first.answer.refused and second.answer.refused:
        return replace(first, answer=replies.refuse(question, NOT_FOUND, first.hits))
    if first.answer.refused or second.answer.refused:
        answered, lacking = (second, first) if first.answer.refused else (first, second)
        notice = " ".join(filter(None, (answered.answer.notice, no_answer_to(lacking.answer.question))))
        answer = replace(answered.answer, question=question, standalone_question=question, notice=notice)
        return replace(answered, answer=answer)
    return replace(
        first,
        answer=merged(question, first.answer, second.answer, most=_SENTENCES_OF_PART),
        kind=first.kind if second.kind in WRITTEN else second.kind,
        evidence=_in_turn(first.evidence, second.evidence),
        hits=_in_turn(first.hits, second.hits),
    )


def _apart(question: str, things: tuple[str, str], ask: Ask, definitions: Definitions) -> Examination:
    """What each of two things is, then what compares them; the plain answer when one is not defined."""
    whole = ask(question)
    each = [ask(f"Qu’est-ce que {thing} ?") for thing in things]
    said = [_defining(thing, part.answer, definitions) for thing, part in zip(things, each, strict=True)]
    if not all(answer.sentences for answer in said):
        return whole
    rest = [] if whole.answer.refused else [whole.answer]
    return replace(
        whole,
        answer=merged(question, *said, *rest, most=_SENTENCES_OF_PART),
        evidence=_in_turn(whole.evidence, *(part.evidence for part in each)),
        hits=_in_turn(whole.hits, *(part.hits for part in each)),
    )


def _defining(thing: str, answer: Answer, definitions: Definitions) -> Answer:
    """An answer cut down to the first of its sentences that defines a thing; to nothing if none does."""
    found = (s for s in answer.sentences if definitions.says_what_is(thing, s.text))
    return replace(answer, sentences=tuple(islice(found, 1)), actions=())


def _in_turn(*found: Sequence[_T]) -> tuple[_T, ...]:
    """One of each, best first: no part of a question is left out when only the first ones are read."""
    return tuple(one for several in zip_longest(*found) for one in several if one is not None)
