"""The two kinds of answer: sentences with their citations, or a refusal that hands over to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.composition import Shown, cite
from assistant.answer.refusals import documents_to_read, handover
from assistant.centre import Centre
from assistant.index.opened import Index
from assistant.search.retriever import ScoredPassage
from assistant.settings import Settings
from assistant.types import Answer

_MOST = 3
"""Documents to read under an answer, when it does not cite more."""


@dataclass(frozen=True, slots=True)
class Replies:
    """Makes answers over one index."""

    index: Index
    settings: Settings

    @property
    def centre(self) -> Centre:
        """For whom it answers, reached as the settings say when they do."""
        return self.index.centre.reached_at(self.settings.infodoc_phone, self.settings.infodoc_mail)

    def compose(self, question: str, shown: Sequence[Shown], hits: Sequence[ScoredPassage]) -> Answer:
        """An answer made of sentences of the corpus, each cited, with what else there is to read."""
        sentences, citations = cite(shown, self.index)
        cited = list(dict.fromkeys(c.document for c in citations))
        return Answer(
            question,
            question,
            sentences=sentences,
            citations=citations,
            documents=documents_to_read(hits, self.index.documents, cited, most=max(_MOST, len(cited))),
        )

    def refuse(self, question: str, reason: str, hits: Sequence[ScoredPassage]) -> Answer:
        """A refusal with its reason in French, the nearest documents and whom to ask."""
        return Answer(
            question,
            question,
            refused=True,
            refusal_reason=reason,
            documents=documents_to_read(hits, self.index.documents, (), most=_MOST),
            handover=handover(question, self.centre),
        )
