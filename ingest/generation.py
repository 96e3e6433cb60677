"""Writes one index generation into a new folder, and checks it before anything is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import bm25s
import chromadb
import numpy as np
from numpy.typing import NDArray

from assistant.analysis import embedded_text, grams, indexed_text, stems
from assistant.embeddings import SentenceEncoder
from assistant.errors import IndexDamagedError
from assistant.index import COLLECTION, Index, Manifest
from assistant.types import Document, Passage
from ingest.embedding_cache import Embedded, EmbeddingCache

_ENCODE_BATCH = 256

Progress = Callable[[str, int, int], None]
"""Called with a stage in French, what is done and the total."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that goes into a generation.

    Attributes:
        pages: raw page texts by document id.
        programmes, glossary: the JSON values that the assistant reads back.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    pages: dict[str, tuple[str, ...]]
    programmes: Any
    glossary: Any


@dataclass(frozen=True, slots=True)
class Described:
    """What the manifest says besides the counts."""

    generation: str
    created: str
    corpus: str
    fingerprint: str
    rejected: tuple[dict[str, str], ...]


def silent(_stage: str, _done: int, _total: int) -> None:
    """A progress callback that shows nothing."""


def write(
    folder: Path,
    content: Content,
    described: Described,
    encoder: SentenceEncoder,
    cache: EmbeddingCache,
    progress: Progress = silent,
) -> Manifest:
    """Writes a generation into ``folder``, which must not exist.

    Raises:
        OSError: the disk is full or read-only; what was written can be deleted.
    """
    folder.mkdir(parents=True)
    titles = {d.id: d.title for d in content.documents}
    _write_records(folder, content)
    _write_lexical(folder, content.passages, titles)
    embedded = list(_embedded(content.passages, titles, encoder, cache, progress))
    tokens = _write_vectors(folder, embedded, encoder.dimension)
    _write_chroma(folder, content.passages, embedded, progress)
    manifest = Manifest(
        **asdict(described),
        model=encoder.name,
        dimension=encoder.dimension,
        documents=len(content.documents),
        passages=len(content.passages),
        sentences=len(embedded),
        tokens=tokens,
    )
    _write_json(folder / "manifest.json", asdict(manifest))
    return manifest


def _write_json(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_records(folder: Path, content: Content) -> None:
    _write_json(folder / "documents.json", [asdict(d) for d in content.documents])
    _write_json(folder / "pages.json", {k: list(v) for k, v in content.pages.items()})
    _write_json(folder / "programmes.json", content.programmes)
    _write_json(folder / "glossary.json", content.glossary)
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as lines:
        for passage in content.passages:
            lines.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")


def _write_lexical(folder: Path, passages: Sequence[Passage], titles: dict[str, str]) -> None:
    texts = [indexed_text(titles[p.document], p) for p in passages]
    for name, tokens_of in (("stems", stems), ("grams", grams)):
        bm25 = bm25s.BM25(k1=1.2, b=0.75)
        bm25.index([tokens_of(text) or [""] for text in texts], show_progress=False)
        bm25.save(str(folder / name), show_progress=False)


def _texts(passages: Sequence[Passage], titles: dict[str, str]) -> list[str]:
    return [embedded_text(titles[p.document], p, s) for p in passages for s in p.sentences]


def _embedded(
    passages: Sequence[Passage],
    titles: dict[str, str],
    encoder: SentenceEncoder,
    cache: EmbeddingCache,
    progress: Progress,
) -> Iterator[Embedded]:
    """The embeddings of every sentence in order, from the cache or new."""
    texts = _texts(passages, titles)
    for start in range(0, len(texts), _ENCODE_BATCH):
        batch = texts[start : start + _ENCODE_BATCH]
        kept = cache.get(batch)
        missing = list(dict.fromkeys(text for text in batch if text not in kept))
        if missing:
            new = encode(missing, encoder)
            cache.put(new.items())
            kept |= new
        yield from (kept[text] for text in batch)
        progress("Plongements", start + len(batch), len(texts))


def encode(texts: Sequence[str], encoder: SentenceEncoder) -> dict[str, Embedded]:
    """Sentence vectors and int8 token vectors, by text."""
    vectors, tokens = encoder.encode_tokens(texts, kind="passage")
    pairs = zip(texts, vectors, tokens, strict=True)
    return {text: (vector.astype(np.float32), quantize(token.vectors)) for text, vector, token in pairs}


def quantize(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Unit vectors as int8, value × 127."""
    return np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8)


def _write_vectors(folder: Path, embedded: Sequence[Embedded], dimension: int) -> int:
    offsets = np.cumsum([0, *(len(tokens) for _, tokens in embedded)], dtype=np.int64)
    np.save(folder / "offsets.npy", offsets)
    np.save(folder / "sentences.npy", np.stack([vector for vector, _ in embedded]))
    tokens = np.concatenate([t for _, t in embedded]).reshape(-1, dimension)
    np.save(folder / "tokens.npy", tokens)
    np.save(folder / "center.npy", tokens.mean(axis=0, dtype=np.float64).astype(np.float32) / 127)
    return int(offsets[-1])


def _write_chroma(
    folder: Path, passages: Sequence[Passage], embedded: Sequence[Embedded], progress: Progress
) -> None:
    client = chromadb.PersistentClient(
        str(folder / "chroma"), settings=chromadb.Settings(anonymized_telemetry=False)
    )
    collection = client.create_collection(
        COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    records = [(p, s) for p in passages for s in p.sentences]
    step = min(client.get_max_batch_size(), 5_000)
    for start in range(0, len(records), step):
        part = range(start, min(start + step, len(records)))
        collection.add(
            ids=[str(i) for i in part],
            embeddings=[embedded[i][0] for i in part],
            documents=[records[i][1].text for i in part],
            metadatas=[{"document": records[i][0].document, "passage": records[i][0].id} for i in part],
        )
        progress("Index vectoriel", part.stop, len(records))
    close = getattr(client, "close", None)
    if close is not None:
        close()


def check(folder: Path) -> None:
    """The files of a generation agree with each other and a probe query answers.

    Raises:
        IndexDamagedError: they do not; the generation must not be published.
    """
    index = Index.open_generation(folder)
    ids = {int(i) for i in index.collection.get(include=[])["ids"]}
    if ids != set(range(index.manifest.sentences)):
        raise IndexDamagedError(f"Les identifiants de Chroma et du manifeste diffèrent dans « {folder} ».")
    if len(index.token_offsets) != index.manifest.sentences + 1:
        raise IndexDamagedError(f"Les vecteurs de mots et les phrases diffèrent dans « {folder} ».")
    probe = index.nearest_sentences(index.sentence_vectors[0], 1)
    if not len(probe):
        raise IndexDamagedError(f"Une recherche d’essai n’a rien trouvé dans « {folder} ».")
