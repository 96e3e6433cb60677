"""Who waits for an answer, and who stops waiting."""

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

import pytest
from parsing import read

from assistant.assistant import Assistant, Workers
from assistant.reading import Answering
from assistant.types import Answer
from assistant.ui.shell.queue import AnswerQueue

TODAY = date(2015, 2, 15)
LONG = 20
"""Seconds after which a test that hangs has failed."""


class SlowAssistant:
    """An assistant whose answers wait until they are let out."""

    writer = None

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun = threading.Event()
        self.let_out = threading.Event()

    def stream(self, question: str, *, workers: Workers, **_limits: Any) -> Iterator[Answering]:
        yield workers.read(lambda: self.extract(question))

    def extract(self, question: str) -> Answering:
        self.asked.append(question)
        self.begun.set()
        self.let_out.wait(LONG)
        return Answering(read(question), TODAY, given=Answer(question, question))


class StoppedError(Exception):
    """What Streamlit raises in a run that is stopped."""


def stop() -> None:
    raise StoppedError


@pytest.fixture
def slow() -> Iterator[SlowAssistant]:
    assistant = SlowAssistant()
    yield assistant
    assistant.let_out.set()


def ask(desk: AnswerQueue, slow: SlowAssistant, question: str, **options: Any) -> Answer:
    return desk.ask(cast(Assistant, slow), question, today=TODAY, **options)


def test_who_stops_waiting_is_free_at_once(slow: SlowAssistant) -> None:
    with pytest.raises(StoppedError):
        ask(AnswerQueue(), slow, "un", waiting=stop)


def test_a_question_stopped_in_the_queue_is_never_looked_for(slow: SlowAssistant) -> None:
    desk = AnswerQueue()
    first = threading.Thread(target=ask, args=(desk, slow, "un"))
    first.start()
    assert slow.begun.wait(LONG)
    with pytest.raises(StoppedError):
        ask(desk, slow, "deux", waiting=stop)
    slow.let_out.set()
    first.join(LONG)
    assert ask(desk, slow, "trois").question == "trois"
    assert slow.asked == ["un", "trois"]


def test_suggestions_begin_again_when_the_last_person_stopped(slow: SlowAssistant) -> None:
    desk = AnswerQueue()
    with pytest.raises(StoppedError):
        ask(desk, slow, "un", waiting=stop)
    slow.let_out.set()
    assert ask(desk, slow, "deux", suggested=True).question == "deux"
