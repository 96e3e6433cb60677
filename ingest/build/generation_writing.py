"""Writes one index generation into a new folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.centre import UNKNOWN, Centre
from assistant.errors import ModelError
from assistant.events import stage
from assistant.index import (
    CENTRE,
    DIGESTS,
    Lexical,
    Manifest,
    digests,
    embedded_text,
    field_grams,
    field_stems,
    indexed_text,
    quantize,
)
from assistant.types import Document, Passage
from ingest.build.embedding_cache import Embedded, EmbeddingCache
from ingest.build.growing_array import GrowingArray
from ingest.build.lazy_encoder import Encoder
from ingest.build.progress import Progress, no_progress
from ingest.build.vector_writing import IN_FILES, Vectors

EMBEDDING = "Plongements"
_ENCODE_BATCH = 512


@dataclass(frozen=True, slots=True)
class Content:
    """All that goes into a generation.

    Attributes:
        pages: raw page texts by document id.
        programmes, glossary: the JSON values that the assistant reads back.
        centre: whose documents they are.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    pages: dict[str, tuple[str, ...]]
    programmes: Any
    glossary: Any
    centre: Centre = UNKNOWN


@dataclass(frozen=True, slots=True)
class Described:
    """What the manifest says besides the counts."""

    generation: str
    created: str
    corpus: str
    fingerprint: str
    rejected: tuple[dict[str, str], ...]
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Of the vectors that were written: how many sentences and tokens, and d."""

    sentences: int
    tokens: int
    dimension: int


def write_generation(
    folder: Path,
    content: Content,
    described: Described,
    encoder: Encoder,
    cache: EmbeddingCache,
    progress: Progress = no_progress,
    vectors: Vectors = IN_FILES,
) -> Manifest:
    """Writes a generation into ``folder``, which must not exist.

    Args:
        vectors: where the collection of the sentence vectors is written.

    Raises:
        OSError: the disk is full or read-only; what was written can be deleted.
        IngestError: Chroma or the embedding cache could not write.
        ModelError: the model cannot be loaded or does not fit.
    """
    folder.mkdir(parents=True)
    titles = {d.id: d.title for d in content.documents}
    _write_records(folder, content)
    with stage("bm25"):
        _write_lexical(folder, content.passages, titles)
    with stage("embedding"):
        shape = _write_vectors(folder, _embedded(content.passages, titles, encoder, cache, progress))
    with stage("chroma"):
        vectors.write(folder, described.generation, content.passages, progress)
    manifest = Manifest(
        **asdict(described),
        model=encoder.name,
        dimension=shape.dimension,
        documents=len(content.documents),
        passages=len(content.passages),
        sentences=shape.sentences,
        tokens=shape.tokens,
        vectors=vectors.place,
    )
    _write_json(folder / "manifest.json", asdict(manifest))
    _write_json(folder / DIGESTS, digests(folder))
    return manifest


def _write_json(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_records(folder: Path, content: Content) -> None:
    _write_json(folder / "documents.json", [asdict(d) for d in content.documents])
    _write_json(folder / "pages.json", {k: list(v) for k, v in content.pages.items()})
    _write_json(folder / "programmes.json", content.programmes)
    _write_json(folder / "glossary.json", content.glossary)
    (folder / CENTRE).write_text(content.centre.to_json(), encoding="utf-8")
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as lines:
        for passage in content.passages:
            lines.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")


def _write_lexical(folder: Path, passages: Sequence[Passage], titles: dict[str, str]) -> None:
    texts = [indexed_text(titles[p.document], p) for p in passages]
    for name, tokens_of in (("stems", field_stems), ("grams", field_grams)):
        Lexical.of(tokens_of(text) for text in texts).save(folder / name)


def _embedded(
    passages: Sequence[Passage],
    titles: dict[str, str],
    encoder: Encoder,
    cache: EmbeddingCache,
    progress: Progress,
) -> Iterator[list[Embedded]]:
    """The embeddings of every sentence in order, from the cache or new, some at a time."""
    texts = [embedded_text(titles[p.document], p, s) for p in passages for s in p.sentences]
    progress(EMBEDDING, 0, len(texts))
    for start in range(0, len(texts), _ENCODE_BATCH):
        batch = texts[start : start + _ENCODE_BATCH]
        kept = cache.get(batch)
        missing = list(dict.fromkeys(text for text in batch if text not in kept))
        if missing:
            new = encode(missing, encoder)
            cache.put(new.items())
            kept |= new
        yield [kept[text] for text in batch]
        progress(EMBEDDING, start + len(batch), len(texts))


def encode(texts: Sequence[str], encoder: Encoder) -> dict[str, Embedded]:
    """Sentence vectors and int8 token vectors, by text.

    Raises:
        ModelError: the model's sentence and token vectors are not of one length.
    """
    vectors, tokens = encoder.encode_tokens(texts, kind="passage")
    if any(token.vectors.shape[1] != vectors.shape[1] for token in tokens):
        raise ModelError(
            f"Le modèle d’embedding « {encoder.name} » donne des vecteurs de longueurs différentes "
            "aux phrases et aux mots. "
            "Choisissez-en un autre dans ASSISTANT_EMBEDDING_MODEL ou mettez « embedded »."
        )
    pairs = zip(texts, vectors, tokens, strict=True)
    return {text: (vector.astype(np.float32), quantize(token.vectors)) for text, vector, token in pairs}


def _write_vectors(folder: Path, batches: Iterator[list[Embedded]]) -> _Shape:
    offsets, total, dimension = [0], np.zeros(1), 0
    with (
        GrowingArray(folder / "sentences.npy", np.float32) as sentences,
        GrowingArray(folder / "tokens.npy", np.int8) as tokens,
    ):
        for batch in batches:
            vectors = np.stack([vector for vector, _ in batch])
            rows = np.concatenate([token for _, token in batch])
            sentences.append(vectors)
            tokens.append(rows)
            offsets.extend(offsets[-1] + np.cumsum([len(token) for _, token in batch]))
            total = total + rows.sum(axis=0, dtype=np.float64)
            dimension = vectors.shape[1]
    np.save(folder / "offsets.npy", np.array(offsets, dtype=np.int64))
    np.save(folder / "center.npy", (total / max(1, tokens.rows) / 127).astype(np.float32))
    return _Shape(sentences.rows, tokens.rows, dimension)
