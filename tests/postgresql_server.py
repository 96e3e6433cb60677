"""Settings of a database of each kind: SQLite, and a real PostgreSQL on a private cluster."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from assistant.settings import Settings
from assistant.storage import open_database

MISSING = "PostgreSQL est absent : installez-le (apt-get install postgresql) pour essayer le registre dessus"


def _tool(name: str) -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return found[-1] if found else None


def _as_server(folder: Path, command: list[str]) -> None:
    """Runs a command as the account that PostgreSQL accepts: never root."""
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    subprocess.run(command, check=True, cwd=folder, capture_output=True, timeout=120, **options)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a private PostgreSQL server on loopback."""
    initdb, control = _tool("initdb"), _tool("pg_ctl")
    if initdb is None or control is None:
        pytest.skip(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="infodoc-pg-"))
    port = _free_port()
    data = folder / "data"
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        with suppress(KeyError):
            _as_server(folder, [str(initdb), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"])
        if not data.is_dir():
            pytest.skip(MISSING)
        log = str(folder / "log")
        _as_server(folder, [str(control), "-D", str(data), "-o", settings, "-l", log, "-w", "start"])
        yield f"postgresql://postgres@127.0.0.1:{port}"
        _as_server(folder, [str(control), "-D", str(data), "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty database, of one kind then of the other."""
    url = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        name = f"register_{abs(hash(tmp_path)) % 10**12}"
        admin = create_engine(f"{server.replace('postgresql', 'postgresql+psycopg', 1)}/postgres")
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"create database {name}"))
        admin.dispose()
        url = f"{server}/{name}"
    settings = Settings(_env_file=None, data=tmp_path / "data", database_url=SecretStr(url))
    yield settings
    if url:
        open_database(settings).close()
