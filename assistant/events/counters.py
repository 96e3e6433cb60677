"""What happened in this process since it started, in memory and bounded: a handler of the log's events."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

LATENCIES = 500
"""Questions whose time is kept."""
ERRORS = 20
"""Errors that are listed."""


@dataclass(frozen=True, slots=True)
class ErrorSeen:
    """An error, by its type alone."""

    when: datetime
    type: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The counters at one moment.

    Attributes:
        since: when the process began to count.
        events: how many of each event.
        refused: answers that were refusals.
        errors: how many of each type.
        last_errors: newest first.
        latencies: milliseconds of the last answers, oldest first.
        model_failure: the last failure of the language model.
        lost_lines: lines of the log that could not be written.
    """

    since: datetime
    events: Mapping[str, int]
    refused: int
    errors: Mapping[str, int]
    last_errors: tuple[ErrorSeen, ...]
    latencies: tuple[float, ...]
    model_failure: ErrorSeen | None
    lost_lines: int

    def percentile(self, share: int) -> float | None:
        """A percentile of the latencies in milliseconds; ``None`` before the first answer."""
        return float(np.percentile(self.latencies, share)) if self.latencies else None


class Counters(logging.Handler):
    """Counts the events of the log; its lock is the handler's own."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._since = datetime.now(UTC)
        self._events: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._refused = 0
        self._last_errors: deque[ErrorSeen] = deque(maxlen=ERRORS)
        self._latencies: deque[float] = deque(maxlen=LATENCIES)
        self._model_failure: ErrorSeen | None = None
        self._lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Counts one record; called under the handler's lock."""
        event = str(getattr(record, "event", "message"))
        fields: Mapping[str, object] = getattr(record, "fields", {})
        when = datetime.fromtimestamp(record.created, UTC)
        self._events[event] += 1
        if event == "answer":
            self._refused += bool(fields.get("refused"))
            timings = fields.get("timings_ms")
            if isinstance(timings, Mapping) and isinstance(total := timings.get("waited"), int | float):
                self._latencies.append(float(total))
        if event == "model_failure":
            self._model_failure = ErrorSeen(when, str(fields.get("reason", "")))
        if record.levelno >= logging.ERROR:
            kind = str(fields.get("type") or _exception(record) or event)
            self._errors[kind] += 1
            self._last_errors.appendleft(ErrorSeen(when, kind))

    def lost_line(self) -> None:
        """Counts a line that could not be written."""
        self._lost += 1

    def snapshot(self) -> Snapshot:
        """The counters now."""
        self.acquire()
        try:
            return Snapshot(
                self._since,
                dict(self._events),
                self._refused,
                dict(self._errors),
                tuple(self._last_errors),
                tuple(self._latencies),
                self._model_failure,
                self._lost,
            )
        finally:
            self.release()


def _exception(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__name__ if error is not None else ""


COUNTERS = Counters()
"""The counters of this process."""
