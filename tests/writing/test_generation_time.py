"""One limit of time for a whole answer: what rewriting the question takes, writing does not have."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from llm_server import Asked, LlmServer, serving

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.index import Index
from assistant.reading import Answering
from assistant.settings import Settings
from assistant.types import Turn
from assistant.writing import Call, Prompt
from assistant.writing.writer import FALLBACK

TOTAL = 45.0
HISTORY = [Turn("user", "Qu’est-ce qu’un conseil citoyen ?"), Turn("assistant", "Une instance d’habitants.")]
QUESTION = "Et qui le compose ?"
STANDALONE = "Qui compose le conseil citoyen ?"


class Clock:
    """Seconds that pass only when a test says so; what is waited for on the wire is real."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def writing(
    corpus_index: Path, user_settings: Settings, encoder: SentenceEncoder, server: LlmServer
) -> Iterator[Assistant]:
    update = {"llm_model": "joué", "llm_base_url": server.url, "llm_total": TOTAL}
    with closing(Index.open(corpus_index)) as index:
        yield Assistant(index, encoder, user_settings.model_copy(update=update))


@pytest.fixture
def clock(writing: Assistant, monkeypatch: pytest.MonkeyPatch) -> Clock:
    assert writing.writer is not None
    made = Clock()
    monkeypatch.setattr(writing.writer.model, "clock", made)
    return made


def ask(writing: Assistant) -> Answering:
    return writing.examine(QUESTION, history=HISTORY)


def test_every_call_of_an_answer_ends_by_one_moment(
    writing: Assistant, server: LlmServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behaviour(asked: Asked) -> str:
        clock.now += 0.5
        if asked.rewriting:
            return STANDALONE
        return "" if asked.repairing else "Il y a 98765 conseils à Quimper [1]."

    assert writing.writer is not None
    model, began, limits = writing.writer.model, clock.now, list[float]()
    stream = model.stream

    def recorded(prompt: Prompt, call: Call, deadline: float) -> Iterator[str]:
        limits.append(deadline - began)
        return stream(prompt, call, deadline)

    monkeypatch.setattr(model, "stream", recorded)
    server.behaviour = behaviour
    ask(writing)
    assert limits == [TOTAL / 3, TOTAL, TOTAL]


def test_nothing_is_written_when_rewriting_took_all_the_time(
    writing: Assistant, server: LlmServer, clock: Clock
) -> None:
    def behaviour(asked: Asked) -> str:
        clock.now += TOTAL
        return STANDALONE

    server.behaviour = behaviour
    before = len(server.asked)
    seen = ask(writing)
    assert [asked.rewriting for asked in server.asked[before:]] == [True]
    assert seen.answer.mode == "extractive"
    assert seen.answer.notice == FALLBACK
    assert seen.failure
    assert seen.usage.calls == 1
