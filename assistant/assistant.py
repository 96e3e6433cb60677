"""The whole assistant on one screen: from a question to an answer, in the order in which it happens.

standalone question → kind → retrieval → evidence → enough? → composition → actions, documents
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer.action_choice import related_actions
from assistant.answer.actions import ActionAnswers
from assistant.answer.builder import Replies
from assistant.answer.composition import choose
from assistant.answer.contacts import contact_lines, is_about_the_centre
from assistant.answer.documents import ReadingList, topic_of
from assistant.answer.examination import WRITTEN, Examination
from assistant.answer.refusals import NOT_FOUND, NOT_FRENCH, OUTSIDE, UNSURE, VAGUE, catalogue, not_said
from assistant.answer.two_parts import in_parts
from assistant.embedding.encoder import LateEncoder, SentenceEncoder, load_encoder
from assistant.errors import QuestionError
from assistant.events.stopwatch import stage, timed
from assistant.index.degraded import open_for_readers
from assistant.index.opened import Index
from assistant.language.french import is_french
from assistant.language.glossary import Glossary, glossary_from_json
from assistant.language.spelling import Speller
from assistant.programme.calendar import Programme, card, programmes_from_json
from assistant.programme.edits import ActionEdits, edited
from assistant.question.kinds import Kind, kind_of, names_no_subject, wants_a_list, with_year
from assistant.question.premises import stated, unconfirmed, warning, without
from assistant.reading.decision import Decision, load_decision
from assistant.reading.definitions import Definitions
from assistant.reading.evidence import Evidence, gather, strength
from assistant.reading.near_misses import missing
from assistant.search.retriever import HybridRetriever, Query, ScoredPassage
from assistant.settings import Settings
from assistant.types import Answer, Filters, Passage, Turn, Usage
from assistant.writing.language_model import Budget
from assistant.writing.rewriting import rewritten
from assistant.writing.writer import Written, load_writer

LONGEST_QUESTION = 2_000
PASSAGES = 12
"""Passages retrieved for a question: what the refusal decision was fitted with."""
_CHECKED = WRITTEN | {Kind.CONTACT}
"""Kinds whose stated facts are checked."""
_GREETING = (
    "Bonjour ! Je réponds à partir des documents et du programme d’actions du centre, en citant mes sources. "
    "Posez votre question."
)


class Assistant:
    """Answers questions from one open index."""

    def __init__(
        self, index: Index, encoder: SentenceEncoder, settings: Settings, decision: Decision | None = None
    ) -> None:
        index.embedding_model_must_be(encoder.name)
        self.index = index
        self.settings = settings
        self.decision = decision or load_decision()
        self.retriever = HybridRetriever(index=index, encoder=encoder)
        self.published = programmes_from_json(index.read("programmes.json"))
        self.edits = ActionEdits(settings.data) if settings.action_edits else None
        self.replies = Replies(index, settings)
        self.actions = ActionAnswers(self.replies, self.published)
        self.glossary: Glossary = glossary_from_json(index.read("glossary.json"))
        self.definitions = Definitions(self.retriever, self.glossary)
        self.reading = ReadingList(self.retriever, self.replies, self.decision.sure)
        self.writer = load_writer(settings, index, encoder, self.glossary)
        self.speller = Speller([d.title for d in index.documents.values()] + [p.text for p in index.passages])

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes with what the team has changed in their actions up to now."""
        return edited(self.published, self.edits.newest()) if self.edits else self.published

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
    ) -> Examination:
        """Answers a question and tells what led to the answer."""
        *_, last = self.stream(question, history=history, today=today, filters=filters)
        assert isinstance(last, Examination)
        return last

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        today: date | None = None,
        filters: Filters = Filters(),
    ) -> Iterator[Written | Examination]:
        """Answers a question: checked sentences of the language model as they come, then the whole."""
        started = time.perf_counter()
        check_question(question)
        meaning, budget = self.meaning(question, history)
        yield from self.write(self.extract(question, meaning, today, filters), budget, started)

    def meaning(self, question: str, history: Sequence[Turn]) -> tuple[str, Budget]:
        """The question on its own, and what finding it left of the language model's budget."""
        model = self.writer.model if self.writer else None
        budget = model.budget() if model else Budget()
        meaning, usage = rewritten(question, history, model, self.glossary, budget)
        return meaning, budget.after(usage)

    def extract(self, question: str, meaning: str, today: date | None, filters: Filters) -> Examination:
        """The answer made of sentences of the corpus, before any language model."""
        started = time.perf_counter()
        with timed() as watch:
            day = today or self.settings.reference_date()
            with stage("spelling"):
                asked = with_year(self.speller.correct(meaning), day.year)
            examination = self._checked(asked, self._answer(asked, day, filters), day, filters)
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        timings = watch.milliseconds | {"total": elapsed}
        notice = " ".join(filter(None, (self.index.notice, examination.answer.notice))) or None
        answer = replace(examination.answer, question=question, notice=notice, timings_ms=timings)
        return replace(examination, answer=answer)

    def write(
        self, examination: Examination, budget: Budget | None = None, started: float | None = None
    ) -> Iterator[Written | Examination]:
        """Lets the language model write an answer that was not refused; ends with the examination.

        Args:
            budget: what ``meaning`` left: one limit of time holds for the whole answer.
        """
        writing = time.perf_counter()
        began = started or writing
        if self.writer is None or examination.kind not in WRITTEN or not examination.answer.sentences:
            yield replace(examination, usage=budget.usage if budget else Usage())
            return
        for event in self.writer.write(examination.answer, _passages(examination), budget):
            if isinstance(event, Written):
                yield event
                continue
            done = time.perf_counter()
            timings = examination.answer.timings_ms | {
                "extract": examination.answer.timings_ms["total"],
                "write": round((done - writing) * 1000, 1),
                "total": round((done - began) * 1000, 1),
            }
            answer = replace(event.answer, timings_ms=timings)
            yield replace(
                examination,
                answer=answer,
                dropped=event.dropped,
                usage=event.usage,
                failure=event.failure,
            )

    def _checked(self, question: str, found: Examination, today: date, filters: Filters) -> Examination:
        """An answer with a warning when it does not confirm what the question states; searched without it."""
        facts = stated(question)
        if not facts or found.kind not in _CHECKED:
            return found
        near = found.evidence[0].passage.text if found.evidence else ""
        unknown = unconfirmed(facts, near)
        if unknown and (found.answer.refused or found.kind is not Kind.CONTACT):
            again = self._answer(without(question, unknown), today, filters)
            if not again.answer.refused and again.kind in _CHECKED:
                found = replace(again, answer=replace(again.answer, standalone_question=question))
        if found.answer.refused:
            return found
        cited = " ".join(f"{c.title} {c.passage}" for c in found.answer.citations)
        unsure = unconfirmed(facts, cited) if found.answer.citations else []
        notice = " ".join(filter(None, (found.answer.notice, warning(unsure) if unsure else None)))
        return replace(found, answer=replace(found.answer, notice=notice or None))

    def _answer(self, question: str, today: date, filters: Filters) -> Examination:
        def ask(simple: str) -> Examination:
            return self._simple(simple, today, filters)

        answerable = kind_of(question) not in (Kind.SMALL_TALK, Kind.OUTSIDE) and is_french(question)
        whole = in_parts(question, ask, self.replies, self.definitions) if answerable else None
        return whole or ask(question)

    def _simple(self, question: str, today: date, filters: Filters) -> Examination:
        """The answer to one question."""
        kind = kind_of(question)
        if kind is Kind.SMALL_TALK:
            return Examination(Answer(question, question, notice=_GREETING), kind, 1.0)
        if kind is Kind.OUTSIDE or not is_french(question):
            reason = OUTSIDE if kind is Kind.OUTSIDE else NOT_FRENCH
            return Examination(self.replies.refuse(question, reason, ()), Kind.OUTSIDE, 0.0)
        if names_no_subject(question):
            return Examination(self.replies.refuse(question, VAGUE, ()), kind, 0.0)
        topic = topic_of(question) if kind is Kind.DOCUMENTS else question
        if not topic:
            every = catalogue(len(self.index.documents))
            return Examination(Answer(question, question, notice=every), kind, 1.0)
        if kind is Kind.DOCUMENTS and is_about_the_centre(topic):
            kind, topic = Kind.GENERAL, question
        with stage("encode"):
            query = self.query(topic)
        with stage("retrieve"):
            ranked = self.retriever.rank(query, PASSAGES, filters)
            hits, sought = self.definitions.among(question, kind, query, ranked, filters)
        with stage("evidence"):
            evidence = gather(query, hits, self.index, sought)
            found = strength(query, hits, evidence, self.index)
            confidence = self.decision.confidence(found)
        with stage("compose"):
            answer = (
                self._with_actions(self.reading.answer(question, query, filters, confidence), today)
                if kind is Kind.DOCUMENTS
                else self._composed(question, kind, query, hits, evidence, confidence, today)
            )
        return Examination(answer, kind, confidence, found, tuple(evidence), tuple(hits))

    def _composed(
        self,
        question: str,
        kind: Kind,
        query: Query,
        hits: list[ScoredPassage],
        evidence: list[Evidence],
        confidence: float,
        today: date,
    ) -> Answer:
        """The answer that the evidence gives: an address, actions, a refusal, or sentences of the corpus."""
        if kind is Kind.CONTACT and (lines := contact_lines(query, self.index)):
            return self.replies.compose(question, lines, hits)
        if kind is Kind.ACTIONS:
            found_actions = self.actions.answer(question, query, hits, self.programmes, today)
            if found_actions is not None:
                return found_actions
        lacking = missing(question, evidence, self.index, self.glossary)
        if confidence < self.decision.threshold or not evidence:
            return self.replies.refuse(question, NOT_FOUND, hits)
        if lacking:
            return self.replies.refuse(question, not_said(lacking), hits)
        shown = choose(evidence, self.index, listed=wants_a_list(question))
        notice = UNSURE if confidence < self.decision.sure else None
        return replace(self._with_actions(self.replies.compose(question, shown, hits), today), notice=notice)

    def _with_actions(self, answer: Answer, today: date) -> Answer:
        if answer.refused:
            return answer
        actions = related_actions(answer.question, self.programmes, today)
        return replace(answer, actions=tuple(card(a, today) for a in actions))

    def query(self, question: str) -> Query:
        """A standalone question, encoded, its acronyms spelled out, with its other wordings."""
        spelled = self.glossary.spelled_out(question)
        return self.retriever.query(spelled.text, self.glossary.expansions(question), spelled.same)


def _passages(examination: Examination) -> list[Passage]:
    """What a language model reads: the passages of the best sentences first, then the others found."""
    found = [*(e.passage for e in examination.evidence), *(h.passage for h in examination.hits)]
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
