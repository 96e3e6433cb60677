"""Changes of actions: kept apart, laid over, counted everywhere; the programme stays as published."""

import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from corpora import CORPUS
from icalendar import Calendar

from assistant.assistant import Assistant
from assistant.errors import ActionEditError
from assistant.programme import (
    ActionEdits,
    Programme,
    describe_period,
    is_dated,
    is_over,
    load_programmes,
    to_ics,
    upcoming,
    when_of,
    with_edits,
)
from assistant.programme.edit_store import PAUSE
from assistant.settings import Settings
from assistant.storage.place import FILE
from assistant.types import Action

NOW = datetime(2015, 2, 10, 9, 30, tzinfo=UTC)
TODAY = date(2015, 2, 15)
ACTION = "2015-rencontre-mal-logement"
QUESTION = "Quelle rencontre est prévue sur le mal-logement ?"


@pytest.fixture
def edits(tmp_path: Path) -> ActionEdits:
    return ActionEdits(Settings(_env_file=None, data=tmp_path / "data"))


@pytest.fixture(scope="module")
def published() -> tuple[Programme, ...]:
    return load_programmes(CORPUS / "actions")


def found(programmes: tuple[Programme, ...], identifier: str = ACTION) -> Action:
    return next(a for p in programmes for a in p.actions if a.id == identifier)


def test_without_changes_the_programme_is_as_published_and_no_file_is_made(
    edits: ActionEdits, published: tuple[Programme, ...], tmp_path: Path
) -> None:
    assert with_edits(published, edits.newest()) == published
    assert list(tmp_path.iterdir()) == []


def test_a_day_counts_for_time_calendar_and_words(
    edits: ActionEdits, published: tuple[Programme, ...]
) -> None:
    edits.record(
        ACTION, author="agent A", now=NOW, start=date(2015, 2, 12), status="confirmée", place="Mairie"
    )
    action = found(with_edits(published, edits.newest()))
    assert when_of(found(published), TODAY) == "à venir"
    assert when_of(action, TODAY) == "passée"
    assert when_of(action, date(2015, 2, 12)) == "en cours"
    assert describe_period(action) == "12 février 2015"
    [event] = Calendar.from_ical(to_ics([action], now=NOW)).walk("VEVENT")
    assert (event["dtstart"].dt, str(event["status"]), str(event["location"]), event["sequence"]) == (
        date(2015, 2, 12),
        "CONFIRMED",
        "Mairie",
        1,
    )


def test_what_was_published_stays_visible_with_the_author(
    edits: ActionEdits, published: tuple[Programme, ...]
) -> None:
    edits.record(ACTION, author="agent A", now=NOW, status="annulée")
    update = found(with_edits(published, edits.newest())).updated
    assert update is not None
    assert (update.author, update.made, update.period, update.status) == (
        "agent A",
        "2015-02-10T09:30:00+00:00",
        "2015",
        "envisagée",
    )
    assert found(published).updated is None


def test_a_cancelled_action_is_never_coming_up(edits: ActionEdits, published: tuple[Programme, ...]) -> None:
    edits.record(ACTION, author="agent A", now=NOW, status="annulée", start=date(2015, 3, 12))
    programmes = with_edits(published, edits.newest())
    assert ACTION in {a.id for a in upcoming(published, TODAY)}
    assert ACTION not in {a.id for a in upcoming(programmes, TODAY)}
    assert when_of(found(programmes), TODAY) != "à venir"
    assert when_of(found(programmes), date(2015, 4, 1)) == "passée"


def test_put_off_without_a_day_its_time_is_unknown(
    edits: ActionEdits, published: tuple[Programme, ...]
) -> None:
    edits.record(ACTION, author="agent A", now=NOW, status="reportée")
    action = found(with_edits(published, edits.newest()))
    assert (when_of(action, TODAY), is_dated(action)) == ("date à confirmer", False)
    assert describe_period(action) == "nouvelle date à confirmer"


def test_put_off_beyond_the_programme_it_is_still_to_come(
    edits: ActionEdits, published: tuple[Programme, ...]
) -> None:
    edits.record(ACTION, author="agent A", now=NOW, status="reportée", start=date(2016, 2, 3))
    programmes = with_edits(published, edits.newest())
    january = date(2016, 1, 10)
    assert [a.id for a in upcoming(programmes, january)] == [ACTION]
    assert (is_over(published[-1], january), is_over(programmes[-1], january)) == (True, False)


def test_the_newest_change_counts_and_the_earlier_ones_stay(
    edits: ActionEdits, published: tuple[Programme, ...]
) -> None:
    first = edits.record(ACTION, author="agent A", now=NOW, status="annulée")
    edits.record(ACTION, author="agent B", now=NOW, after=first.number)
    assert with_edits(published, edits.newest()) == published
    assert [(e.number, e.author, e.status) for e in edits.of(ACTION)] == [
        (2, "agent B", None),
        (1, "agent A", "annulée"),
    ]


