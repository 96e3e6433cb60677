"""The health of the service: well, to be watched, down."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Settings
from assistant.embedding import SentenceEncoder
from assistant.operations import Health, HealthState, build_recorded, check_health, health
from assistant.operations.last_build import LastBuild, last_build
from assistant.storage import open_database
from assistant.storage.place import FILE


@pytest.fixture
def whole(settings: Settings, corpus_index: Path, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"index": corpus_index, "data": tmp_path / "data"})


def checked(settings: Settings, encoder: SentenceEncoder) -> Health:
    return check_health(settings, encoder=lambda: encoder)


def states(seen: Health) -> dict[str, HealthState]:
    return {check.name: check.state for check in seen.checks}


def detail(seen: Health, name: str) -> str:
    return next(check.detail for check in seen.checks if check.name == name)


def test_a_whole_service_is_well(whole: Settings, encoder: SentenceEncoder) -> None:
    open_database(whole)
    seen = checked(whole, encoder)
    assert seen.healthy
    assert set(states(seen).values()) == {HealthState.OK}
    assert {"index", "model", "search", "build", "register", "disk"} <= states(seen).keys()
    assert "schéma 0002" in detail(seen, "register")
    assert json.loads(json.dumps(seen.to_dict()))["healthy"] is True


def test_a_look_makes_no_register(whole: Settings, encoder: SentenceEncoder) -> None:
    assert "pas encore créé" in detail(checked(whole, encoder), "register")
    assert not (whole.data / FILE).exists()


def test_no_index_is_down_and_says_what_to_do(settings: Settings, encoder: SentenceEncoder) -> None:
    seen = checked(settings, encoder)
    assert not seen.healthy
    assert states(seen)["index"] is HealthState.FAILED
    assert "python -m ingest build" in detail(seen, "index")
    assert "search" not in states(seen)


def test_a_register_that_is_no_database_is_down(whole: Settings, encoder: SentenceEncoder) -> None:
    whole.data.mkdir()
    (whole.data / FILE).write_text("not a database", encoding="utf-8")
    assert states(checked(whole, encoder))["register"] is HealthState.FAILED


def test_a_register_of_another_version_is_to_be_watched(whole: Settings, encoder: SentenceEncoder) -> None:
    open_database(whole)
    with sqlite3.connect(whole.data / FILE) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    seen = checked(whole, encoder)
    assert states(seen)["register"] is HealthState.WARNING
    assert seen.healthy


def test_a_full_disk_is_told_before_it_is_full(
    whole: Settings, encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, state in ((900, HealthState.WARNING), (100, HealthState.FAILED)):
        monkeypatch.setattr(health, "free_megabytes", lambda _folder, free=free: free)
        assert states(checked(whole, encoder))["disk"] is state


def test_a_model_without_its_package_is_down(
    whole: Settings, encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = whole.model_copy(update={"llm_base_url": "http://127.0.0.1:1/v1"})
    assert states(checked(settings, encoder))["language_model"] is HealthState.FAILED


def test_the_last_build_is_kept_whatever_became_of_it(whole: Settings, encoder: SentenceEncoder) -> None:
    folder = whole.index.parent / "kept-builds"
    folder.mkdir(exist_ok=True)
    with build_recorded(folder):
        running = last_build(folder)
    assert running is not None
    assert running.result == ""
    ended = last_build(folder)
    assert isinstance(ended, LastBuild)
    assert ended.result == "unchanged"
    with pytest.raises(ValueError, match="Madame"), build_recorded(folder):
        raise ValueError("Madame Exemple")
    failed = last_build(folder)
    assert failed is not None
    assert (failed.result, failed.error) == ("failed", "ValueError")
    seen = checked(whole.model_copy(update={"index": folder}), encoder)
    assert states(seen)["build"] is HealthState.WARNING
    assert "Échec" in detail(seen, "build")


def test_the_command_ends_with_an_error_when_something_is_down(tmp_path: Path) -> None:
    environment = {**os.environ, "ASSISTANT_INDEX": str(tmp_path / "none"), "ASSISTANT_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "health", "--json"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == ""
    assert json.loads(done.stdout)["healthy"] is False
