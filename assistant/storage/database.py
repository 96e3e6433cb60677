"""The database: opened, brought to the current schema, its errors said in French.

The register of requests, what the team changes in actions and the opinions on answers are kept in it.

SQLite, the default, is set so that what was acknowledged survives a killed process (write-ahead log, full
synchronisation), that a writer waits for another one (``BEGIN IMMEDIATE`` and a busy timeout) and that a
reader waits for nobody. PostgreSQL needs nothing of that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, SQLAlchemyError

from assistant.errors import RegisterError
from assistant.settings import Settings
from assistant.storage.place import FILE
from assistant.storage.takeover import take_over
from assistant.system_errors import reason

BUSY_SECONDS = 15
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 5_150_624
"""Number of the PostgreSQL advisory lock under which the schema is changed and old files are taken over."""
_OPENING = Lock()
_KEPT = "Ce que vous avez saisi n’est pas perdu : réessayez."


class Database:
    """A database at the current schema.

    Attributes:
        left: for each file of an earlier version that could not be taken over, by name, why and what to do.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place
        self.left: Mapping[str, str] = {}

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            RegisterError: the database cannot be reached or read.
        """
        with self._translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is kept, or nothing.

        Raises:
            RegisterError: the database cannot be reached or written.
        """
        writer = self.engine.execution_options(writes=True)
        with self._translated(), writer.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def starting(self) -> Iterator[Connection]:
        """A transaction that writes, and waits for those of other processes that start.

        Raises:
            RegisterError: the database cannot be reached or written.
        """
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise RegisterError(_sentence(error, self.place)) from error

    def close(self) -> None:
        """Closes the connections."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database, at the current schema and with what was in the files of earlier versions.

    It is opened once for a process; its connections are shared by all threads.

    Raises:
        RegisterError: it cannot be opened, or was written by a newer version.
    """
    url = settings.database_url.get_secret_value()
    with _OPENING:
        return _opened(url, settings.data / FILE)


@lru_cache(maxsize=16)
def _opened(url: str, file: Path) -> Database:
    database = _postgresql(url) if url else _sqlite(file)
    try:
        migrate(database)
        database.left = take_over(database.starting, file.parent)
    except RegisterError:
        database.close()
        raise
    return database


def _sqlite(file: Path) -> Database:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RegisterError(
            f"Le dossier du registre « {file.parent} » ne peut pas être créé ({reason(error)}). "
            "Choisissez-en un autre par ASSISTANT_DATA."
        ) from error
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return Database(engine, f"« {file} »")


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not begin transactions itself: ``_begin`` does.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: str) -> Database:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise RegisterError(
            "ASSISTANT_DATABASE_URL est illisible. Forme attendue : postgresql://nom:motdepasse@machine/base"
        ) from error
    if not address.drivername.startswith("postgres"):
        raise RegisterError(
            f"ASSISTANT_DATABASE_URL désigne une base « {address.drivername} ». Seule PostgreSQL convient ; "
            "laissez la variable vide pour SQLite."
        )
    address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(
        address, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 5}
    )
    return Database(engine, f"« {address.host}/{address.database} »")


@dataclass(frozen=True, slots=True)
class Revisions:
    """Versions of a register's schema.

    Attributes:
        found: of the database; ``None`` when there is no register in it yet.
        expected: the one that this version of the software uses.
    """

    found: str | None
    expected: str


def schema_revisions(settings: Settings) -> Revisions:
    """Reaches the register's database and reads the version of its schema, changing nothing.

    Raises:
        RegisterError: it cannot be reached or read.
    """
    expected = ScriptDirectory.from_config(_migrations()).get_current_head() or ""
    url, file = settings.database_url.get_secret_value(), settings.data / FILE
    if not url and not file.exists():
        return Revisions(None, expected)
    database = _postgresql(url) if url else _sqlite(file)
    try:
        with database.reading() as connection:
            return Revisions(MigrationContext.configure(connection).get_current_revision(), expected)
    finally:
        database.close()


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def migrate(database: Database) -> None:
    """Brings the schema to the current one; several processes may start at once.

    Raises:
        RegisterError: the database was written by a newer version, or cannot be changed.
    """
    config = _migrations()
    head = ScriptDirectory.from_config(config).get_current_head()
    with database.reading() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with database.starting() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise RegisterError(
                f"Le registre {database.place} vient d’une version plus récente du logiciel. "
                "Mettez le logiciel à jour."
            ) from error


def _sentence(error: SQLAlchemyError, place: str) -> str:
    said = str(getattr(error, "orig", error)).casefold()
    if "locked" in said or "busy" in said or "timeout" in said:
        return f"Le registre {place} est occupé par une autre personne. {_KEPT}"
    if "full" in said or "no space" in said or "quota" in said:
        return (
            f"Il n’y a plus de place sur le disque du registre {place}. {_KEPT} Libérez d’abord de la place."
        )
    if "readonly" in said or "unable to open" in said or "permission" in said:
        return f"Le registre {place} ne peut pas être écrit. {_KEPT} Vérifiez d’abord les droits du dossier."
    if "malformed" in said or "not a database" in said:
        return f"Le fichier du registre {place} est abîmé. Remettez en place sa dernière sauvegarde."
    lost = isinstance(error, InterfaceError) or (
        isinstance(error, DBAPIError) and (error.connection_invalidated or "connect" in said)
    )
    if lost:
        return f"La connexion à la base du registre {place} est perdue. {_KEPT}"
    return (
        f"Le registre {place} n’a pas pu être lu ou écrit. {_KEPT} Si cela dure, prévenez l’administration."
    )
