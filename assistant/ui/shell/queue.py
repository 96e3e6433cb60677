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
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from threadpoolctl import threadpool_limits

from assistant.assistant import Assistant, Workers, check_question
from assistant.errors import AssistantError
from assistant.events import emit_error
from assistant.reading import Answering
from assistant.types import Answer, Filters, Turn
from assistant.writing import Written

Result = TypeVar("Result")

_WRITERS = 8
"""Answers that language models may be writing at once."""
_BEAT = 0.1
"""Seconds between two signs of life of who waits for an answer."""


class AnswerQueue:
    """The thread that answers, and who waits for it.

    Args:
        answered: told each answer that a person got, with the milliseconds that they waited.
    """

    def __init__(self, answered: Callable[[Assistant, Answering, float], object] | None = None) -> None:
        self._answered = answered
        # The limit holds for OpenMP in the thread that sets it, and libraries must be loaded by then:
        # this runs when the first question, with its assistant, is there.
        self.reading = ThreadPoolExecutor(1, "desk", initializer=threadpool_limits, initargs=(1,))
        self.writing = ThreadPoolExecutor(_WRITERS, "writing")
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
        seen: Callable[[Written | Answering], object] | None = None,
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
            state = self._examined(
                lambda workers: assistant.stream(
                    question,
                    history=history,
                    today=today,
                    filters=filters,
                    workers=workers,
                    written=seen is not None,
                ),
                suggested,
                waiting,
                seen,
            )
        except AssistantError as error:
            emit_error("answer_failed", error)
            raise
        if self._answered is not None and not suggested:
            self._answered(assistant, state, (time.perf_counter() - began) * 1000)
        return state.answer

    def _examined(
        self,
        events: Callable[[Workers], Iterator[Written | Answering]],
        suggested: bool,
        waiting: Callable[[], object] | None,
        seen: Callable[[Written | Answering], object] | None,
    ) -> Answering:
        """The whole answer; a language model writes beside the desk: only who asked waits for it."""
        last: Written | Answering | None = None
        for last in events(_Threads(self, suggested, waiting)):
            if seen is not None:
                seen(last)
        assert isinstance(last, Answering)
        return last

    def turn(self, suggested: bool) -> AbstractContextManager[None]:
        """Waits for one's turn to have a question read."""
        return self._after_people() if suggested else self._as_person()

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


@dataclass(frozen=True, slots=True)
class _Threads:
    """The threads of a desk, for one question."""

    desk: AnswerQueue
    suggested: bool
    waiting: Callable[[], object] | None

    def read(self, work: Callable[[], Result]) -> Result:
        """Has something read, in its turn."""
        with self.desk.turn(self.suggested):
            return _result(self.desk.reading.submit(work), self.waiting)

    def write(self, work: Callable[[], Result]) -> Result:
        """Has something written."""
        return _result(self.desk.writing.submit(work), self.waiting)


def _result(job: Future[Result], waiting: Callable[[], object] | None) -> Result:
    """What a job gives once it is done; ends with what ``waiting`` raises."""
    try:
        while not wait([job], timeout=None if waiting is None else _BEAT).done:
            if waiting is not None:
                waiting()
    finally:
        job.cancel()
    return job.result()
