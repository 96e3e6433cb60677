"""Files of earlier versions: taken over once, whatever is interrupted; a damaged one stays and is told."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.infodoc import Opinion, Opinions
from assistant.operations import HealthState, check_health
from assistant.programme import ActionEdits
from assistant.settings import PARIS, Settings
from assistant.storage import open_database
from assistant.storage.place import FILE

OPINIONS = """
create table avis (
    reponse text primary key, cree text not null, generation text not null, utile integer not null,
    refus integer not null, question text not null, commentaire text not null
);
insert into avis values
    ('a1', '2015-02-15T00:30:00+01:00', 'g1', 1, 0, 'Que signifie QPV ?', 'Très clair.'),
    ('a2', '2015-02-16T10:00:00+01:00', 'g2', 0, 1, 'Et le budget ?', '');
"""
CHANGES = """
create table modifications (
    action text not null, numero integer not null, auteur text not null, date text not null,
    debut text, fin text, statut text, lieu text, inscription text, primary key (action, numero)
);
insert into modifications values
    ('x', 1, 'agent A', '2015-02-10T09:30:00+00:00', null, null, 'annulée', null, null),
    ('x', 2, 'agent B', '2015-02-11T09:30:00+00:00', '2015-03-12', '2015-03-13', 'confirmée', 'Mairie',
     'https://exemple.fr/a'),
    ('y', 1, 'agent A', '2015-02-10T09:30:00+00:00', null, null, 'reportée', null, null);
"""
# Stops between the transaction that is kept and the new name of the file.
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.settings import Settings
from assistant.storage import database, takeover

takeover.os.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
database.open_database(Settings(_env_file=None, data=Path(sys.argv[1])))
"""
OPENED = """
import sys
from pathlib import Path
from assistant.settings import Settings
from assistant.storage.database import open_database

open_database(Settings(_env_file=None, data=Path(sys.argv[1])))
"""


def write(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as old:
        old.executescript(script)
    return path


def opinions(settings: Settings) -> list[Opinion]:
    return Opinions(open_database(settings)).all()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(FILE)}


@pytest.fixture
def data(database_settings: Settings) -> Path:
    """A folder with both files of an earlier version."""
    write(database_settings.data / "avis.sqlite3", OPINIONS)
    write(database_settings.data / "actions.sqlite3", CHANGES)
    return database_settings.data


def test_opinions_are_there_as_they_were_and_the_file_is_set_aside(
    database_settings: Settings, data: Path
) -> None:
    assert opinions(database_settings) == [
        Opinion("a2", datetime(2015, 2, 16, 10, tzinfo=PARIS), "g2", False, True, "Et le budget ?"),
        Opinion("a1", datetime(2015, 2, 15, 0, 30, tzinfo=PARIS), "g1", True, False, "Que signifie QPV ?",
                "Très clair."),
    ]  # fmt: skip
    assert names(data) == {"avis.sqlite3.repris", "actions.sqlite3.repris"}


def test_changes_of_actions_are_there_with_their_history(database_settings: Settings, data: Path) -> None:
    edits = ActionEdits(database_settings)
    assert [(e.action, e.number, e.status) for e in edits.newest()] == [
        ("x", 2, "confirmée"),
        ("y", 1, "reportée"),
    ]
    second, first = edits.of("x")
    assert (second.start, second.end, second.place, second.link) == (
        "2015-03-12", "2015-03-13", "Mairie", "https://exemple.fr/a",
    )  # fmt: skip
    assert (first.author, first.made) == ("agent A", "2015-02-10T09:30:00+00:00")
    edits.record("x", author="agent C", now=datetime(2015, 2, 12, tzinfo=UTC), after=2, status="annulée")
    assert len(edits.of("x")) == 3


def test_a_file_that_comes_back_adds_only_what_is_new(database_settings: Settings, data: Path) -> None:
    """As an older version that still runs, or a backup put back, would leave it."""
    open_database(database_settings).close()
    changed = (
        OPINIONS
        + "insert into avis values ('a3', '2015-02-17T10:00:00+01:00', 'g2', 1, 0, 'Qui signe ?', '');"
        "update avis set utile = 0 where reponse = 'a1';"
    )
    write(data / "avis.sqlite3", changed)
    later = CHANGES.replace("'annulée'", "'reportée'").replace("09:30", "11:30")
    write(data / "actions.sqlite3", later)
    again = database_settings.model_copy(update={"data": data.parent / "again"})
    os.rename(data, again.data)
    found = opinions(again)
    assert [(o.answer, o.useful) for o in found] == [("a3", True), ("a2", False), ("a1", True)]
    assert [(e.number, e.made[11:16], e.status) for e in ActionEdits(again).of("x")] == [
        (4, "11:30", "confirmée"),
        (3, "11:30", "reportée"),
        (2, "09:30", "confirmée"),
        (1, "09:30", "annulée"),
    ]
    open_database(again).close()
    assert names(again.data) == {
        "avis.sqlite3.repris", "avis.sqlite3.repris-2", "actions.sqlite3.repris", "actions.sqlite3.repris-2",
    }  # fmt: skip


