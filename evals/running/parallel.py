"""Questions asked in this process, or in several: each process has its own assistant on the same index."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from functools import partial

from threadpoolctl import threadpool_limits

from assistant.assistant import Assistant
from assistant.settings import Settings
from evals.running.runner import Result, ask_one
from evals.scoring.grounding import Supports, word_for_word
from evals.scoring.support import support_of
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question

Ask = Callable[[Sequence[Question]], Iterator[Result]]

WORTH_IT = 60
"""Questions from which a second process gains more than it costs to load the model in it."""


def useful_jobs(questions: int) -> int:
    """How many processes to use for so many questions."""
    return min(2, os.cpu_count() or 1) if questions >= WORTH_IT else 1


@contextmanager
def asking(settings: Settings, today: date | None, jobs: int) -> Iterator[Ask]:
    """Gives what asks questions of the live index and scores the answers, in their order.

    Args:
        jobs: number of processes; with 1, none is started. The results do not depend on it.

    Raises:
        AssistantError: the index or the model cannot be used.
        DatasetError: a process ended before its work.
    """
    if jobs == 1:
        yield partial(_ask_here, Assistant.open(settings), today)
        return
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), initializer=_start, initargs=(settings,)
    )
    try:
        yield partial(_ask_there, pool, today)
    finally:
        pool.shutdown(cancel_futures=True)


def _ask_here(assistant: Assistant, today: date | None, questions: Sequence[Question]) -> Iterator[Result]:
    supports = support_of(assistant)
    with threadpool_limits(1):
        for question in questions:
            yield ask_one(question, assistant, assistant.index.page_text, today, supports)


def _ask_there(
    pool: ProcessPoolExecutor, today: date | None, questions: Sequence[Question]
) -> Iterator[Result]:
    try:
        yield from pool.map(partial(_ask, today=today), questions)
    except BrokenProcessPool as error:
        raise DatasetError(
            "Un des processus de l’évaluation s’est arrêté, faute de mémoire peut-être. "
            "Ce qui était fait est gardé : reprenez avec --resume --jobs 1."
        ) from error


_assistant: Assistant | None = None
_supports: Supports = word_for_word


def _start(settings: Settings) -> None:
    """Opens the assistant of a process; Ctrl-C is for the process that asked."""
    global _assistant, _supports
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
    _assistant = Assistant.open(settings)
    _supports = support_of(_assistant)


def _ask(question: Question, today: date | None) -> Result:
    if _assistant is None:
        raise RuntimeError("the process was not started by asking()")
    return ask_one(question, _assistant, _assistant.index.page_text, today, _supports)
