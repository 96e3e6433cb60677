"""The stopwatch of an answer: stages add up, threads do not mix, nothing runs outside of an answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from assistant import Assistant
from assistant.events import stage, timed


def test_a_stage_that_runs_twice_adds_up() -> None:
    with timed() as watch:
        for _ in range(2):
            with stage("encode"):
                pass
        once = dict(watch.seconds)
        with stage("encode"):
            pass
    assert list(watch.milliseconds) == ["encode"]
    assert watch.seconds["encode"] > once["encode"]


def test_nothing_is_timed_outside_of_an_answer() -> None:
    with stage("encode"):
        pass
    with timed() as watch:
        pass
    assert watch.milliseconds == {}


def test_a_stage_that_fails_is_timed_all_the_same() -> None:
    with timed() as watch, pytest.raises(ValueError, match="broken"), stage("encode"):
        raise ValueError("broken")
    assert "encode" in watch.milliseconds


def test_two_threads_have_two_stopwatches() -> None:
    together = Barrier(2)

    def run(name: str) -> list[str]:
        with timed() as watch:
            together.wait(10)
            with stage(name):
                together.wait(10)
        return list(watch.milliseconds)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, ("first", "second"))) == [["first"], ["second"]]


def test_the_stages_of_an_answer_are_within_its_total(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?", today=date(2015, 2, 15)
    )
    stages = {name: ms for name, ms in answer.timings_ms.items() if name != "total"}
    assert {"encode", "evidence", "compose"} <= stages.keys()
    assert min(stages.values()) >= 0
    assert sum(stages.values()) <= answer.timings_ms["total"] + 0.1 * len(stages)
