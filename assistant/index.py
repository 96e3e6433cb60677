"""Opens a published index; the only file that imports chromadb on the read side.

    <index>/current               name of the live generation, switched with os.replace
    <index>/previous              name of the one that was live before it
    <index>/history               names of those that were live, one a line
    <index>/files/<sha256><ext>   the originals, by content
    <index>/<generation>/
        manifest.json             format, model, counts, what was rejected
        files.json                SHA-256 of the files, but for the database that Chroma signs when it opens
        documents.json passages.jsonl pages.json programmes.json glossary.json
        chroma/                   one vector a sentence, cosine
        stems/ grams/             BM25 of the passages, by stems and by character 4-grams
        sentences.npy             float32 (sentences, d): the same vectors, for exact scores
        tokens.npy offsets.npy    int8 (tokens, d), int64 (sentences + 1): late interaction
        center.npy                float32 (d,): mean token vector, taken off before comparing

A generation is never written to once it is live, so a reader needs no lock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexDamagedError, IndexMismatchError, IndexNotFoundError
from assistant.types import Document, Filters, Passage, Sentence

FORMAT = 1
POINTER = "current"
COLLECTION = "sentences"

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    generation: str
    created: str
    model: str
    dimension: int
    documents: int
    passages: int
    sentences: int
    tokens: int
    corpus: str = ""
    fingerprint: str = ""
    rejected: tuple[dict[str, str], ...] = ()
    asked_by: str = ""
    format: int = FORMAT


def live_generation(index: Path) -> Path:
    """The folder of the live generation.

    Raises:
        IndexNotFoundError: nothing has been published in this folder.
    """
    try:
        name = (index / POINTER).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IndexNotFoundError(
            f"Aucun index dans « {index} ». "
            f"Construisez-le : python -m ingest build --corpus corpus --index {index}"
        ) from error
    return index / name


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexDamagedError: it is missing or unreadable.
        IndexMismatchError: it was written in another format.
    """
    values = _read_json(generation / "manifest.json")
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise IndexMismatchError(
            f"L’index « {generation} » est d’un autre format que celui de cette version. "
            "Reconstruisez-le : python -m ingest build"
        )
    return Manifest(**{**values, "rejected": tuple(values.get("rejected", ()))})


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> IndexDamagedError:
    """The error of an index file that is missing or cannot be read."""
    return IndexDamagedError(
        f"L’index est abîmé : « {path.name} » manque ou ne se lit pas dans « {path.parent} ». "
        "Reconstruisez-le : python -m ingest build"
    )


def passage_from_json(values: dict[str, Any]) -> Passage:
    """A passage from its line in ``passages.jsonl``."""
    sentences = tuple(Sentence(**s) for s in values["sentences"])
    return Passage(
        values["id"], values["document"], tuple(values["pages"]), tuple(values["headings"]), sentences
    )


def document_from_json(values: dict[str, Any]) -> Document:
    """A document from its entry in ``documents.json``."""
    lists = {name: tuple(values.get(name) or ()) for name in ("themes", "empty_pages")}
    return Document(**{**values, **lists})


