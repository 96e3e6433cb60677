"""Answers questions one at a time in one thread, those of people before those that are only suggested.

A question is too little work to share among native threads, and waiting for one that a busy machine keeps
from running costs most of the time: ten questions at once on two busy cores took 4 s with two native threads
and 0.4 s with one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from threadpoolctl import threadpool_limits

from assistant.answer.examination import Examination
from assistant.assistant import Assistant, check_question
from assistant.errors import AssistantError
from assistant.events.logs import emit_error
from assistant.question.follow_up import standalone
from assistant.types import Answer, Filters, Turn
from assistant.writing.language_model import Budget
from assistant.writing.writer import Written

Result = TypeVar("Result")

_WRITERS = 8
"""Answers that language models may be writing at once."""
_BEAT = 0.1
"""Seconds between two signs of life of who waits for an answer."""


class Desk:
    """The thread that answers, and who waits for it.

    Args:
        answered: told each answer that a person got, with the milliseconds that they waited.
    """

    def __init__(self, answered: Callable[[Assistant, Examination, float], object] | None = None) -> None:
        self._answered = answered
        # The limit holds for OpenMP in the thread that sets it, and libraries must be loaded by then:
        # this runs when the first question, with its assistant, is there.
        self._thread = ThreadPoolExecutor(1, "desk", initializer=threadpool_limits, initargs=(1,))
        self._writing = ThreadPoolExecutor(_WRITERS, "writing")
        self._people = 0
        self._changed = threading.Condition()

    def ask(
        self,
        assistant: Assistant,
        question: str,
        *,
        history: Sequence[Turn] = (),
        today: date,
        filters: Filters = Filters(),
        suggested: bool = False,
        waiting: Callable[[], object] | None = None,
        seen: Callable[[Written | Examination], object] | None = None,
    ) -> Answer:
        """Waits for its turn, then for the answer; a suggested question waits until nobody else does.

        Args:
            waiting: called about ten times a second until the answer is there. What it raises ends the wait,
                and a question that has not had its turn yet is never looked for.
            seen: called with each checked sentence of a language model as it comes, then with the whole.
                Without it no language model is called.

        Raises:
            QuestionError: the question is empty or too long.
        """
        check_question(question)
        began = time.perf_counter()
        try:
            examination = self._examined(
                assistant, question, history, today, filters, suggested, waiting, seen
            )
        except AssistantError as error:
            emit_error("answer_failed", error)
            raise
        if self._answered is not None and not suggested:
            self._answered(assistant, examination, (time.perf_counter() - began) * 1000)
        return examination.answer

    def _examined(
        self,
        assistant: Assistant,
        question: str,
        history: Sequence[Turn],
        today: date,
        filters: Filters,
        suggested: bool,
        waiting: Callable[[], object] | None,
        seen: Callable[[Written | Examination], object] | None,
    ) -> Examination:
        writes = seen is not None and assistant.writer is not None
        budget = Budget()
        if writes:
            meaning, budget = _result(self._writing.submit(assistant.meaning, question, history), waiting)
        else:
            meaning = standalone(question, history, assistant.vocabulary)
        with self._after_people() if suggested else self._as_person():
            job = self._thread.submit(assistant.extract, question, meaning, today, filters)
            examination = _result(job, waiting)
        return self._written(assistant, examination, budget, waiting, seen) if writes else examination

    def _written(
        self,
        assistant: Assistant,
        examination: Examination,
        budget: Budget,
        waiting: Callable[[], object] | None,
        seen: Callable[[Written | Examination], object] | None,
    ) -> Examination:
        """Lets the language model write beside the desk, so that nobody waits for it but who asked."""
        events = assistant.write(examination, budget)
        while True:
            event = _result(self._writing.submit(next, events), waiting)
            if seen is not None:
                seen(event)
            if isinstance(event, Examination):
                return event

    @contextmanager
    def _as_person(self) -> Iterator[None]:
        with self._changed:
            self._people += 1
        try:
            yield
        finally:
            with self._changed:
                self._people -= 1
                self._changed.notify_all()

    @contextmanager
    def _after_people(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._people == 0)
        yield


def _result(job: Future[Result], waiting: Callable[[], object] | None) -> Result:
    """What a job gives once it is done; ends with what ``waiting`` raises."""
    try:
        while not wait([job], timeout=None if waiting is None else _BEAT).done:
            if waiting is not None:
                waiting()
    finally:
        job.cancel()
    return job.result()
