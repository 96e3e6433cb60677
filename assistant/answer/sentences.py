"""The last stages: is there enough to answer, and the sentences that do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.answer.action_choice import Related
from assistant.answer.builder import AnswerBuilder
from assistant.answer.composition import Shown, choose
from assistant.answer.refusals import Refusal, not_said, unsure
from assistant.language import Glossary
from assistant.question import Asks
from assistant.reading import Answering, Decision, missing


@dataclass(frozen=True, slots=True)
class Judge:
    """The stage that refuses: not enough evidence, or none that speaks of what is asked."""

    builder: AnswerBuilder
    glossary: Glossary

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        if not state.enough:
            reason = Refusal.OUTSIDE if state.outside else Refusal.NOT_FOUND
            return state.answered(self.builder.refuse(state, reason))
        if lacking := missing(state.question, state.evidence, self.builder.index, self.glossary):
            return state.answered(self.builder.refuse(state, not_said(lacking)))
        return state


@dataclass(frozen=True, slots=True)
class Compose:
    """The stage that answers with the best sentences, and points to the actions that are coming up."""

    builder: AnswerBuilder
    related: Related
    decision: Decision

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        shown = choose(state.evidence, self.builder.index, listed=state.question.wants(Asks.LIST))
        if not shown:
            best = state.evidence[0]
            shown = [Shown(best.sentence, best.passage)]
        answer = self.related(state, self.builder.compose(state, shown))
        notice = unsure(self.builder.centre) if state.confidence < self.decision.sure else None
        return state.answered(replace(answer, notice=notice))
