"""An answer with what led to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.question.kinds import Kind
from assistant.reading.evidence import Evidence, Strength
from assistant.search.retriever import ScoredPassage
from assistant.types import Answer, Dropped, Usage

WRITTEN = frozenset({Kind.DEFINITION, Kind.FIGURE, Kind.GENERAL, Kind.DOCUMENTS})
"""Kinds that a language model may write; actions and addresses stay extracts, to the letter."""


@dataclass(frozen=True, slots=True)
class Examination:
    """An answer with what led to it, for evaluators.

    Attributes:
        confidence: probability in [0, 1] that the evidence answers.
        dropped: sentences of the language model that were not shown; never for the public.
        usage: what the language model used.
        failure: why it gave nothing, empty otherwise.
    """

    answer: Answer
    kind: Kind
    confidence: float
    strength: Strength | None = None
    evidence: tuple[Evidence, ...] = ()
    hits: tuple[ScoredPassage, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    failure: str = ""
