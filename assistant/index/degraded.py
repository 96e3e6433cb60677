"""The index that people are answered from, whatever state its files are in (decision 7).

All whole: the live generation. Chroma damaged: every sentence is compared instead. BM25 damaged: it is
computed again from the texts. Vectors damaged: the words find passages, the model computes the vectors of
those alone, and readers are told. Texts damaged: nothing of it may be quoted; an earlier generation stands
in, if it is whole and holds nothing that the live one no longer has, and readers are told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Set
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import SentenceEncoder
from assistant.errors import AssistantError, IndexDamagedError
from assistant.index.bm25 import Floats
from assistant.index.computed_vectors import ComputedVectors
from assistant.index.fields import embedded_text
from assistant.index.files import damaged_error, live_generation, past_names, read_documents, read_manifest
from assistant.index.integrity import Part, damaged_files, expected_digests, part_of, sha256
from assistant.index.opened import Index
from assistant.index.vectors import Ints
from assistant.settings import PARIS, VectorServer
from assistant.types import Document

_LOG = logging.getLogger(__name__)
_BY_WORDS = (
    "Une partie de l’index est abîmée : la recherche se fait pour l’instant par les mots seulement. "
    "Elle est plus lente et peut manquer des passages ; ce qui est cité reste exact."
)
_STAND_IN = (
    "L’index en service est abîmé : les réponses viennent pour l’instant de la construction "
    "précédente{of}. Des documents récents peuvent manquer."
)
_COMPARED = 8
"""Passages found by words whose vectors are computed, about thirty sentences."""
_SAMPLE = 24

EncoderFactory = Callable[[], SentenceEncoder]
Opened = TypeVar("Opened")


class WordsIndex(Index):
    """A generation without its vectors: those that a question needs are computed when it is asked."""

    def compute_with(self, encoder: EncoderFactory) -> None:
        """Says where the model comes from, which is loaded at the first question."""
        titles = {d.id: d.title for d in self.documents.values()}
        texts = [embedded_text(titles[p.document], p, s) for p in self.passages for s in p.sentences]
        self.computed = ComputedVectors(texts, encoder)
        self.sentence_vectors = self.computed  # type: ignore[assignment]
        self.most_compared = _COMPARED

    def check_vectors(self) -> None:
        """There are none to check."""

    def nearest_sentences(self, vector: Floats, k: int, documents: list[str] | None = None) -> Ints:
        """No sentence is found by its meaning."""
        return np.empty(0, dtype=np.int64)

    @cached_property
    def sampled_vectors(self) -> Floats:
        """The vectors of a few sentences, evenly spread over the index."""
        return self.computed[:: max(1, len(self.computed) // _SAMPLE)]

    @cached_property
    def mean_token(self) -> Floats:
        """That of a few sentences."""
        step = max(1, len(self.computed) // _SAMPLE)
        rows = [t for n in range(0, len(self.computed), step) for t in self.computed.tokens(n, n + 1)]
        return np.asarray(np.concatenate(rows).mean(axis=0) / 127.0, dtype=np.float32)

    def _token_rows(self, passage: int) -> tuple[NDArray[np.int8], Ints]:
        """As in a whole index, computed."""
        first, last = int(self.first_sentence[passage]), int(self.first_sentence[passage + 1])
        rows = self.computed.tokens(first, last)
        return np.concatenate(rows), np.array([len(row) for row in rows], dtype=np.int64)


def open_for_readers(index: Path, encoder: EncoderFactory, server: VectorServer | None = None) -> Index:
    """The live generation, or what can be made of it.

    Raises:
        IndexNotFoundError: nothing has been published in this folder.
        AssistantError: as ``usable_index``.
    """
    return with_live(index, lambda live: usable_index(live, encoder, server))


def with_live(index: Path, open_: Callable[[Path], Opened]) -> Opened:
    """What ``open_`` makes of the live generation, of the new one if another is made live meanwhile.

    Raises:
        IndexNotFoundError: nothing has been published in this folder.
    """
    while True:
        live = live_generation(index)
        try:
            return open_(live)
        except IndexDamagedError:
            if live_generation(index) == live:
                raise  # otherwise it was removed while it was being opened


def usable_index(live: Path, encoder: EncoderFactory, server: VectorServer | None = None) -> Index:
    """A live generation, or what can be made of it; its ``notice`` says what readers must know.

    Args:
        encoder: gives the model, if it is needed.
        server: where the vectors are, when they are not in the files.

    Raises:
        IndexMismatchError: the index is of another format, or no server is given and it needs one.
        IndexDamagedError: nothing of it can be used; the message names the remedy.
    """
    try:
        return _open(live, encoder, server)
    except IndexDamagedError as error:
        stand_in = _stand_in(live.parent, live, server)
        if stand_in is None:
            raise
        _LOG.error("%s La génération « %s » la remplace.", error, stand_in.folder.name)
        stand_in.damaged = (str(live),)
        return stand_in


def _open(live: Path, encoder: EncoderFactory, server: VectorServer | None) -> Index:
    read_manifest(live)
    wrong = damaged_files(live)
    parts = {part_of(name) for name in wrong}
    if wrong:
        _LOG.error("Fichiers abîmés dans « %s » : %s", live, ", ".join(wrong))
    if Part.RECORDS in parts:
        raise damaged_error(live / next(name for name in wrong if part_of(name) is Part.RECORDS))
    if Part.VECTORS in parts:
        index: Index = _by_words(live, parts, encoder, server)
    else:
        index = Index.load(live, parts, server)
    index.damaged = wrong
    return index


def _by_words(live: Path, parts: Set[Part], encoder: EncoderFactory, server: VectorServer | None) -> Index:
    index = WordsIndex.load(live, parts, server)
    index.compute_with(encoder)
    index.notice = _BY_WORDS
    return index


def _stand_in(index: Path, live: Path, server: VectorServer | None) -> Index | None:
    """The newest earlier generation that is whole and holds nothing that the live one no longer has."""
    kept = _documents(live)
    for name in reversed(past_names(index)):
        folder = index / name
        if folder == live or not kept:
            continue
        try:
            opened = Index.open_generation(folder, server)
        except AssistantError:
            continue
        if set(opened.documents.values()) <= kept and _programmes(folder) == _programmes(live):
            opened.notice = _STAND_IN.format(of=_day(opened.manifest.created))
            return opened
        opened.close()
    return None


def _documents(generation: Path) -> Set[Document]:
    """The documents of a generation; none unless its list of them is as it was written."""
    name = "documents.json"
    try:
        if sha256(generation / name) != expected_digests(generation).get(name):
            return frozenset()
        return set(read_documents(generation).values())
    except (OSError, AssistantError):
        return frozenset()


def _programmes(generation: Path) -> str | None:
    return expected_digests(generation).get("programmes.json")


def _day(created: str) -> str:
    try:
        return f", du {datetime.fromisoformat(created).astimezone(PARIS):%d/%m/%Y}"
    except ValueError:
        return ""
