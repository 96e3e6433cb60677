"""The log tells what happened in figures, and never what was said."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from assistant.errors import SettingsError
from assistant.events import COUNTERS, logs
from assistant.events.counters import ERRORS, LATENCIES, Counters
from assistant.operations import note_answer
from assistant.ui.shell.queue import AnswerQueue

QUESTION = "Combien de demandes le service Info-doc a-t-il traitées en 2014 ? agent@exemple.fr"
TODAY = date(2015, 2, 15)


@pytest.fixture(autouse=True)
def _leave_no_handler() -> Iterator[None]:
    logger = logging.getLogger("assistant")
    handlers, level = logger.handlers[:], logger.level
    yield
    for handler in logger.handlers:
        if handler not in (*handlers, COUNTERS):
            handler.close()
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "assistant.jsonl"


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def configured(log: Path, **values: Any) -> Settings:
    settings = Settings(_env_file=None, log_file=log, **values)
    logs.configure_logs(settings, to_stderr=False)
    return settings


def test_an_answer_is_one_line_of_figures_without_its_question(log: Path, assistant: Assistant) -> None:
    configured(log)
    AnswerQueue(note_answer).ask(assistant, QUESTION, today=TODAY)
    (line,) = lines(log)
    assert line["event"] == "answer"
    assert line["refused"] is False
    assert line["sentences"] > 0
    assert line["source"] == "page"
    assert line["generation"] == assistant.index.manifest.generation
    assert {"encode", "retrieve", "total", "waited"} <= line["timings_ms"].keys()
    assert "Info-doc" not in log.read_text(encoding="utf-8")
    assert "question" not in line


def test_a_suggested_question_is_no_question(log: Path, assistant: Assistant) -> None:
    configured(log)
    AnswerQueue(note_answer).ask(assistant, QUESTION, today=TODAY, suggested=True)
    assert lines(log) == []


def test_a_question_is_logged_only_when_the_settings_say_so(
    log: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured(log, log_questions=True)
    monkeypatch.setattr(assistant, "settings", settings)
    note_answer(assistant, assistant.examine(QUESTION, today=TODAY), 12.0)
    (line,) = lines(log)
    assert line["question"].startswith("Combien de demandes")
    assert "agent@exemple.fr" not in line["question"]


def test_an_error_is_its_type_and_place_never_its_message(log: Path) -> None:
    configured(log)
    try:
        Settings(_env_file=None, today="Madame Exemple")  # type: ignore[arg-type]
    except ValueError as error:
        logs.emit_error("page_failed", error)
        logging.getLogger("assistant.other").error("Failed for %s", "Madame Exemple", exc_info=error)
    first, second = lines(log)
    assert (first["level"], first["type"]) == ("ERROR", "ValidationError")
    assert second["text"] == "Failed for %s"
    assert "Exemple" not in log.read_text(encoding="utf-8")


def test_the_place_of_an_error_is_in_the_project() -> None:
    try:
        raise_below()
    except OSError as error:
        place = logs.place_of(error)
    assert place.startswith("tests/events/test_logs.py:")
    assert place.endswith("raise_below")


def raise_below() -> None:
    Path("/nonexistent/file").read_text(encoding="utf-8")


def test_the_level_chooses_what_is_written_not_what_is_counted(log: Path) -> None:
    configured(log, log_level="warning")
    before = COUNTERS.snapshot().events.get("told_quietly", 0)
    logs.emit("told_quietly")
    logs.emit("told_loudly", logging.WARNING)
    assert [line["event"] for line in lines(log)] == ["told_loudly"]
    assert COUNTERS.snapshot().events["told_quietly"] == before + 1


def test_a_file_that_cannot_be_written_leaves_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    settings = Settings(_env_file=None, log_file=tmp_path / "taken" / "log.jsonl")
    logs.configure_logs(settings, to_stderr=True)
    assert json.loads(capsys.readouterr().err)["event"] == "log_file_unwritable"


def test_a_log_moved_away_goes_on_in_a_new_file(log: Path) -> None:
    configured(log)
    logs.emit("one")
    log.rename(log.with_suffix(".1"))
    logs.emit("two")
    assert [line["event"] for line in lines(log)] == ["two"]


def test_a_line_that_cannot_be_written_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Full:
        def write(self, _text: str) -> None:
            raise OSError(28, "No space left on device")

        def flush(self) -> None: ...

    before = COUNTERS.snapshot().lost_lines
    monkeypatch.setattr(sys, "stderr", Full())
    logs.configure_logs(Settings(_env_file=None), to_stderr=True)
    logs.emit("something")
    monkeypatch.undo()
    assert COUNTERS.snapshot().lost_lines == before + 1
    assert capsys.readouterr().err == ""


def test_an_unknown_level_is_one_french_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.settings import load_settings

    monkeypatch.setenv("ASSISTANT_LOG_LEVEL", "bavard")
    load_settings.cache_clear()
    with pytest.raises(SettingsError, match="ASSISTANT_LOG_LEVEL"):
        load_settings()
    load_settings.cache_clear()


def test_the_counters_are_bounded() -> None:
    counters = Counters()
    logger = logging.Logger("apart")
    logger.addHandler(counters)
    for number in range(LATENCIES + 50):
        fields = {"refused": number % 2 == 0, "timings_ms": {"waited": float(number)}}
        logger.info("answer", extra={"event": "answer", "fields": fields})
        logger.error("no", extra={"event": "page_failed", "fields": {"type": "OSError"}})
    seen = counters.snapshot()
    assert seen.events == {"answer": LATENCIES + 50, "page_failed": LATENCIES + 50}
    assert seen.refused == (LATENCIES + 50) // 2
    assert len(seen.latencies) == LATENCIES
    assert seen.latencies[0] == 50.0
    assert seen.percentile(50) == pytest.approx(49 + (LATENCIES + 1) / 2)
    assert len(seen.last_errors) == ERRORS
    assert seen.errors == {"OSError": LATENCIES + 50}
