"""The proof that a document has left the index: what is looked for in it, and how often it is found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import IndexDamagedError, IndexMismatchError
from assistant.index import Index, document_from_json, field_stems, passage_from_json, read_manifest
from assistant.language import squash
from assistant.types import Document, Passage

_TELLING = 40
"""Letters from which a sentence is taken for the document's own."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What one generation holds of a document.

    Attributes:
        records: entries of documents, of pages and of passages.
        vectors: sentences of the document in Chroma.
        lexical: its passages found by BM25, asked with its own words.
        elsewhere: its sentences that stand word for word in other documents.
    """

    records: int
    vectors: int
    lexical: int
    elsewhere: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether nothing of the document is left."""
        return not (self.records or self.vectors or self.lexical)


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that the live generation no longer has, and the kept ones that do, newest first."""

    document: Document
    generations: tuple[str, ...]


def removed_documents(index: Path, live: Index, generations: Iterable[str]) -> tuple[Removed, ...]:
    """The documents of the kept generations that the live one no longer has."""
    found: dict[str, tuple[Document, list[str]]] = {}
    for name in generations:
        for document in _documents(index / name):
            if document.id not in live.documents:
                found.setdefault(document.id, (document, []))[1].append(name)
    return tuple(Removed(document, tuple(names)) for document, names in found.values())


def _documents(generation: Path) -> list[Document]:
    try:
        values = json.loads((generation / "documents.json").read_text(encoding="utf-8"))
        return [document_from_json(value) for value in values]
    except (OSError, ValueError, TypeError):
        return []  # a generation that was removed meanwhile, or is damaged


def passages_in(generation: Path, document: str) -> list[Passage]:
    """The passages of a document in a generation, live or not; none when it cannot be read."""
    try:
        read_manifest(generation)
        with (generation / "passages.jsonl").open(encoding="utf-8") as lines:
            values = (json.loads(line) for line in lines)
            return [passage_from_json(value) for value in values if value["document"] == document]
    except (OSError, ValueError, KeyError, IndexDamagedError, IndexMismatchError):
        return []


def traces_of(index: Index, document: str, passages: Iterable[Passage]) -> Traces:
    """Looks for a document in an index.

    Args:
        passages: those that it had, whose words are searched for.

    Raises:
        IndexDamagedError: Chroma cannot be read.
    """
    passages = list(passages)
    records = (document in index.documents) + len(index.passages_of(document))
    records += document in index.pages
    return Traces(
        records,
        index.vectors.stored(document),
        _found(index, document, passages),
        _elsewhere(index, passages),
    )


def _found(index: Index, document: str, passages: Iterable[Passage]) -> int:
    """How many passages of the document BM25 gives, asked with the words of each of them."""
    hits: set[int] = set()
    for passage in passages:
        scores = index.stems.scores(field_stems(passage.text))
        hits |= {int(n) for n in scores.nonzero()[0] if index.passages[int(n)].document == document}
    return len(hits)


def _elsewhere(index: Index, passages: Iterable[Passage]) -> int:
    kept = {squash(s.text) for p in index.passages for s in p.sentences}
    own = {squash(s.text) for p in passages for s in p.sentences}
    return sum(len(text) >= _TELLING and text in kept for text in own)
