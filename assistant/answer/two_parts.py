"""Questions made of others: two in one, and those that ask to tell two things apart.

Each part is answered on its own, by the stages that answer simple questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import TypeVar

from assistant.answer.builder import AnswerBuilder
from assistant.answer.composition import merged
from assistant.answer.refusals import Refusal, no_answer_to
from assistant.question import WRITTEN, Kind, Parser, Question, compared, in_two_parts, standalone
from assistant.reading import Answering, Stage, defined, defines
from assistant.types import Answer, Turn

_T = TypeVar("_T")
_SENTENCES_OF_PART = 6
"""Sentences kept of each part of a question in two parts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The stage that answers a question made of others.

    Attributes:
        simple: answers one question.
    """

    builder: AnswerBuilder
    parser: Parser
    simple: Stage

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        question = state.question
        if question.kind in (Kind.SMALL_TALK, Kind.OUTSIDE) or not question.french:
            return state
        if parts := in_two_parts(question.folded):
            return self._both(state, parts)
        if things := compared(question.folded):
            return self._apart(state, things)
        return state

    def _ask(self, state: Answering, question: Question) -> Answering:
        return self.simple(Answering(question, state.today, state.filters))

    def _both(self, state: Answering, parts: tuple[str, str]) -> Answering:
        """Two questions in one, the second read after the first."""
        second_alone = standalone(parts[1], [Turn("user", parts[0])], self.parser.part)
        first = self._ask(state, self.parser.part(parts[0]))
        second = self._ask(state, self.parser.part(second_alone))
        if first.answer.refused and second.answer.refused:
            return replace(
                first, given=self.builder.refuse(replace(first, question=state.question), Refusal.NOT_FOUND)
            )
        if first.answer.refused or second.answer.refused:
            answered, lacking = (second, first) if first.answer.refused else (first, second)
            said = no_answer_to(lacking.answer.question)
            notice = " ".join(filter(None, (answered.answer.notice, said)))
            whole = state.question.text
            return replace(
                answered,
                given=replace(answered.answer, question=whole, standalone_question=whole, notice=notice),
            )
        kind = first.kind if second.kind in WRITTEN else second.kind
        return replace(
            first,
            question=replace(state.question, kind=kind),
            given=merged(state.question.text, first.answer, second.answer, most=_SENTENCES_OF_PART),
            evidence=_in_turn(first.evidence, second.evidence),
            hits=_in_turn(first.hits, second.hits),
        )

    def _apart(self, state: Answering, things: tuple[str, str]) -> Answering:
        """What each of two things is, then what compares them; the plain answer when one is not defined."""
        whole = self._ask(state, state.question)
        each = [self._ask(state, self.parser.part(f"Qu’est-ce que {thing} ?")) for thing in things]
        said = [_defining(part) for part in each]
        if not all(answer.sentences for answer in said):
            return whole
        rest = [] if whole.answer.refused else [whole.answer]
        return replace(
            whole,
            given=merged(state.question.text, *said, *rest, most=_SENTENCES_OF_PART),
            evidence=_in_turn(whole.evidence, *(part.evidence for part in each)),
            hits=_in_turn(whole.hits, *(part.hits for part in each)),
        )


def _defining(part: Answering) -> Answer:
    """An answer cut down to the first of its sentences that defines its subject; to nothing if none does."""
    subject = defined(part.question)
    found = (s for s in part.answer.sentences if defines(s.text, subject) > 0)
    return replace(part.answer, sentences=tuple(islice(found, 1)), actions=())


def _in_turn(*found: Sequence[_T]) -> tuple[_T, ...]:
    """One of each, best first: no part of a question is left out when only the first ones are read."""
    return tuple(one for several in zip_longest(*found) for one in several if one is not None)
