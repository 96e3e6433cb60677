"""The password that opens the staff pages when no identity provider is configured.

One password for the team, kept as an Argon2id hash (RFC 9106) in a SQLite file that only its owner can read.
Wrong tries are counted in the same file, so that the wait they cost holds for every session and process.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from assistant.errors import SignInError

FILE = "equipe.sqlite3"
SHORTEST, LONGEST = 12, 200
FREE_TRIES = 5
"""Wrong tries before one has to wait."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
FIRST_COMMAND = "python -m assistant password --first"

# Without the letters and digits that are taken for one another: 16 of 31 signs make 79 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
_SCHEMA = """
create table if not exists mot_de_passe (
    seul integer primary key check (seul = 1), empreinte text not null, depuis text not null
);
create table if not exists essais_par_reseau (
    reseau text primary key, faux integer not null, dernier text not null
);
drop table if exists essais;
"""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row, and when the last one was made."""

    wrong: int
    last: datetime

    def until(self) -> datetime:
        """When the next try may be made."""
        if self.wrong < FREE_TRIES:
            return self.last
        return self.last + min(FIRST_WAIT * (1 << min(self.wrong - FREE_TRIES, 16)), LONGEST_WAIT)


class StaffPassword:
    """The password of one data folder; safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def version(self) -> str | None:
        """A mark that changes with the password; ``None`` when there is none yet."""
        if not self._path.is_file():
            return None
        with self._open() as connection:
            kept = _kept(connection)
        return kept[1] if kept else None

    def make_first(self, now: datetime) -> str | None:
        """Makes a first password and gives it, the only time that it can be read; ``None`` if there is one.

        Raises:
            SignInError: the file cannot be written.
        """
        password = generated()
        with self._open() as connection:
            made = connection.execute(
                "insert or ignore into mot_de_passe values (1, ?, ?)",
                (PasswordHasher().hash(password), _mark(now)),
            )
            return password if made.rowcount else None

    def change(self, new: str, now: datetime) -> None:
        """Puts a new password in place of the old one; the sessions that the old one opened end.

        Raises:
            SignInError: it is too short or too long, or the file cannot be written.
        """
        if not SHORTEST <= len(new) <= LONGEST:
            raise SignInError(
                f"Le mot de passe doit avoir de {SHORTEST} à {LONGEST} caractères. Choisissez-en un autre."
            )
        with self._open() as connection:
            connection.execute(
                "insert or replace into mot_de_passe values (1, ?, ?)",
                (PasswordHasher().hash(new), _mark(now)),
            )
            connection.execute("delete from essais_par_reseau")

    def check(self, password: str, now: datetime, network: str = "") -> str:
        """Accepts the password and gives its version.

        The try is counted before the hash is compared, so that tries made at once all count. Each network
        has its own count, so that nobody can make the others wait; all those that are not known have one.

        Args:
            password: what was typed.
            now: the moment.
            network: address of who tries, empty when it is not known.

        Raises:
            SignInError: it is wrong, too many tries were wrong, or there is no password yet.
        """
        with self._open() as connection:
            kept = _kept(connection)
            if kept is None:
                raise SignInError(f"Aucun mot de passe n’a encore été créé. Lancez : {FIRST_COMMAND}")
            tries = _count(connection, now, _name(network))
        hashed, version = kept
        try:
            PasswordHasher().verify(hashed, password[: LONGEST + 1])
        except VerifyMismatchError as error:
            raise SignInError(_wrong(tries, now)) from error
        except (VerificationError, InvalidHashError) as error:
            raise SignInError(
                f"Le mot de passe gardé dans « {self._path} » est illisible. "
                "Donnez-en un nouveau : python -m assistant password"
            ) from error
        with self._open() as connection:
            connection.execute("delete from essais_par_reseau where reseau = ?", (_name(network),))
        return version

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(self._path, timeout=5, isolation_level=None)) as connection:
                connection.executescript(_SCHEMA)
                connection.execute("begin immediate")
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as error:
            raise SignInError(
                f"« {self._path} » ne peut pas être lu ou écrit. Vérifiez les droits de ce dossier."
            ) from error


def generated() -> str:
    """A new random password, easy to read aloud."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _mark(now: datetime) -> str:
    return f"{now.isoformat()} {secrets.token_hex(4)}"


def _kept(connection: sqlite3.Connection) -> tuple[str, str] | None:
    row: tuple[str, str] | None = connection.execute("select empreinte, depuis from mot_de_passe").fetchone()
    return row


def _name(network: str) -> str:
    """What a network is known by in the file, which keeps no address."""
    return hashlib.sha256(network.encode()).hexdigest()[:16] if network else ""


def _count(connection: sqlite3.Connection, now: datetime, name: str) -> Tries:
    """Counts one more try of a network as wrong, until it proves right; forgets those of the day before.

    Raises:
        SignInError: the wait of the tries before it is not over.
    """
    rows = connection.execute("select reseau, faux, dernier from essais_par_reseau").fetchall()
    old = [(n,) for n, _, last in rows if now - datetime.fromisoformat(last) > FORGOTTEN_AFTER]
    connection.executemany("delete from essais_par_reseau where reseau = ?", old)
    row = next(((wrong, last) for n, wrong, last in rows if n == name), None)
    before = Tries(row[0], datetime.fromisoformat(row[1])) if row else Tries(0, now)
    if now - before.last > FORGOTTEN_AFTER:
        before = Tries(0, now)
    if before.wrong >= FREE_TRIES and now < before.until():
        raise SignInError(f"Trop d’essais. Recommencez dans {_waiting(before.until() - now)}.")
    tries = Tries(before.wrong + 1, now)
    kept = (name, tries.wrong, now.isoformat())
    connection.execute("insert or replace into essais_par_reseau values (?, ?, ?)", kept)
    return tries


def _wrong(tries: Tries, now: datetime) -> str:
    if tries.wrong >= FREE_TRIES:
        return f"Ce mot de passe n’est pas le bon. Recommencez dans {_waiting(tries.until() - now)}."
    left = FREE_TRIES - tries.wrong
    rest = f"{left} essais" if left > 1 else "un essai"
    return f"Ce mot de passe n’est pas le bon. Il reste {rest} avant une attente."


def _waiting(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 60:
        return f"{seconds} seconde{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
