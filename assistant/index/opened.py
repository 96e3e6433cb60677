"""Opens a published index.

    <index>/current               name of the live generation, switched with os.replace
    <index>/previous              name of the one that was live before it
    <index>/history               names of those that were live, one a line
    <index>/files/<sha256><ext>   the originals, by content
    <index>/<generation>/
        manifest.json             format, model, counts, what was rejected
        files.json                SHA-256 of the files, but for the database that Chroma signs when it opens
        documents.json passages.jsonl pages.json programmes.json glossary.json centre.json
        chroma/                   one vector a sentence, cosine (unless a Chroma server has them)
        stems/ grams/             BM25 of the passages, by stems and by character 4-grams
        sentences.npy             float32 (sentences, d): the same vectors, for exact scores
        tokens.npy offsets.npy    int8 (tokens, d), int64 (sentences + 1): late interaction
        center.npy                float32 (d,): mean token vector, taken off before comparing

A generation is never written to once it is live, so a reader needs no lock.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.centre import Centre
from assistant.errors import IndexDamagedError, IndexMismatchError, VectorServerError
from assistant.index.bm25 import Floats, Lexical
from assistant.index.fields import field_grams, field_stems, indexed_text
from assistant.index.files import (
    Manifest,
    damaged_error,
    live_generation,
    load_array,
    map_file,
    read_centre,
    read_documents,
    read_json,
    read_manifest,
    read_passages,
)
from assistant.index.integrity import Part, damaged_files
from assistant.index.vectors import Ints, VectorStore, open_vectors
from assistant.settings import VectorServer
from assistant.types import Document, Filters, Passage, Sentence

_LOG = logging.getLogger(__name__)
_SAMPLE = 1_500


@dataclass
class Index:
    """One generation, open for reading.

    Attributes:
        centre: whose documents they are.
        first_sentence: int64 (passages + 1): number of the first sentence of each passage.
        notice: what readers must know of this index, in French; empty when nothing is missing to them.
        damaged: names of the files that are done without.
        most_compared: passages whose vectors may be used for one question, when that costs much.
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
    notice: str = ""
    damaged: tuple[str, ...] = ()
    most_compared: int | None = None
    centre: Centre = field(init=False)
    first_sentence: Ints = field(init=False)
    passage_of: Ints = field(init=False)

    def __post_init__(self) -> None:
        counts = np.array([len(p.sentences) for p in self.passages], dtype=np.int64)
        self.first_sentence = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.passage_of = np.repeat(np.arange(len(counts)), counts)
        # Held from the beginning: another process may remove the folder once another generation is live.
        self._values = {name: read_json(self.folder / name) for name in ("programmes.json", "glossary.json")}
        self.centre = read_centre(self.folder)
        self._pages = map_file(self.folder / "pages.json")

    @classmethod
    def open(cls, index: Path, server: VectorServer | None = None) -> Self:
        """Opens the live generation of an index folder, which must be whole; a server may have its vectors.

        Raises:
            IndexNotFoundError, IndexMismatchError, IndexDamagedError: see their messages.
        """
        while True:
            live = live_generation(index)
            try:
                return cls.open_generation(live, server)
            except IndexDamagedError:
                if live_generation(index) == live:
                    raise  # otherwise another one was made live, and this one removed, meanwhile

    @classmethod
    def open_generation(cls, folder: Path, server: VectorServer | None = None) -> Self:
        """Opens one generation, live or not, which must be whole: each file is compared with its SHA-256.

        Raises:
            IndexMismatchError, IndexDamagedError: see their messages.
        """
        read_manifest(folder)
        if wrong := damaged_files(folder):
            raise damaged_error(folder / wrong[0])
        return cls.load(folder, server=server)

    @classmethod
    def load(cls, folder: Path, without: Set[Part] = frozenset(), server: VectorServer | None = None) -> Self:
        """Reads a generation whose files were compared.

        Args:
            without: parts that cannot be used. BM25 is then computed again from the texts, sentences are
                searched without Chroma, and vectors are left out.
            server: where the vectors are, when they are not in the files.

        Raises:
            IndexMismatchError, IndexDamagedError: see their messages.
        """
        manifest = read_manifest(folder)
        documents, passages = read_documents(folder), read_passages(folder)
        if Part.LEXICAL in without:
            titles = {d.id: d.title for d in documents.values()}
            texts = [indexed_text(titles[p.document], p) for p in passages]
            by_stem, by_gram = Lexical.of(map(field_stems, texts)), Lexical.of(map(field_grams, texts))
        else:
            by_stem, by_gram = Lexical.load(folder / "stems"), Lexical.load(folder / "grams")
        has_vectors = Part.VECTORS not in without
        nothing: Any = np.empty((0, manifest.dimension), dtype=np.float32)
        opened = cls(
            folder=folder,
            manifest=manifest,
            documents=documents,
            passages=passages,
            stems=by_stem,
            grams=by_gram,
            vectors=open_vectors(folder, manifest, server, usable=Part.CHROMA not in without),
            sentence_vectors=load_array(folder / "sentences.npy") if has_vectors else nothing,
            token_vectors=load_array(folder / "tokens.npy") if has_vectors else nothing,
            token_offsets=load_array(folder / "offsets.npy") if has_vectors else nothing,
            center=load_array(folder / "center.npy") if has_vectors else nothing,
        )
        opened.check()
        return opened

    def check(self) -> None:
        """The counts of the files agree with the manifest.

        Raises:
            IndexDamagedError: they do not.
        """
        m = self.manifest
        found = (len(self.documents), len(self.passages), int(self.first_sentence[-1]))
        if found != (m.documents, m.passages, m.sentences):
            raise damaged_error(self.folder / "manifest.json")
        self.check_vectors()

    def check_vectors(self) -> None:
        """There is a vector for each sentence and each token.

        Raises:
            IndexDamagedError: there is not.
        """
        if (len(self.sentence_vectors), len(self.token_vectors)) != (
            self.manifest.sentences,
            self.manifest.tokens,
        ):
            raise damaged_error(self.folder / "sentences.npy")

    def close(self) -> None:
        """Closes Chroma's files, which it keeps open by path as long as the process lives."""
        self.vectors.close()

    def passages_of(self, document: str) -> list[Passage]:
        """The passages of a document, in reading order."""
        return self._by_document.get(document, [])

    def sentences_of(self, document: str) -> Iterator[tuple[int, Sentence]]:
        """The sentences of a document with their numbers in the index."""
        for number in np.flatnonzero(self.are_of([document])):
            yield from enumerate(self.passages[number].sentences, start=int(self.first_sentence[number]))

    def are_of(self, documents: Iterable[str]) -> NDArray[np.bool_]:
        """Which passages are of these documents, shape (passages,)."""
        numbers = [self._document_numbers[name] for name in documents if name in self._document_numbers]
        return np.isin(self._document_of, numbers)

    @cached_property
    def _document_numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.documents)}

    @cached_property
    def _document_of(self) -> Ints:
        """Number of the document of each passage."""
        return np.array([self._document_numbers[p.document] for p in self.passages], dtype=np.int64)

    @cached_property
    def _by_document(self) -> dict[str, list[Passage]]:
        grouped: dict[str, list[Passage]] = {}
        for passage in self.passages:
            grouped.setdefault(passage.document, []).append(passage)
        return grouped

    @cached_property
    def pages(self) -> dict[str, list[str]]:
        """Raw text of the pages of each document (one element for a format without pages)."""
        pages: dict[str, list[str]] = json.loads(bytes(self._pages))
        return pages

    def page_text(self, document: str, page: int | None) -> str:
        """Raw text of a page; of the whole document when ``page`` is ``None``; empty when unknown."""
        pages = self.pages.get(document, [])
        if page is None:
            return "\n".join(pages)
        return pages[page - 1] if 1 <= page <= len(pages) else ""

    def read(self, name: str) -> Any:
        """The content of one of the generation's JSON files (``programmes.json``, ``glossary.json``)."""
        return self._values[name]

    def nearest_sentences(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """Numbers of the k sentences nearest to a vector, best first; all are compared without Chroma."""
        if documents == []:
            return np.empty(0, dtype=np.int64)
        try:
            found = self.vectors.nearest(vector, min(k, self.manifest.sentences), documents)
            return found[(found >= 0) & (found < self.manifest.sentences)]
        except VectorServerError:  # which is in the log
            return self._compared(vector, k, documents)
        except IndexDamagedError as error:
            _LOG.warning("%s Les phrases sont toutes comparées.", error)
            return self._compared(vector, k, documents)

    def _compared(self, vector: Floats, k: int, documents: list[str] | None) -> Ints:
        scores = np.asarray(self.sentence_vectors @ vector)
        if documents is not None:
            scores = np.where(self.are_of(documents)[self.passage_of], scores, -np.inf)
        best = np.argsort(-scores, kind="stable")[:k]
        return np.asarray(best[np.isfinite(scores[best])], dtype=np.int64)

    @cached_property
    def sampled_vectors(self) -> Floats:
        """At most 1,500 sentence vectors, evenly spread over the index."""
        return self.sentence_vectors[:: max(1, len(self.sentence_vectors) // _SAMPLE)]

    @property
    def mean_token(self) -> Floats:
        """What all token vectors have in common, shape (d,)."""
        return self.center

    def centered(self, vectors: Floats, length: float = 1.0) -> Floats:
        """Token vectors without what all tokens have in common, at unit length; shape (tokens, d).

        Args:
            length: of the vectors.
        """
        shifted = np.asarray(vectors - np.float32(length) * self.mean_token, dtype=np.float32)
        shifted /= np.sqrt(np.einsum("td,td->t", shifted, shifted))[:, None].clip(1e-9)
        return shifted

    def tokens_of(self, passages: Sequence[int]) -> tuple[Floats, Ints]:
        """Centred token vectors of some passages (one at least), and where each sentence starts in them."""
        rows, counts = zip(*(self._token_rows(passage) for passage in passages), strict=True)
        ends = np.cumsum(np.concatenate(counts))
        return self.centered(np.concatenate(rows).astype(np.float32), length=127.0), np.append(0, ends[:-1])

    def _token_rows(self, passage: int) -> tuple[NDArray[np.int8], Ints]:
        """Token vectors of a passage, of length 127, and how many each of its sentences has."""
        first, last = self.first_sentence[passage], self.first_sentence[passage + 1]
        offsets = self.token_offsets[first : last + 1]
        return self.token_vectors[offsets[0] : offsets[-1]], np.diff(offsets)

    def selected(self, filters: Filters) -> list[str] | None:
        """Ids of the documents that pass the filters; ``None`` when nothing is filtered."""
        return [d.id for d in self.documents.values() if passes_filters(d, filters)] if filters else None

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


def passes_filters(document: Document, filters: Filters) -> bool:
    """Whether a document passes the filters; an undated one fails a filter on dates."""
    date = document.date or ""
    return (
        (not filters.documents or document.id in filters.documents)
        and (not filters.kinds or document.kind in filters.kinds)
        and (not filters.themes or bool(set(filters.themes) & set(document.themes)))
        and (not filters.since or date >= filters.since[: len(date) or 1])
        and (not filters.until or (bool(date) and date[: len(filters.until)] <= filters.until))
    )
