"""The sentence vectors in Chroma; the only file that imports chromadb on the read side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index_files import damaged
from assistant.lexical import Floats

COLLECTION = "sentences"

Ints = NDArray[np.int64]


class VectorStore:
    """The Chroma collection of a generation, opened at its first use.

    A record is a sentence: its id is the number of the sentence in the index.

    Args:
        usable: whether its files are as they were written; Chroma is not let near others.
    """

    def __init__(self, folder: Path, *, usable: bool = True) -> None:
        self.folder = folder
        self._usable = usable

    @cached_property
    def _client(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        # Chroma makes what it does not find, and would bring a removed folder back.
        if not self._usable or not (self.folder / "chroma.sqlite3").is_file():
            raise damaged(self.folder)
        with self._reading():
            return chromadb.PersistentClient(str(self.folder), settings=Settings(anonymized_telemetry=False))

    @cached_property
    def collection(self) -> Any:
        """The collection itself.

        Raises:
            IndexDamagedError: it is missing or cannot be read.
        """
        with self._reading():
            return self._client.get_collection(COLLECTION, embedding_function=None)

    def nearest(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """Numbers of the k sentences nearest to a vector, best first, of these documents or of all.

        Raises:
            IndexDamagedError: the collection cannot be read.
        """
        where = {"document": {"$in": documents}} if documents is not None else None
        with self._reading():
            found = self.collection.query(query_embeddings=[vector], n_results=k, where=where, include=[])
            return np.array([int(i) for i in found["ids"][0]], dtype=np.int64)

    def stored(self, document: str) -> int:
        """How many sentences of a document the collection holds.

        Raises:
            IndexDamagedError: it cannot be read.
        """
        with self._reading():
            return len(self.collection.get(where={"document": document}, include=[])["ids"])

    def ids(self) -> set[int]:
        """The numbers of all the sentences in the collection.

        Raises:
            IndexDamagedError: it cannot be read.
        """
        with self._reading():
            return {int(i) for i in self.collection.get(include=[])["ids"]}

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except _failures() as error:
            raise damaged(self.folder) from error

    def close(self) -> None:
        """Closes Chroma's files, which it keeps open by path as long as the process lives."""
        self._usable = False
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("collection", None)
        if client is not None:
            client.close()


def _failures() -> tuple[type[BaseException], ...]:
    """What chromadb 1.5.9 raises for files that it cannot use; evaluated once something was raised.

    AttributeError: from the second time on for a path that it cannot open, and from a client that another
    thread has closed. PanicException: from its native code, by a class that no module names.
    """
    from chromadb.errors import ChromaError

    panics = [kind for kind in BaseException.__subclasses__() if kind.__name__ == "PanicException"]
    return (ChromaError, ValueError, OSError, AttributeError, *panics)
