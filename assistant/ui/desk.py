"""Answers questions one at a time in one thread, those of people before those that are only suggested.

Each thread that computes gets its own pool of native threads, and Streamlit draws every page in a new thread:
on two cores, ten questions at once took 3.5 s so, and 0.9 s one after the other in one thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

from assistant.assistant import Assistant
from assistant.types import Answer, Filters, Turn


class Desk:
    """The thread that answers, and who waits for it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
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
    ) -> Answer:
        """Waits for its turn, then for the answer; a suggested question waits until nobody else does.

        Raises:
            QuestionError: the question is empty or too long.
        """
        with self._after_people() if suggested else self._as_person():
            job = self._thread.submit(assistant.ask, question, history=history, today=today, filters=filters)
            return job.result()

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
