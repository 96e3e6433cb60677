"""Where the time of an answer goes: one stopwatch an answer, which any step on the way can mark.

    with timed() as watch:
        with stage("encode"):
            …
    watch.milliseconds  →  {"encode": 14.2}

The stopwatch travels in a context variable: each thread and each task has its own, no signature carries it,
and a step that is run outside of an answer (an ingestion, an ablation) is simply not timed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage; a stage that runs twice adds up."""

    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        """Counts some time for a stage."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    @property
    def milliseconds(self) -> dict[str, float]:
        """Milliseconds by stage, in the order in which the stages first ended."""
        return {name: round(seconds * 1000, 1) for name, seconds in self.seconds.items()}


_RUNNING: ContextVar[Stopwatch | None] = ContextVar("stopwatch", default=None)


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """A stopwatch for what runs inside."""
    watch = Stopwatch()
    token = _RUNNING.set(watch)
    try:
        yield watch
    finally:
        _RUNNING.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Counts what runs inside for a stage of the running stopwatch, if there is one.

    Stages are not put inside each other: their sum is at most the whole.
    """
    watch = _RUNNING.get()
    if watch is None:
        yield
        return
    began = time.perf_counter()
    try:
        yield
    finally:
        watch.add(name, time.perf_counter() - began)
