"""From a question to the sentences that may answer it, and to how sure that is: three stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.index import Index
from assistant.language import Glossary
from assistant.programme import Programme, Vocabulary, search_actions
from assistant.question import Kind
from assistant.reading.decision import Decision
from assistant.reading.definitions import Definitions
from assistant.reading.evidence import gather, strength
from assistant.reading.state import Answering
from assistant.search import HybridRetriever

PASSAGES = 12
"""Passages retrieved for a question: what the refusal decision was fitted with."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the passages of one index."""

    retriever: HybridRetriever
    glossary: Glossary
    decision: Decision
    programmes: Callable[[], Sequence[Programme]]
    vocabulary: Vocabulary

    @property
    def index(self) -> Index:
        """What is read."""
        return self.retriever.index

    def encode(self, state: Answering) -> Answering:
        """The question encoded, its acronyms spelled out, with its other wordings; once for the same text."""
        text = self._named(state)
        spelled = self.glossary.spelled_out(text)
        if state.query is not None and state.query.text == spelled.text:
            return state
        return replace(
            state, query=self.retriever.query(spelled.text, self.glossary.expansions(text), spelled.same)
        )

    def retrieve(self, state: Answering) -> Answering:
        """The passages near an encoded question, with those that define what it asks."""
        assert state.query is not None
        ranked = self.retriever.rank(state.query, PASSAGES, state.filters)
        definitions = Definitions(self.retriever)
        hits, defined = definitions.among(state.question, state.query, ranked, state.filters)
        return replace(state, hits=tuple(hits), defined=defined)

    def _named(self, state: Answering) -> str:
        """What is looked for, with the name of the centre where « vous » means it."""
        text, centre = state.searched.text, self.index.centre
        if not state.of_the_centre or state.kind is Kind.CONTACT or centre.names_it(text):
            return text
        return f"{text.rstrip(' ?!.')} ({centre.bare_name}) ?"

    def weigh(self, state: Answering) -> Answering:
        """The sentences of the passages that were found, best first, and the confidence that they answer."""
        assert state.query is not None
        asked, hits = state.searched, list(state.hits)
        evidence = gather(asked, state.query, hits, self.index, state.defined)
        found = strength(asked, state.query, hits, evidence, self.index)
        confidence = max(self.decision.confidence(found), self._announced(state))
        least = self.decision.sure if state.outside else self.decision.threshold
        enough = bool(evidence) and confidence >= least
        return replace(state, evidence=tuple(evidence), strength=found, confidence=confidence, enough=enough)

    def _announced(self, state: Answering) -> float:
        """The share of a question about actions that the best action of the programmes holds."""
        if state.kind is not Kind.ACTIONS:
            return 0.0
        found = search_actions(self.programmes(), self.vocabulary, text=state.question.text)
        return min(1.0, found[0].score) if found else 0.0
