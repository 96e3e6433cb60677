"""What a question states as a fact is confirmed by what is cited, or the reader is told that it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.question import WRITTEN, Kind, Parser, stated, unconfirmed, warning, without
from assistant.reading import Answering, Stage

_CHECKED = WRITTEN | {Kind.CONTACT}
"""Kinds whose stated facts are checked."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Answers a question, and again without the facts that it states and that are not found.

    Attributes:
        answering: answers a question as it is.
    """

    parser: Parser
    answering: Stage

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        found = self.answering(state)
        facts = stated(state.question, self.parser.centre)
        if not facts or found.kind not in _CHECKED:
            return found
        near = found.evidence[0].passage.text if found.evidence else ""
        unknown = unconfirmed(facts, near)
        if unknown and (found.answer.refused or found.kind is not Kind.CONTACT):
            found = self._without(state, found, unknown)
        if found.answer.refused:
            return found
        cited = " ".join(f"{c.title} {c.passage}" for c in found.answer.citations)
        unsure = unconfirmed(facts, cited) if found.answer.citations else []
        notice = " ".join(filter(None, (found.answer.notice, warning(unsure) if unsure else None)))
        return replace(found, given=replace(found.answer, notice=notice or None))

    def _without(self, state: Answering, found: Answering, unknown: list[str]) -> Answering:
        """The answer to the question without facts that are not found; the first one if there is none."""
        question = self.parser.part(without(state.question.text, unknown))
        again = self.answering(Answering(question, state.today, state.filters))
        if again.answer.refused or again.kind not in _CHECKED:
            return found
        return replace(again, given=replace(again.answer, standalone_question=state.question.text))
