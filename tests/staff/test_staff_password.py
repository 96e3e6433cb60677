"""The password of the team: hashed, private, and slow to guess."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import SignInError
from assistant.staff import StaffPassword
from assistant.staff.password import FREE_TRIES, LONGEST_WAIT

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
NEW = "une phrase assez longue"


@pytest.fixture
def kept(tmp_path: Path) -> StaffPassword:
    return StaffPassword(tmp_path / "data")


def fail(kept: StaffPassword, now: datetime, times: int = 1) -> str:
    for _ in range(times):
        with pytest.raises(SignInError) as raised:
            kept.check("faux", now)
    return str(raised.value)


def test_first_password_is_made_once(kept: StaffPassword) -> None:
    made = kept.make_first(NOW)
    assert made is not None
    assert kept.make_first(NOW) is None
    assert kept.check(made, NOW) == kept.version()


def test_neither_the_password_nor_the_file_can_be_read_by_others(kept: StaffPassword, tmp_path: Path) -> None:
    made = kept.make_first(NOW) or ""
    [path] = (tmp_path / "data").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert made.encode() not in path.read_bytes()
    assert b"$argon2id$" in path.read_bytes()


def test_new_password_replaces_the_old_one(kept: StaffPassword) -> None:
    old, version = kept.make_first(NOW) or "", kept.version()
    kept.change(NEW, NOW)
    assert kept.check(NEW, NOW) != version
    with pytest.raises(SignInError):
        kept.check(old, NOW)


def test_short_password_is_refused(kept: StaffPassword) -> None:
    with pytest.raises(SignInError, match="de 12 à 200 caractères"):
        kept.change("court", NOW)


def test_wrong_tries_cost_a_wait_that_grows(kept: StaffPassword) -> None:
    kept.change(NEW, NOW)
    assert "Il reste un essai" in fail(kept, NOW, FREE_TRIES - 1)
    assert "dans 30 secondes" in fail(kept, NOW)
    with pytest.raises(SignInError, match="Trop d’essais"):
        kept.check(NEW, NOW + timedelta(seconds=29))
    assert "dans 1 minute." in fail(kept, NOW + timedelta(seconds=30))
    later = NOW
    for _ in range(12):
        later += LONGEST_WAIT
        said = fail(kept, later)
    assert "dans 15 minutes" in said
    assert kept.check(NEW, later + LONGEST_WAIT)


def test_right_password_clears_the_count(kept: StaffPassword) -> None:
    kept.change(NEW, NOW)
    fail(kept, NOW, FREE_TRIES - 1)
    kept.check(NEW, NOW)
    assert "Il reste 4 essais" in fail(kept, NOW)


def test_the_count_is_kept_by_the_folder_not_by_the_session(kept: StaffPassword, tmp_path: Path) -> None:
    kept.change(NEW, NOW)
    fail(kept, NOW, FREE_TRIES)
    with pytest.raises(SignInError, match="Trop d’essais"):
        StaffPassword(tmp_path / "data").check(NEW, NOW)


def test_tries_made_at_once_all_count(kept: StaffPassword) -> None:
    kept.change(NEW, NOW)

    def guess(number: int) -> str:
        with pytest.raises(SignInError) as raised:
            kept.check(f"faux {number}", NOW)
        return str(raised.value)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(12)))
    assert sum("n’est pas le bon" in answer for answer in answers) == FREE_TRIES


def test_commands_make_and_change_the_password(tmp_path: Path) -> None:
    def run(*options: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", "password", *options]
        environment = {"ASSISTANT_DATA": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            command, input=typed, env=environment, capture_output=True, text=True, timeout=900, check=False
        )

    first = run("--first").stdout
    assert "Mot de passe de l’espace équipe : " in first
    assert run("--first").stdout == ""
    assert run(typed=NEW + "\n").returncode == 0
    StaffPassword(tmp_path).check(NEW, NOW)
    refused = run(typed="court\n")
    assert (refused.returncode, "de 12 à 200 caractères" in refused.stderr) == (1, True)