def test_two_people_at_once_do_not_overwrite_each_other(edits: ActionEdits) -> None:
    def change(number: int) -> bool:
        try:
            edits.record(ACTION, author=f"agent {number}", now=NOW, status="confirmée")
        except ActionEditError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(change, range(16))) == 1
    assert len(edits.of(ACTION)) == 1
    with pytest.raises(ActionEditError, match="entre-temps par quelqu’un d’autre"):
        edits.record(ACTION, author="agent C", now=NOW)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"start": date(2015, 3, 2), "end": date(2015, 3, 1)}, "précède"),
        ({"end": date(2015, 3, 1)}, "sans date de début"),
        ({"link": "javascript:alert(1)"}, "http"),
        ({"link": "https://exemple.fr/a b"}, "http"),
        ({"status": "peut-être"}, "inconnu"),
        ({"place": "x" * 201}, "trop long"),
    ],
)
def test_a_wrong_value_is_one_sentence_and_nothing_is_kept(
    edits: ActionEdits, values: dict[str, object], words: str
) -> None:
    with pytest.raises(ActionEditError, match=words):
        edits.record(ACTION, author="agent A", now=NOW, **values)
    assert edits.newest() == ()


def test_what_was_read_last_counts_while_nothing_can_be_read(tmp_path: Path) -> None:
    now = [0.0]
    settings = Settings(_env_file=None, data=tmp_path / "data")
    edits = ActionEdits(settings, clock=lambda: now[0])
    edits.record(ACTION, author="agent A", now=NOW, status="annulée")
    known = edits.current()
    assert (len(known), edits.notice) == (1, None)
    with sqlite3.connect(settings.data / FILE) as database:
        database.execute("alter table action_edit rename to elsewhere")
    assert edits.current() == known
    assert "ne peuvent pas être lus" in (edits.notice or "")
    with sqlite3.connect(settings.data / FILE) as database:
        database.execute("alter table elsewhere rename to action_edit")
    edits.current()
    assert edits.notice is not None
    now[0] += PAUSE
    assert (edits.current(), edits.notice) == (known, None)


def test_a_question_without_database_imports_none(corpus_index: Path, tmp_path: Path) -> None:
    code = """
import sys
from assistant.commands import ask
ask("Quelles rencontres sont prévues ?", None, None, None, True)
print({"sqlalchemy", "alembic"} & set(sys.modules), file=sys.stderr)
"""
    environment = {"ASSISTANT_INDEX": str(corpus_index), "ASSISTANT_DATA": str(tmp_path / "data")}
    environment |= {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(Path.home()),
    }
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stderr.splitlines()[-1] == "set()"
    assert not (tmp_path / "data").exists()


@pytest.fixture
def team_settings(assistant: Assistant, tmp_path: Path) -> Settings:
    """The settings of the application whose team writes to the folder of the test."""
    return assistant.settings.model_copy(update={"data": tmp_path / "data"})


def test_answers_follow_the_changes_while_the_assistant_is_open(
    assistant: Assistant, team_settings: Settings, edits: ActionEdits
) -> None:
    current = Assistant(assistant.index, assistant.retriever.encoder, team_settings)
    before = current.ask(QUESTION, today=TODAY)
    assert (ACTION, "envisagée") in {(card.id, card.status) for card in before.actions}
    edits.record(ACTION, author="agent A", now=NOW, start=date(2015, 3, 12), status="confirmée")
    after = next(c for c in current.ask(QUESTION, today=TODAY).actions if c.id == ACTION)
    assert (after.status, after.when, after.period) == ("confirmée", "à venir", "12 mars 2015")
    edits.record(ACTION, author="agent A", now=NOW, after=1, status="annulée")
    cancelled = current.ask(QUESTION, today=TODAY)
    assert ACTION not in {card.id for card in cancelled.actions if card.when == "à venir"}


def test_an_evaluation_does_not_see_the_changes(
    assistant: Assistant, team_settings: Settings, edits: ActionEdits
) -> None:
    edits.record(ACTION, author="agent A", now=NOW, status="annulée")
    blind = team_settings.for_measures()
    answer = Assistant(assistant.index, assistant.retriever.encoder, blind).ask(QUESTION, today=TODAY)
    assert (ACTION, "envisagée") in {(card.id, card.status) for card in answer.actions}


def test_a_measure_sees_the_changes_when_it_is_asked_to() -> None:
    assert not Settings(_env_file=None).for_measures().action_edits
    assert Settings(_env_file=None, action_edits=True).for_measures().action_edits


def test_the_command_agrees_with_the_page(corpus_index: Path, tmp_path: Path, edits: ActionEdits) -> None:
    edits.record(ACTION, author="agent A", now=NOW, status="annulée")
    command = [
        sys.executable,
        "-m",
        "assistant",
        "actions",
        "mal-logement",
        "--today",
        "2015-02-15",
        "--json",
    ]
    environment = {"ASSISTANT_INDEX": str(corpus_index), "ASSISTANT_DATA": str(tmp_path / "data")}
    environment |= {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=True)
    assert {a["status"] for a in json.loads(told.stdout) if a["id"] == ACTION} == {"annulée"}
    told = subprocess.run(
        [*command, "--a-venir"], env=environment, capture_output=True, text=True, timeout=900, check=True
    )
    assert ACTION not in {a["id"] for a in json.loads(told.stdout)}
