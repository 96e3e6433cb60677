"""The whole assistant on one screen: the stages from a question to an answer, in their order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from assistant.answer import (
    AboutDocuments,
    Actions,
    AnswerBuilder,
    Compose,
    Confirmed,
    Contacts,
    DocumentsOnTopic,
    Judge,
    Parts,
    Related,
    Topic,
    TurnAway,
)
from assistant.embedding import LateEncoder, SentenceEncoder, load_encoder
from assistant.errors import QuestionError, SettingsError
from assistant.events import stage, timed
from assistant.index import Index, open_for_readers
from assistant.language import Glossary, Speller, glossary_from_json
from assistant.programme import ActionEdits, Programme, Vocabulary, programmes_from_json, with_edits
from assistant.question import WRITTEN, Parser, load_router, standalone
from assistant.reading import Answering, Decision, Reader, Route, Stage, load_decision, through
from assistant.search import HybridRetriever
from assistant.settings import Settings
from assistant.types import Answer, Filters, Passage, Turn, Usage
from assistant.writing import Budget, Written, load_writer, rewritten

LONGEST_QUESTION = 2_000
_T = TypeVar("_T")


class Workers(Protocol):
    """Who does the work of an answer: the page has a queue of its own for each kind."""

    def read(self, work: Callable[[], _T]) -> _T:
        """Does what the processor has to do."""

    def write(self, work: Callable[[], _T]) -> _T:
        """Does what waits for a language model."""


class Here:
    """Does all of it at once, in the thread that asks."""

    def read(self, work: Callable[[], _T]) -> _T:
        """Does it."""
        return work()

    write = read


class Assistant:
    """Answers questions from one open index.

    Attributes:
        reading: the stages up to the confidence that there is an answer: what the decision is fitted on.
        stages: all those that one question passes.
    """

    def __init__(
        self, index: Index, encoder: SentenceEncoder, settings: Settings, decision: Decision | None = None
    ) -> None:
        index.embedding_model_must_be(encoder.name)
        self.index = index
        self.settings = settings
        self.decision = decision or load_decision(encoder.name)
        self.glossary: Glossary = glossary_from_json(index.read("glossary.json"))
        self.speller = Speller([d.title for d in index.documents.values()] + [p.text for p in index.passages])
        builder = AnswerBuilder(index, settings)
        self.centre = builder.centre
        self.vocabulary = Vocabulary(self.centre)
        self.parser = Parser(self.glossary, self.vocabulary, self.speller.correct)
        self.published = programmes_from_json(index.read("programmes.json"))
        self.edits = ActionEdits(settings) if settings.action_edits else None
        self.retriever = HybridRetriever(index=index, encoder=encoder)
        self.writer = load_writer(settings, index, encoder, self.glossary)

        related = Related(lambda: self.programmes, self.vocabulary)
        sure = self.decision.sure
        self.reader = Reader(
            self.retriever, self.glossary, self.decision, lambda: self.programmes, self.vocabulary
        )
        self.reading: tuple[tuple[str, Stage], ...] = (
            *self._routing(fitting=decision is not None),
            ("", TurnAway(builder)),
            ("", AboutDocuments(index)),
            ("", Topic(builder, self.parser)),
            ("encode", self.reader.encode),
            ("retrieve", self.reader.retrieve),
            ("evidence", self.reader.weigh),
        )
        self.stages: tuple[tuple[str, Stage], ...] = (
            *self.reading,
            ("compose", DocumentsOnTopic(self.retriever, builder, related, sure)),
            ("compose", Contacts(builder)),
            ("compose", Actions(builder, self.published, lambda: self.programmes, self.vocabulary)),
            ("compose", Judge(builder, self.glossary)),
            ("compose", Compose(builder, related, self.decision)),
        )
        parts = Parts(builder, self.parser, lambda state: through(self.stages, state))
        self.answering = Confirmed(self.parser, lambda state: through((("", parts), *self.stages), state))

    def _routing(self, fitting: bool) -> tuple[tuple[str, Stage], ...]:
        """The stage of the router; none where another model is being fitted for, which has no router yet.

        Raises:
            SettingsError: the router was fitted with another model.
        """
        try:
            router = load_router(self.retriever.encoder)
        except SettingsError:
            if not fitting:
                raise
            return ()
        return (("route", Route(self.reader.encode, router)),)

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes with what the team has changed in their actions up to now."""
        return with_edits(self.published, self.edits.current()) if self.edits else self.published

    @classmethod
    def open(cls, settings: Settings, decision: Decision | None = None) -> Assistant:
        """Opens the live index and loads the model.

        Raises:
            AssistantError: no index, another model, or a damaged index.
        """
        return cls(
            Index.open(settings.index, settings.vector_server()), load_encoder(settings), settings, decision
        )

    @classmethod
    def serve(cls, settings: Settings) -> Assistant:
        """Opens the live index for readers, even if some of its files are damaged (decision 7).

        Raises:
            AssistantError: no index, another model, or nothing of the index can be used.
        """
        encoder = LateEncoder(settings)
        return cls(open_for_readers(settings.index, encoder, settings.vector_server()), encoder(), settings)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        today: date | None = None,
        filters: Filters = Filters(),
    ) -> Answer:
        """Answers a question.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return self.examine(question, history=history, today=today, filters=filters).answer

    def examine(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        today: date | None = None,
        filters: Filters = Filters(),
    ) -> Answering:
        """Answers a question and tells what led to the answer."""
        *_, last = self.stream(question, history=history, today=today, filters=filters)
        assert isinstance(last, Answering)
        return last

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        today: date | None = None,
        filters: Filters = Filters(),
        workers: Workers = Here(),
        written: bool = True,
    ) -> Iterator[Written | Answering]:
        """Answers a question: checked sentences of the language model as they come, then the whole.

        Args:
            workers: who does the work.
            written: whether the language model, if there is one, may write.
        """
        started = time.perf_counter()
        check_question(question)
        if self.writer is None or not written:
            meaning = self.standalone(question, history)
            yield workers.read(lambda: self.extract(question, meaning, today, filters))
            return
        meaning, budget = workers.write(lambda: self._meaning(question, history))
        extracted = workers.read(lambda: self.extract(question, meaning, today, filters))
        events = self.write(extracted, budget, started)
        last: Written | Answering | None = None
        while not isinstance(last, Answering):
            last = workers.write(lambda: next(events))
            yield last

    def standalone(self, question: str, history: Sequence[Turn]) -> str:
        """What a message means alone, by rules."""
        return standalone(question, history, self.parser.message)

    def _meaning(self, question: str, history: Sequence[Turn]) -> tuple[str, Budget]:
        """The question on its own, and what finding it left of the language model's budget."""
        model = self.writer.model if self.writer else None
        budget = model.budget() if model else Budget()
        ruled = self.standalone(question, history)
        meaning, usage = rewritten(question, ruled, history, model, self.glossary, budget)
        return meaning, budget.after(usage)

    def extract(
        self, question: str, meaning: str, today: date | None = None, filters: Filters = Filters()
    ) -> Answering:
        """The answer made of sentences of the corpus, before any language model.

        Args:
            meaning: the question alone.
        """
        started = time.perf_counter()
        with timed() as watch:
            state = self.answering(self.asked(meaning, today, filters))
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        unread = self.edits.notice if self.edits and state.answer.actions else None
        notice = " ".join(filter(None, (self.index.notice, unread, state.answer.notice))) or None
        timings = watch.milliseconds | {"total": elapsed}
        return state.answered(replace(state.answer, question=question, notice=notice, timings_ms=timings))

    def asked(self, meaning: str, today: date | None = None, filters: Filters = Filters()) -> Answering:
        """A question as it enters the stages: spelled, parsed, at its date."""
        day = today or self.settings.reference_date()
        with stage("spelling"):
            return Answering(self.parser.question(meaning, day), day, filters)

    def read(self, meaning: str, today: date | None = None) -> Answering:
        """A question up to the confidence that there is an answer, or to what answers it before."""
        return through(self.reading, self.asked(meaning, today))

    def write(
        self, extracted: Answering, budget: Budget | None = None, started: float | None = None
    ) -> Iterator[Written | Answering]:
        """Lets the language model write an answer that was not refused; ends with the whole.

        Args:
            budget: what finding the meaning left: one limit of time holds for the whole answer.
        """
        writing = time.perf_counter()
        began = started or writing
        if self.writer is None or extracted.kind not in WRITTEN or not extracted.answer.sentences:
            yield replace(extracted, usage=budget.usage if budget else Usage())
            return
        for event in self.writer.write(extracted.answer, _passages(extracted), budget):
            if isinstance(event, Written):
                yield event
                continue
            done = time.perf_counter()
            timings = extracted.answer.timings_ms | {
                "extract": extracted.answer.timings_ms["total"],
                "write": round((done - writing) * 1000, 1),
                "total": round((done - began) * 1000, 1),
            }
            yield replace(
                extracted,
                given=replace(event.answer, timings_ms=timings),
                dropped=event.dropped,
                usage=event.usage,
                failure=event.failure,
            )


def _passages(state: Answering) -> list[Passage]:
    """What a language model reads: the passages of the best sentences first, then the others found."""
    found = [*(e.passage for e in state.evidence), *(h.passage for h in state.hits)]
    return list({passage.id: passage for passage in found}.values())


def check_question(question: str) -> None:
    """Refuses a question that cannot be taken as it is.

    Raises:
        QuestionError: it is empty, without a letter, or too long.
    """
    if not any(c.isalnum() for c in question):
        raise QuestionError("La question est vide. Écrivez une question en français.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"La question est trop longue ({len(question)} caractères, {LONGEST_QUESTION} au plus). "
            "Gardez l’essentiel, ou posez plusieurs questions."
        )
