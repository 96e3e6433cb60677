"""Opens a published index.

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

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexMismatchError
from assistant.index_files import (
    Manifest,
    damaged,
    document_from_json,
    live_generation,
    load_array,
    passage_from_json,
    read_json,
    read_manifest,
)
from assistant.lexical import Floats, Lexical
from assistant.types import Document, Filters, Passage, Sentence
from assistant.vector_store import Ints, VectorStore


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
    vectors: VectorStore
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
            documents = {d["id"]: document_from_json(d) for d in read_json(folder / "documents.json")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(folder / "passages.jsonl") from error
        opened = cls(
            folder=folder,
            manifest=manifest,
            documents=documents,
            passages=passages,
            stems=Lexical(folder / "stems"),
            grams=Lexical(folder / "grams"),
            vectors=VectorStore(folder / "chroma"),
            sentence_vectors=load_array(folder / "sentences.npy"),
            token_vectors=load_array(folder / "tokens.npy"),
            token_offsets=load_array(folder / "offsets.npy"),
            center=load_array(folder / "center.npy"),
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

    def close(self) -> None:
        """Closes Chroma's files, which it keeps open by path as long as the process lives."""
        self.vectors.close()

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
        pages: dict[str, list[str]] = read_json(self.folder / "pages.json")
        return pages

    def page_text(self, document: str, page: int | None) -> str:
        """Raw text of a page; of the whole document when ``page`` is ``None``; empty when unknown."""
        pages = self.pages.get(document, [])
        if page is None:
            return "\n".join(pages)
        return pages[page - 1] if 1 <= page <= len(pages) else ""

    def read(self, name: str) -> Any:
        """The content of one of the generation's JSON files (``programmes.json``, ``glossary.json``)."""
        return read_json(self.folder / name)

    def nearest_sentences(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """Numbers of the k sentences nearest to a vector, by Chroma, best first."""
        if documents == []:
            return np.empty(0, dtype=np.int64)
        return self.vectors.nearest(vector, min(k, self.manifest.sentences), documents)

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
