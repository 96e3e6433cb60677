"""Embeddings kept by content, so that an unchanged sentence is never embedded again.

One SQLite file per model in the user's cache directory. A lost or damaged file costs time only.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_BATCH = 500
_SELECT = "SELECT key, vector, tokens FROM embedding WHERE key IN (SELECT value FROM json_each(?))"
Embedded = tuple[NDArray[np.float32], NDArray[np.int8]]


def content_key(text: str) -> str:
    """The key of a text: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def cache_file(folder: Path, model: str) -> Path:
    """Where the embeddings of a model are kept."""
    return folder / "embeddings" / f"{hashlib.sha256(model.encode()).hexdigest()[:16]}.sqlite"


class EmbeddingCache:
    """Sentence vectors, shape (d,), and token vectors, shape (tokens, d), by text.

    Args:
        path: the SQLite file; made when missing, replaced when it is not a database.
        dimension: d of this model.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._dimension = dimension
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = _connect(path)
        except sqlite3.DatabaseError:
            path.unlink()
            self._db = _connect(path)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def get(self, texts: Sequence[str]) -> dict[str, Embedded]:
        """The embeddings that are kept, by text."""
        by_key = {content_key(text): text for text in texts}
        found: dict[str, Embedded] = {}
        keys = list(by_key)
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            with closing(self._db.execute(_SELECT, [json.dumps(batch)])) as rows:
                for key, vector, tokens in rows:
                    found[by_key[key]] = self._unpack(vector, tokens)
        return found

    def put(self, embedded: Iterable[tuple[str, Embedded]]) -> None:
        """Keeps embeddings, in one transaction."""
        rows = [(content_key(t), v.tobytes(), k.tobytes()) for t, (v, k) in embedded]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)", rows)

    def _unpack(self, vector: bytes, tokens: bytes) -> Embedded:
        return (
            np.frombuffer(vector, dtype=np.float32),
            np.frombuffer(tokens, dtype=np.int8).reshape(-1, self._dimension),
        )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS embedding (key TEXT PRIMARY KEY, vector BLOB, tokens BLOB) WITHOUT ROWID"
    )
    return connection
