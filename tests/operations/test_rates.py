"""Buckets of tokens: each name has its own, which fills again with time."""

import pytest

from assistant.operations import Rates, rates, wait_in_words


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_so_many_at_once_then_a_wait_that_is_told(clock: Clock) -> None:
    questions = Rates(3, seconds=60, clock=clock)
    assert [questions.take("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert questions.take("a") == pytest.approx(20)
    clock.now += 19.9
    assert questions.take("a") > 0
    clock.now += 0.2
    assert questions.take("a") == 0.0


def test_a_noisy_name_takes_nothing_from_another(clock: Clock) -> None:
    questions = Rates(2, clock=clock)
    for _ in range(100):
        questions.take("noisy")
    assert questions.take("quiet") == 0.0


def test_trying_again_and_again_does_not_lengthen_the_wait(clock: Clock) -> None:
    questions = Rates(1, seconds=60, clock=clock)
    questions.take("a")
    waits = [questions.take("a") for _ in range(50)]
    assert waits == pytest.approx([60] * 50)


def test_a_clock_that_goes_back_gives_and_takes_nothing(clock: Clock) -> None:
    questions = Rates(1, seconds=60, clock=clock)
    questions.take("a")
    clock.now -= 500
    assert questions.take("a") == pytest.approx(60)


def test_names_are_forgotten_from_the_oldest(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_NAMES", 10)
    questions = Rates(1, clock=clock)
    for number in range(100):
        questions.take(f"{number}")
    assert questions.take("99") > 0
    assert questions.take("0") == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 seconde"), (12, "12 secondes"), (59.5, "1 minute"), (61, "2 minutes"), (600, "10 minutes")],
)
def test_waits_are_said_in_french(seconds: float, words: str) -> None:
    assert wait_in_words(seconds) == words
