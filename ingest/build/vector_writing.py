"""Writes the sentence vectors of a generation in Chroma: into its files, or on a server.

On a server, each generation has a collection of its own, which bears the mark of the index that it belongs
to, so that several indexes may share a server and each removes its own alone.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.errors import IngestError, VectorServerError
from assistant.index import (
    COLLECTION,
    ON_SERVER,
    VECTORS_IN_FILES,
    VECTORS_ON_SERVER,
    WRITING_SECONDS,
    Manifest,
    VectorPlace,
    connected_to,
)
from assistant.settings import VectorServer
from assistant.types import Passage
from ingest.build.progress import Progress

INDEXING = "Index vectoriel"
MARK = "index-id"
"""File of the index folder: a random name, which its collections on a server bear."""
_MARK = re.compile(r"[0-9a-f]{16}")
_IN_FILES = 5_000
_TO_SERVER = 1_000
_LISTED = 100
_LOG = logging.getLogger(__name__)
# With Chroma's own 100 and 100, 95.0 % of the true 100 nearest of 3,260 sentences were found, with
# these 99.97 % (tests/ingest/test_index_generation.py). Graphs are written from 100 vectors on, not 1,000:
# what is not written is built again at the first query of every process.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "sync_threshold": 100}


class Vectors(Protocol):
    """Where a build puts the vectors."""

    @property
    def place(self) -> VectorPlace:
        """What the manifest says of it."""

    def write(self, folder: Path, generation: str, passages: Sequence[Passage], progress: Progress) -> None:
        """Writes one record a sentence, with the vectors of ``sentences.npy`` in the generation's folder.

        Raises:
            IngestError: Chroma could not write.
        """

    def hold(self, manifest: Manifest) -> bool:
        """Whether the vectors of a generation are here, as many as it has sentences.

        Raises:
            IngestError: the server does not answer.
        """

    def keep(self, generations: Iterable[str]) -> None:
        """Removes those of all other generations of the index."""


class InFiles:
    """The vectors in the folder of their generation, with which they go."""

    place = VECTORS_IN_FILES

    def write(self, folder: Path, generation: str, passages: Sequence[Passage], progress: Progress) -> None:
        """As ``Vectors``; the client is closed, for the folder is renamed afterwards."""
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        try:
            client: Any = chromadb.PersistentClient(
                str(folder / "chroma"), settings=Settings(anonymized_telemetry=False)
            )
            with closing(client):
                _add(client, COLLECTION, folder, passages, progress, _IN_FILES)
        except ChromaError as error:
            raise IngestError(
                f"La base vectorielle n’a pas pu être écrite dans « {folder.parent} ». L’ancien index "
                "reste en service ; libérez de la place ou vérifiez les droits, puis recommencez."
            ) from error

    def hold(self, manifest: Manifest) -> bool:
        """Whatever there is to say of them is said by the digests of the files."""
        return manifest.vectors == VECTORS_IN_FILES

    def keep(self, generations: Iterable[str]) -> None:
        """They were removed with the folders of their generations."""


IN_FILES = InFiles()


@dataclass(frozen=True, slots=True)
class OnServer:
    """The collections of one index on a Chroma server.

    Attributes:
        mark: of the index.
    """

    server: VectorServer
    mark: str

    place = VECTORS_ON_SERVER

    def write(self, folder: Path, generation: str, passages: Sequence[Passage], progress: Progress) -> None:
        """As ``Vectors``."""
        name = ON_SERVER.format(generation=generation)
        with self._client() as client:
            _add(client, name, folder, passages, progress, _TO_SERVER, {"index": self.mark})

    def must_answer(self) -> None:
        """Refuses to begin a build that could not end.

        Raises:
            IngestError: the server does not answer.
        """
        with self._client():
            pass

    def hold(self, manifest: Manifest) -> bool:
        """As ``Vectors``."""
        name = ON_SERVER.format(generation=manifest.generation)
        if manifest.vectors != VECTORS_ON_SERVER:
            return False
        with self._client() as client:
            if name not in self._own(client):
                return False
            return int(client.get_collection(name, embedding_function=None).count()) == manifest.sentences

    def keep(self, generations: Iterable[str]) -> None:
        """As ``Vectors``; what cannot be removed now is left for the next time."""
        kept = {ON_SERVER.format(generation=name) for name in generations}
        try:
            with connected_to(self.server) as client:
                for name in self._own(client) - kept:
                    client.delete_collection(name)
        except VectorServerError as error:
            _LOG.warning("%s D’anciens vecteurs y restent jusqu’à la prochaine construction.", error)

    def _own(self, client: Any) -> set[str]:
        found: list[Any] = []
        while page := client.list_collections(limit=_LISTED, offset=len(found)):
            found += page
        return {c.name for c in found if (c.metadata or {}).get("index") == self.mark}

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            with connected_to(self.server) as client:
                yield client
        except VectorServerError as error:
            raise IngestError(f"{error} L’ancien index reste en service.") from error


def vectors_of(index: Path, server: VectorServer | None) -> Vectors:
    """Where the vectors of an index are to be put; call it under the build lock.

    Raises:
        IngestError: the server does not answer.
        OSError: the index folder cannot be read or written.
    """
    if server is None:
        return IN_FILES
    place = OnServer(replace(server, seconds=WRITING_SECONDS), _mark(index / MARK))
    place.must_answer()
    return place


def _mark(path: Path) -> str:
    """The mark in a file; a new one when there is none, or half of one."""
    known = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
    if not _MARK.fullmatch(known):
        known = secrets.token_hex(8)
        path.write_text(known + "\n", encoding="utf-8")
    return known


def _add(
    client: Any,
    name: str,
    folder: Path,
    passages: Sequence[Passage],
    progress: Progress,
    step: int,
    metadata: dict[str, str] | None = None,
) -> None:
    """Adds numbers, vectors and documents' ids. Texts would be indexed as well, for a third of the time."""
    vectors = np.load(folder / "sentences.npy", mmap_mode="r")
    documents = [p.document for p in passages for _ in p.sentences]
    collection = client.create_collection(
        name, metadata=metadata, embedding_function=None, configuration={"hnsw": _HNSW}
    )
    step = min(client.get_max_batch_size(), step)
    for start in range(0, len(documents), step):
        part = range(start, min(start + step, len(documents)))
        collection.add(
            ids=[str(i) for i in part],
            embeddings=np.array(vectors[part.start : part.stop]),
            metadatas=[{"document": documents[i]} for i in part],
        )
        progress(INDEXING, part.stop, len(documents))
