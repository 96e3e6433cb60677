"""The sentence vectors in Chroma; the only file that imports chromadb on the read side."""

from __future__ import annotations

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
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _client(self) -> Any:
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        settings = Settings(anonymized_telemetry=False)
        try:
            return chromadb.PersistentClient(str(self.folder), settings=settings)
        # AttributeError: what chromadb 1.5.9 raises from the second time on for a path that it cannot open.
        except (ChromaError, ValueError, OSError, AttributeError) as error:
            raise damaged(self.folder) from error

    @cached_property
    def collection(self) -> Any:
        """The collection itself.

        Raises:
            IndexDamagedError: it is missing or cannot be read.
        """
        from chromadb.errors import ChromaError

        try:
            return self._client.get_collection(COLLECTION, embedding_function=None)
        except (ChromaError, ValueError, OSError) as error:
            raise damaged(self.folder) from error

    def nearest(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """Numbers of the k sentences nearest to a vector, best first, of these documents or of all.

        Raises:
            IndexDamagedError: the collection cannot be read.
        """
        from chromadb.errors import ChromaError

        where = {"document": {"$in": documents}} if documents is not None else None
        try:
            found = self.collection.query(query_embeddings=[vector], n_results=k, where=where, include=[])
        except ChromaError as error:
            raise damaged(self.folder) from error
        return np.array([int(i) for i in found["ids"][0]], dtype=np.int64)

    def stored(self, document: str) -> int:
        """How many sentences of a document the collection holds.

        Raises:
            IndexDamagedError: it cannot be read.
        """
        from chromadb.errors import ChromaError

        try:
            return len(self.collection.get(where={"document": document}, include=[])["ids"])
        except ChromaError as error:
            raise damaged(self.folder) from error

    def ids(self) -> set[int]:
        """The numbers of all the sentences in the collection.

        Raises:
            IndexDamagedError: it cannot be read.
        """
        from chromadb.errors import ChromaError

        try:
            return {int(i) for i in self.collection.get(include=[])["ids"]}
        except (ChromaError, ValueError) as error:
            raise damaged(self.folder) from error

    def close(self) -> None:
        """Closes Chroma's files, which it keeps open by path as long as the process lives."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("collection", None)
        if client is not None:
            client.close()