class Lexical:
    """BM25 of the passages over one kind of token."""

    def __init__(self, folder: Path) -> None:
        try:
            self._bm25 = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
            self._size = int(self._bm25.scores["num_docs"])
            self._starts = np.asarray(self._bm25.scores["indptr"])
        except (OSError, ValueError, KeyError) as error:
            raise damaged(folder) from error

    def scores(self, tokens: list[str]) -> Floats:
        """BM25 of every passage, shape (passages,); zeros when no token is known."""
        ids = self._bm25.get_tokens_ids(tokens)
        if not ids:
            return np.zeros(self._size, dtype=np.float32)
        scores: Floats = self._bm25.get_scores_from_ids(ids)
        return scores

    def frequency(self, token: str) -> int:
        """Number of passages that hold a token."""
        number = self._bm25.vocab_dict.get(token)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def idf(self, token: str) -> float:
        """Inverse document frequency, as BM25 (Robertson and Spärck Jones) defines it; never negative."""
        frequency = self.frequency(token)
        return float(np.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5)))

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every token and its number."""
        vocabulary: dict[str, int] = self._bm25.vocab_dict
        return vocabulary


@dataclass
class Index:
    """One generation, open for reading.

    Attributes:
        first_sentence: int64 (passages + 1): number of the first sentence of each passage.
    """

    folder: Path
    manifest: Manifest
    documents: dict[str, Document]
    passages: list[Passage]
    stems: Lexical
    grams: Lexical
    sentence_vectors: Floats
    token_vectors: NDArray[np.int8]
    token_offsets: Ints
    center: Floats
    first_sentence: Ints = field(init=False)
    passage_of: Ints = field(init=False)

    def __post_init__(self) -> None:
        counts = np.array([len(p.sentences) for p in self.passages], dtype=np.int64)
        self.first_sentence = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.passage_of = np.repeat(np.arange(len(counts)), counts)

    @classmethod
    def open(cls, index: Path) -> Index:
        """Opens the live generation of an index folder.

        Raises:
            IndexNotFoundError, IndexMismatchError, IndexDamagedError: see their messages.
        """
        return cls.open_generation(live_generation(index))

    @classmethod
    def open_generation(cls, folder: Path) -> Index:
        """Opens one generation, live or not."""
        manifest = read_manifest(folder)
        try:
            with (folder / "passages.jsonl").open(encoding="utf-8") as lines:
                passages = [passage_from_json(json.loads(line)) for line in lines]
            documents = {d["id"]: document_from_json(d) for d in _read_json(folder / "documents.json")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(folder / "passages.jsonl") from error
        opened = cls(
            folder=folder,
            manifest=manifest,
            documents=documents,
            passages=passages,
            stems=Lexical(folder / "stems"),
            grams=Lexical(folder / "grams"),
            sentence_vectors=_load(folder / "sentences.npy"),
            token_vectors=_load(folder / "tokens.npy"),
            token_offsets=_load(folder / "offsets.npy"),
            center=_load(folder / "center.npy"),
        )
        opened.check()
        return opened

    def check(self) -> None:
        """The counts of the files agree with the manifest.

        Raises:
            IndexDamagedError: they do not.
        """
        found = (
            len(self.documents),
            len(self.passages),
            int(self.first_sentence[-1]),
            len(self.sentence_vectors),
            len(self.token_vectors),
        )
        m = self.manifest
        if found != (m.documents, m.passages, m.sentences, m.sentences, m.tokens):
            raise damaged(self.folder / "manifest.json")

    @cached_property
    def _client(self) -> Any:
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        settings = Settings(anonymized_telemetry=False)
        try:
            return chromadb.PersistentClient(str(self.folder / "chroma"), settings=settings)
        # AttributeError: what chromadb 1.5.9 raises from the second time on for a path that it cannot open.
        except (ChromaError, ValueError, OSError, AttributeError) as error:
            raise damaged(self.folder / "chroma") from error

    @cached_property
    def collection(self) -> Any:
        """The Chroma collection of the sentences."""
        from chromadb.errors import ChromaError

        try:
            return self._client.get_collection(COLLECTION, embedding_function=None)
        except (ChromaError, ValueError, OSError) as error:
            raise damaged(self.folder / "chroma") from error

    def close(self) -> None:
        """Closes Chroma's files, which it keeps open by path as long as the process lives."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("collection", None)
        if client is not None:
            client.close()

    def passages_of(self, document: str) -> list[Passage]:
        """The passages of a document, in reading order."""
        return self._by_document.get(document, [])

    def sentences_of(self, document: str) -> Iterator[tuple[int, Sentence]]:
        """The sentences of a document with their numbers in the index."""
        for number, passage in enumerate(self.passages):
            if passage.document == document:
                yield from enumerate(passage.sentences, start=int(self.first_sentence[number]))

    @cached_property
    def _by_document(self) -> dict[str, list[Passage]]:
        grouped: dict[str, list[Passage]] = {}
        for passage in self.passages:
            grouped.setdefault(passage.document, []).append(passage)
        return grouped

    @cached_property
    def pages(self) -> dict[str, list[str]]:
        """Raw text of the pages of each document (one element for a format without pages)."""
        pages: dict[str, list[str]] = _read_json(self.folder / "pages.json")
        return pages

    def page_text(self, document: str, page: int | None) -> str:
        """Raw text of a page; of the whole document when ``page`` is ``None``; empty when unknown."""
        pages = self.pages.get(document, [])
        if page is None:
            return "\n".join(pages)
        return pages[page - 1] if 1 <= page <= len(pages) else ""

    def read(self, name: str) -> Any:
        """The content of one of the generation's JSON files (``programmes.json``, ``glossary.json``)."""
        return _read_json(self.folder / name)

    def nearest_sentences(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """Numbers of the k sentences nearest to a vector, by Chroma, best first."""
        from chromadb.errors import ChromaError

        if documents == []:
            return np.empty(0, dtype=np.int64)
        where = {"document": {"$in": documents}} if documents is not None else None
        count = min(k, self.manifest.sentences)
        try:
            found = self.collection.query(query_embeddings=[vector], n_results=count, where=where, include=[])
        except ChromaError as error:
            raise damaged(self.folder / "chroma") from error
        return np.array([int(i) for i in found["ids"][0]], dtype=np.int64)

    def sentences_stored(self, document: str) -> int:
        """How many sentences of a document Chroma holds.

        Raises:
            IndexDamagedError: it cannot be read.
        """
        from chromadb.errors import ChromaError

        try:
            return len(self.collection.get(where={"document": document}, include=[])["ids"])
        except ChromaError as error:
            raise damaged(self.folder / "chroma") from error

    def centered(self, vectors: Floats) -> Floats:
        """Token vectors without what all tokens have in common, at unit length; shape (tokens, d)."""
        shifted = vectors - self.center
        return np.asarray(
            shifted / np.linalg.norm(shifted, axis=1, keepdims=True).clip(1e-9), dtype=np.float32
        )

    def tokens_of(self, passage: int) -> tuple[Floats, Ints]:
        """Centred token vectors of a passage's sentences, and where each sentence starts in them."""
        first, last = self.first_sentence[passage], self.first_sentence[passage + 1]
        start, end = self.token_offsets[first], self.token_offsets[last]
        vectors = np.asarray(self.token_vectors[start:end], dtype=np.float32) / 127.0
        return self.centered(vectors), np.asarray(self.token_offsets[first:last] - start)

    def selected(self, filters: Filters) -> list[str] | None:
        """Ids of the documents that pass the filters; ``None`` when nothing is filtered."""
        return [d.id for d in self.documents.values() if passes(d, filters)] if filters else None

    def embedding_model_must_be(self, name: str) -> None:
        """Refuses an encoder that is not the one that made the index.

        Raises:
            IndexMismatchError: another model made the index.
        """
        if self.manifest.model != name:
            raise IndexMismatchError(
                f"L’index a été fait avec le modèle « {self.manifest.model} » "
                f"et le réglage demande « {name} ». "
                "Reconstruisez l’index (python -m ingest build) ou corrigez ASSISTANT_EMBEDDING_MODEL."
            )


def passes(document: Document, filters: Filters) -> bool:
    """Whether a document passes the filters; an undated one fails a filter on dates."""
    date = document.date or ""
    return (
        (not filters.documents or document.id in filters.documents)
        and (not filters.kinds or document.kind in filters.kinds)
        and (not filters.themes or bool(set(filters.themes) & set(document.themes)))
        and (not filters.since or date >= filters.since[: len(date) or 1])
        and (not filters.until or (bool(date) and date[: len(filters.until)] <= filters.until))
    )


def _load(path: Path) -> Any:
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise damaged(path) from error
