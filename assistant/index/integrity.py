"""Whether the files of a generation are as they were written, part by part.

``files.json`` holds their SHA-256. They are compared before anything of a generation is used: a changed text
must never be quoted, and Chroma may end the process on a graph with a few wrong bytes. What each damaged part
leads to is decision 7 (docs/decisions/0007-damaged-index.md).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from assistant.index.files import damaged_error, read_json

DIGESTS = "files.json"
DATABASE = "chroma/chroma.sqlite3"
_OPENINGS = "acquire_write"
"""The table in which Chroma notes each opening of its database."""
_ROWS = 1_000
_THREADS = 2
"""Hashing lets go of the interpreter's lock."""


class Part(StrEnum):
    """What is lost with a file."""

    RECORDS = "les textes"
    LEXICAL = "la recherche par mots"
    VECTORS = "les vecteurs des phrases"
    CHROMA = "la base vectorielle"


_PARTS = {
    "chroma": Part.CHROMA,
    "stems": Part.LEXICAL,
    "grams": Part.LEXICAL,
    "sentences.npy": Part.VECTORS,
    "tokens.npy": Part.VECTORS,
    "offsets.npy": Part.VECTORS,
    "center.npy": Part.VECTORS,
}


def part_of(name: str) -> Part:
    """The part that a file of a generation belongs to; ``name`` is relative, with slashes."""
    return _PARTS.get(name.partition("/")[0], Part.RECORDS)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the files of a generation, and of the rows of its database, whose bytes Chroma changes.

    Not among them: graphs too small to have been written, whose files Chroma fills at random when it opens
    them.

    Raises:
        OSError: a file cannot be read.
        IndexDamagedError: the database cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    kept = [path for path in paths if path.name != DIGESTS and _is_written(path)]
    database = folder / DATABASE
    return {
        path.relative_to(folder).as_posix(): _rows_digest(path) if path == database else sha256(path)
        for path in kept
    }


def _rows_digest(path: Path) -> str:
    """SHA-256 of what a database holds, table after table, besides its openings.

    What its full-text tables hold is in ordinary tables as well.
    """
    total = hashlib.sha256()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = bytes
            for rows in _rows(database):
                total.update(repr(rows).encode())
    except (sqlite3.Error, ValueError) as error:  # ValueError: a name that is no text
        raise damaged_error(path) from error
    return total.hexdigest()


def _rows(database: sqlite3.Connection) -> Iterator[list[tuple[object, ...]]]:
    """The rows of a database, some at a time: first those that say what its tables are."""
    tables = database.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    yield tables
    for name in [n.decode() for n, sql in tables if sql and sql.startswith(b"CREATE TABLE")]:
        if name != _OPENINGS:
            rows = database.execute(f'SELECT * FROM "{name}" NOT INDEXED')
            while some := rows.fetchmany(_ROWS):
                yield some


def expected_digests(folder: Path) -> dict[str, str]:
    """What ``digests`` gave when the generation was written.

    Raises:
        IndexDamagedError: it is not known.
    """
    values = read_json(folder / DIGESTS)
    if not isinstance(values, dict) or not values:
        raise damaged_error(folder / DIGESTS)
    return {str(name): str(digest) for name, digest in values.items()}


def damaged_files(folder: Path) -> tuple[str, ...]:
    """Names of the files that are gone or no longer as they were written, by name.

    Of the database, only whether it is there: reading all its rows is left to ``ingest.checking``.

    Raises:
        IndexDamagedError: what they were is not known.
    """
    expected = expected_digests(folder)
    database_expected = expected.pop(DATABASE, None) is not None or (folder / DATABASE).parent.is_dir()
    with ThreadPoolExecutor(_THREADS) as threads:
        found = dict(zip(expected, threads.map(lambda name: _digest(folder / name), expected), strict=True))
    wrong = [name for name, digest in expected.items() if found[name] != digest]
    if database_expected and not (folder / DATABASE).is_file():
        wrong.append(DATABASE)
    return tuple(sorted(wrong))


def sha256(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except (OSError, ValueError):  # ValueError: a NUL in a damaged name
        return ""


def _is_written(path: Path) -> bool:
    """Not a graph that was never written, nor the notes that SQLite makes of a write that is not over."""
    if path.name.startswith(f"{Path(DATABASE).name}-"):
        return False
    return path.suffix != ".bin" or path.with_name("index_metadata.pickle").exists()
