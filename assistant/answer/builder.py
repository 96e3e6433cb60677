"""The two kinds of answer: sentences with their citations, or a refusal that hands over to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.composition import Shown, cite
from assistant.answer.refusals import Refusal, documents_to_read, handover
from assistant.centre import Centre
from assistant.index import Index
from assistant.reading import Answering
from assistant.search import ScoredPassage
from assistant.settings import Settings
from assistant.types import Answer

_MOST = 3
"""Documents to read under an answer, when it does not cite more."""


@dataclass(frozen=True, slots=True)
class AnswerBuilder:
    """Makes answers over one index."""

    index: Index
    settings: Settings

    @property
    def centre(self) -> Centre:
        """For whom it answers, reached as the settings say when they do."""
        return self.index.centre.reached_at(self.settings.infodoc_phone, self.settings.infodoc_mail)

    def compose(self, state: Answering, shown: Sequence[Shown]) -> Answer:
        """An answer made of sentences of the corpus, each cited, with what else there is to read."""
        sentences, citations = cite(shown, self.index)
        cited = list(dict.fromkeys(c.document for c in citations))
        return Answer(
            state.question.text,
            state.question.text,
            sentences=sentences,
            citations=citations,
            documents=documents_to_read(state.hits, self.index.documents, cited, most=max(_MOST, len(cited))),
        )

    def refuse(
        self, state: Answering, reason: Refusal | str, near: Sequence[ScoredPassage] | None = None
    ) -> Answer:
        """A refusal with its reason in French, the nearest documents and whom to ask.

        Args:
            near: passages of the nearest documents; those that were found, unless said otherwise.
        """
        hits = state.hits if near is None else near
        return Answer(
            state.question.text,
            state.question.text,
            refused=True,
            refusal_reason=reason.said(self.centre) if isinstance(reason, Refusal) else reason,
            documents=documents_to_read(hits, self.index.documents, (), most=_MOST),
            handover=handover(state.question.text, self.centre),
        )
