"""What is known of one question as it passes the rooms: frozen; each stage gives a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.events import stage as timed_as
from assistant.question import Kind, Question
from assistant.reading.evidence import Evidence, Strength
from assistant.search import Query, ScoredPassage
from assistant.types import Answer, Dropped, Filters, Usage


@dataclass(frozen=True)
class Answering:
    """One question with what was found for it.

    Attributes:
        of_the_centre: whether it is asked of the centre itself, which its own documents answer.
        outside: whether it is likely to be about nothing that such a corpus holds.
        topic: what documents are looked for about, for a question that looks for documents.
        query: the question, or the topic, encoded.
        hits: passages, best first.
        defined: the stems of what it asks a definition of.
        evidence: sentences, best first.
        confidence: probability in [0, 1] that the evidence answers; for a question about actions, the
            share of it that the best action of the programme holds, where that is more.
        enough: whether that is enough to answer: it holds for every kind of request.
        given: the answer, once there is one.
        dropped: sentences of the language model that were not shown; never for the public.
        usage: what the language model used.
        failure: why it gave nothing, empty otherwise.
    """

    question: Question
    today: date
    filters: Filters = field(default_factory=Filters)
    of_the_centre: bool = False
    outside: bool = False
    topic: Question | None = None
    query: Query | None = None
    hits: tuple[ScoredPassage, ...] = ()
    defined: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    strength: Strength | None = None
    confidence: float = 0.0
    enough: bool = False
    given: Answer | None = None
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    failure: str = ""

    @property
    def answer(self) -> Answer:
        """The answer; every way through the stages ends with one."""
        assert self.given is not None
        return self.given

    @property
    def searched(self) -> Question:
        """What is looked for in the passages."""
        return self.topic or self.question

    @property
    def kind(self) -> Kind:
        """The kind of request that was answered."""
        return self.question.kind

    def answered(self, answer: Answer) -> Answering:
        """This state with its answer."""
        return replace(self, given=answer)


Stage = Callable[[Answering], Answering]
"""One step of the way; what it cannot do it leaves to the next."""


def through(stages: Iterable[tuple[str, Stage]], state: Answering) -> Answering:
    """A state passed through stages up to the first that answers, each timed under its name if it has one."""
    for name, stage in stages:
        if state.given is not None:
            break
        with timed_as(name) if name else nullcontext():
            state = stage(state)
    return state
