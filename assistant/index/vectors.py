"""The sentence vectors in Chroma: in the files of a generation, or on a server that processes share.

With ``vector_server.py`` and its ``chroma_client.py``, what imports chromadb on the read side.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexMismatchError, VectorServerError
from assistant.index.bm25 import Floats
from assistant.index.files import VECTORS_IN_FILES, Manifest, damaged_error
from assistant.index.vector_server import ON_SERVER, answering, connect, lost
from assistant.settings import VectorServer

COLLECTION = "sentences"
PAUSE = 30.0
"""Seconds for which a server that failed is not asked again."""
_PAGE = 100_000
_LOG = logging.getLogger(__name__)

Ints = NDArray[np.int64]


class VectorStore(ABC):
    """The Chroma collection of a generation, opened at its first use.

    A record is a sentence: its id is the number of the sentence in the index.
    """

    @property
    @abstractmethod
    def collection(self) -> Any:
        """The collection itself.

        Raises:
            IndexDamagedError, VectorServerError: it is missing or cannot be read.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets go of files and connections; what is asked afterwards fails."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[None]:
        """Makes the errors of ``collection`` of all that chromadb raises inside."""

    def nearest(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """Numbers of the k sentences nearest to a vector, best first, of these documents or of all.

        Raises:
            IndexDamagedError, VectorServerError: the collection cannot be read.
        """
        where = {"document": {"$in": documents}} if documents is not None else None
        with self._reading():
            found = self.collection.query(query_embeddings=[vector], n_results=k, where=where, include=[])
            return np.array([int(i) for i in found["ids"][0]], dtype=np.int64)

    def stored(self, document: str) -> int:
        """How many sentences of a document the collection holds.

        Raises:
            IndexDamagedError, VectorServerError: it cannot be read.
        """
        with self._reading():
            return len(self.collection.get(where={"document": document}, include=[])["ids"])

    def ids(self) -> set[int]:
        """The numbers of all the sentences in the collection.

        Raises:
            IndexDamagedError, VectorServerError: it cannot be read.
        """
        with self._reading():
            pages = range(0, self.collection.count(), _PAGE)
            found = (self.collection.get(include=[], limit=_PAGE, offset=start)["ids"] for start in pages)
            return {int(i) for page in found for i in page}

    def probe(self) -> int:
        """How many sentences the collection holds, asked for now whatever went wrong before.

        Raises:
            IndexDamagedError, VectorServerError: it cannot be read.
        """
        with self._reading():
            return int(self.collection.count())


class FolderStore(VectorStore):
    """A collection in the files of its generation.

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
            raise damaged_error(self.folder)
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

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except _failures() as error:
            raise damaged_error(self.folder) from error

    def close(self) -> None:
        """Closes Chroma's files, which it keeps open by path as long as the process lives."""
        self._usable = False
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("collection", None)
        if client is not None:
            client.close()


class ServerStore(VectorStore):
    """A collection on a server, which may be away for a time.

    After a failure it is not asked again for ``PAUSE`` seconds, so that questions do not wait for it.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(
        self, server: VectorServer, manifest: Manifest, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._server = server
        self._name = ON_SERVER.format(generation=manifest.generation)
        self._sentences = manifest.sentences
        self.clock = clock
        self._next = -np.inf
        self._failure = "La connexion au serveur Chroma est fermée."
        self._closed = False

    @cached_property
    def _client(self) -> Any:
        return connect(self._server)

    @cached_property
    def collection(self) -> Any:
        """The collection itself.

        Raises:
            VectorServerError: the server does not answer, or does not have all of it.
        """
        with self._reading():
            found = self._client.get_collection(self._name, embedding_function=None)
            if found.count() != self._sentences:
                raise lost()
            return found

    def probe(self) -> int:
        """As in all stores; ends the pause."""
        self._next = -np.inf
        return super().probe()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        if self._closed or self.clock() < self._next:
            raise VectorServerError(self._failure)
        try:
            with answering():
                yield
        except VectorServerError as error:
            if self.clock() >= self._next:
                self._next, self._failure = self.clock() + PAUSE, str(error)
                self._disconnect()
                _LOG.warning("%s Les phrases sont toutes comparées.", error)
            raise

    def _disconnect(self) -> None:
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("collection", None)
        if client is not None:
            client.close()

    def close(self) -> None:
        """Ends the connection."""
        self._closed = True
        self._disconnect()


def open_vectors(
    folder: Path, manifest: Manifest, server: VectorServer | None, *, usable: bool = True
) -> VectorStore:
    """The collection of a generation, where its manifest says that it is.

    Args:
        server: the one of the settings, if any.
        usable: whether the files are as they were written.

    Raises:
        IndexMismatchError: it is on a server, and the settings name none.
    """
    if manifest.vectors == VECTORS_IN_FILES:
        return FolderStore(folder / "chroma", usable=usable)
    if server is None:
        raise IndexMismatchError(
            f"Les vecteurs de l’index « {folder} » sont sur un serveur Chroma, et aucun n’est réglé. "
            "Indiquez-le dans ASSISTANT_CHROMA_HOST, ou reconstruisez l’index : python -m ingest build"
        )
    return ServerStore(server, manifest)


def _failures() -> tuple[type[BaseException], ...]:
    """What chromadb 1.5.9 raises for files that it cannot use; evaluated once something was raised.

    AttributeError: from the second time on for a path that it cannot open, and from a client that another
    thread has closed. PanicException: from its native code, by a class that no module names.
    """
    from chromadb.errors import ChromaError

    panics = [kind for kind in BaseException.__subclasses__() if kind.__name__ == "PanicException"]
    return (ChromaError, ValueError, OSError, AttributeError, *panics)
