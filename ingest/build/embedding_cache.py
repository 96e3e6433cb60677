"""Embeddings kept by content, so that an unchanged sentence is never embedded again.

One SQLite file per model in the user's cache directory. A lost or damaged file costs time only.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IngestError
from assistant.system_errors import reason

_BATCH = 500
_SELECT = "SELECT key, vector, tokens, crc FROM embedding WHERE key IN (SELECT value FROM json_each(?))"
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
Embedded = tuple[NDArray[np.float32], NDArray[np.int8]]


def embedding_key(text: str) -> str:
    """The key of a text: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def cache_file(folder: Path, model: str) -> Path:
    """Where the embeddings of a model are kept."""
    return folder / "embeddings" / f"{hashlib.sha256(model.encode()).hexdigest()[:16]}.sqlite"


class EmbeddingCache:
    """Sentence vectors, shape (d,), and token vectors, shape (tokens, d), by text.

    Args:
        path: the SQLite file; made when missing, made again when it is damaged.

    Raises:
        IngestError: the file cannot be opened or, by any method, read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = self._open()

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def get(self, texts: Sequence[str]) -> dict[str, Embedded]:
        """The embeddings that are kept, by text."""
        by_key = {embedding_key(text): text for text in texts}
        keys = list(by_key)
        found: dict[str, Embedded] = {}
        for start in range(0, len(keys), _BATCH):
            for key, vector, tokens, check in self._rows(keys[start : start + _BATCH]):
                if (
                    check is not None and _crc(vector, tokens) == check
                ):  # otherwise it is damaged, and embedded again
                    found[by_key[key]] = _unpack(vector, tokens)
        return found

    def put(self, embedded: Iterable[tuple[str, Embedded]]) -> None:
        """Keeps embeddings, in one transaction."""
        rows = [_pack(t, v.tobytes(), k.tobytes()) for t, (v, k) in embedded]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?, ?)", rows)
        except sqlite3.DatabaseError as error:
            self._replace_if_damaged(error)

    def _rows(self, keys: list[str]) -> list[tuple[str, bytes, bytes, int | None]]:
        try:
            with closing(self._db.execute(_SELECT, [json.dumps(keys)])) as rows:
                return rows.fetchall()
        except sqlite3.DatabaseError as error:
            self._replace_if_damaged(error)
            return []

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(self._path)
        except OSError as error:
            raise self._unusable(reason(error)) from error
        except sqlite3.DatabaseError as error:
            if _code(error) not in _DAMAGED:
                raise self._unusable(_sqlite_reason(error)) from error
        self._remove()
        return _connect(self._path)

    def _replace_if_damaged(self, error: sqlite3.DatabaseError) -> None:
        if _code(error) not in _DAMAGED:
            raise self._unusable(_sqlite_reason(error)) from error
        self._db.close()
        self._remove()
        self._db = self._open()

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _unusable(self, why: str) -> IngestError:
        return IngestError(
            f"Le cache des plongements « {self._path} » ne peut pas servir : {why}. "
            "Vérifiez la place et les droits, ou choisissez un autre dossier avec ASSISTANT_CACHE."
        )


def _pack(text: str, vector: bytes, tokens: bytes) -> tuple[str, bytes, bytes, int | None]:
    return embedding_key(text), vector, tokens, _crc(vector, tokens)


def _crc(vector: object, tokens: object) -> int | None:
    """The check sum of a row; ``None`` when it does not hold bytes."""
    if not isinstance(vector, bytes) or not isinstance(tokens, bytes):
        return None
    return zlib.crc32(tokens, zlib.crc32(vector))


def _unpack(vector: bytes, tokens: bytes) -> Embedded:
    values = np.frombuffer(vector, dtype=np.float32)
    return values, np.frombuffer(tokens, dtype=np.int8).reshape(-1, len(values))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS embedding"
            " (key TEXT PRIMARY KEY, vector BLOB, tokens BLOB, crc INTEGER) WITHOUT ROWID"
        )
        if not _has_check_sums(connection):
            _add_check_sums(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _has_check_sums(connection: sqlite3.Connection) -> bool:
    return "crc" in {row[1] for row in connection.execute("PRAGMA table_info(embedding)")}


def _add_check_sums(connection: sqlite3.Connection) -> None:
    """Gives a file of before the check sums what it lacks."""
    connection.create_function("crc", 2, _crc, deterministic=True)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if not _has_check_sums(connection):  # another process may just have done it
            connection.execute("ALTER TABLE embedding ADD COLUMN crc INTEGER")
            connection.execute("UPDATE embedding SET crc = crc(vector, tokens)")


def _code(error: sqlite3.DatabaseError) -> int:
    """The primary result code; the higher bits say more of the same."""
    return error.sqlite_errorcode & 0xFF


def _sqlite_reason(error: sqlite3.DatabaseError) -> str:
    reasons = {
        sqlite3.SQLITE_FULL: "disque plein",
        sqlite3.SQLITE_READONLY: "fichier en lecture seule",
        sqlite3.SQLITE_BUSY: "un autre programme l’occupe",
        sqlite3.SQLITE_CANTOPEN: "fichier impossible à ouvrir",
    }
    return reasons.get(_code(error), "erreur de lecture ou d’écriture")
