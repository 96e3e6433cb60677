"""What the fitted router says of a question: an order, mere talk, or something that no corpus is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.question import Asks, Kind, RequestKind, Router
from assistant.reading.state import Answering, Stage

SURE = 0.9
"""Confidence from which an order, or mere talk, is not searched; right 98 times in 100 (decision 10)."""
LIKELY = 0.7
"""Confidence from which a question is held for outside: its evidence must be sure then."""
_KINDS = {RequestKind.ORDER: Kind.OUTSIDE, RequestKind.TALK: Kind.SMALL_TALK}


@dataclass(frozen=True, slots=True)
class Route:
    """The stage that sets apart what is no question for the documents.

    Attributes:
        encode: encodes the question, for the search as well.
    """

    encode: Stage
    router: Router

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        question = state.question
        if not question.text or question.acronyms or question.wants(Asks.OVERVIEW):
            return state
        state = self.encode(state)
        assert state.query is not None
        request = self.router.route(question.text, state.query.vector)
        if request.kind is RequestKind.OUTSIDE:
            return replace(state, outside=request.confidence >= LIKELY)
        if request.kind is RequestKind.CENTRE and question.to_the_centre:
            return replace(state, of_the_centre=request.confidence >= LIKELY)
        if request.kind in _KINDS and request.confidence >= SURE:
            return replace(state, question=replace(question, kind=_KINDS[request.kind]))
        return state