def test_an_empty_file_of_an_earlier_version_is_set_aside(database_settings: Settings) -> None:
    write(database_settings.data / "avis.sqlite3", "")
    assert opinions(database_settings) == []
    assert names(database_settings.data) == {"avis.sqlite3.repris"}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b"rien " * 1_000), id="no-database"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:5_000]), id="cut"),
        pytest.param(lambda path: write(path, "update modifications set date = 'hier'"), id="value"),
    ],
)
def test_a_damaged_file_stays_and_is_told_and_the_other_is_taken(
    database_settings: Settings, data: Path, damage
) -> None:
    old = data / "actions.sqlite3"
    damage(old)
    before = old.read_bytes()
    assert len(opinions(database_settings)) == 2
    edits = ActionEdits(database_settings)
    assert edits.current() == ()
    assert "vérifiez les dates auprès du centre" in (edits.notice or "")
    told = edits.left_behind() or ""
    assert f"« {old} » ne se lit pas" in told
    assert "sauvegarde" in told
    assert old.read_bytes() == before
    assert names(data) == {"avis.sqlite3.repris", "actions.sqlite3"}


def test_the_health_tells_a_damaged_file(tmp_path: Path, settings: Settings) -> None:
    here = settings.model_copy(update={"data": tmp_path / "data"})
    open_database(here).close()
    (here.data / "avis.sqlite3").write_bytes(b"rien " * 1_000)
    register = next(c for c in check_health(here).checks if c.name == "register")
    assert register.state is HealthState.WARNING
    assert "les avis sur les réponses n’en sont pas repris" in register.detail


def test_killed_before_the_file_is_set_aside_nothing_comes_twice(tmp_path: Path) -> None:
    write(tmp_path / "avis.sqlite3", OPINIONS)
    write(tmp_path / "actions.sqlite3", CHANGES)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert {"avis.sqlite3", "actions.sqlite3"} <= names(tmp_path)
    settings = Settings(_env_file=None, data=tmp_path)
    assert len(opinions(settings)) == 2
    assert [e.number for e in ActionEdits(settings).of("x")] == [2, 1]
    assert names(tmp_path) == {"avis.sqlite3.repris", "actions.sqlite3.repris"}


def test_processes_that_start_at_once_take_over_once(tmp_path: Path) -> None:
    many = "".join(
        f"insert into avis values ('n{n}', '2015-02-15T10:00:00+01:00', 'g', 1, 0, 'Question {n} ?', '');"
        for n in range(500)
    )
    write(tmp_path / "avis.sqlite3", OPINIONS + "begin;" + many + "commit;")
    write(tmp_path / "actions.sqlite3", CHANGES)
    command = [sys.executable, "-c", OPENED, str(tmp_path)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [p.wait(timeout=60) for p in processes] == [0, 0, 0]
    settings = Settings(_env_file=None, data=tmp_path)
    assert len(opinions(settings)) == 502
    assert [e.number for e in ActionEdits(settings).of("x")] == [2, 1]
    assert names(tmp_path) == {"avis.sqlite3.repris", "actions.sqlite3.repris"}
    assert date(2015, 2, 15) in {o.created.astimezone(PARIS).date() for o in opinions(settings)}


def test_threads_that_open_at_once_take_over_once(database_settings: Settings, data: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(lambda _: len(opinions(database_settings)), range(12)))
    assert counts == [2] * 12
    assert names(data) == {"avis.sqlite3.repris", "actions.sqlite3.repris"}


def test_killed_at_any_moment_everything_is_there_in_the_end(tmp_path: Path) -> None:
    many = "".join(
        f"insert into avis values ('n{n}', '2015-02-15T10:00:00+01:00', 'g', 1, 0, '{'x' * 400}', '');"
        for n in range(3_000)
    )
    write(tmp_path / "avis.sqlite3", OPINIONS + "begin;" + many + "commit;")
    command = [sys.executable, "-c", OPENED.replace("open_database(S", "print(flush=True); open_database(S")]
    for moment in (0.0, 0.02, 0.05, 0.08):
        process = subprocess.Popen([*command, str(tmp_path)], stdout=subprocess.PIPE)
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment)
            process.kill()
    assert len(opinions(Settings(_env_file=None, data=tmp_path))) == 3_002
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert names(tmp_path) == {"avis.sqlite3.repris"}
