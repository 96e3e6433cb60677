"""Corpora ten and a hundred times as large as a resource centre's, and what questions cost on them.

Ten times: the articles of some codes of law, as Markdown files, through the whole ingestion. A hundred times:
the passages of that index again and again, with other words and other figures here and there, until there
are so many sentences. Their vectors are those of the sentences that they come from, moved at random; what
each sentence becomes follows from a seed.
"""

from __future__ import annotations

import json
import random
import re
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder, load_encoder
from assistant.events import stage, timed
from assistant.index import Index, embedded_text
from assistant.search import HybridRetriever
from assistant.settings import Settings
from assistant.types import Document, Passage, Sentence
from evals.bench.costs import Ingested, Times, asked, questions_timed, size_of
from evals.corpora.beir import load_corpus
from ingest.build import Content, Described, Embedded, EmbeddingCache, build, write_generation
from ingest.publish import new_generation, switch_to

_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile(r"\d+")
_OTHER_WORDS = 0.15
_MOVED = 0.5
_SEED = 2015


@dataclass(frozen=True, slots=True)
class Scaled:
    """An index and what questions cost on it.

    Attributes:
        opening: seconds until the first question can be asked, the model apart.
        mebibytes: resident memory of the process at the end, what it maps of the index included.
        search: the retriever alone, the question's encoding included.
        answers: whole answers; ``None`` when only the retriever was measured.
    """

    documents: int
    passages: int
    sentences: int
    opening: float
    mebibytes: float
    search: Times
    answers: Times | None


def write_articles(articles: Path, folder: Path) -> int:
    """Writes the records of a BEIR corpus as Markdown documents of a corpus folder; gives their number.

    Raises:
        DatasetError: the records cannot be read.
    """
    documents = folder / "documents"
    documents.mkdir(parents=True)
    records = load_corpus(articles)
    for record in records:
        title = json.dumps(record.title, ensure_ascii=False)  # is YAML as well
        (documents / f"{record.id}.md").write_text(f"---\ntitle: {title}\n---\n{record.text}\n", "utf-8")
    return len(records)


def indexed(corpus: Path, index: Path, settings: Settings, encoder: SentenceEncoder) -> Ingested:
    """Indexes a corpus folder, with what the caches hold."""
    began = time.perf_counter()
    with timed() as watch:
        made = build(corpus, index, settings.in_files(), encoder=encoder)
    seconds = time.perf_counter() - began
    return Ingested(len(made.documents), seconds, dict(watch.seconds), size_of(Index.open(index).folder))


def multiplied(source: Index, index: Path, sentences: int, encoder: SentenceEncoder) -> Ingested:
    """Makes an index of at least so many sentences live, from those of another one."""
    began = time.perf_counter()
    content, origins = _repeated(source, sentences)
    now = datetime.now(UTC)
    described = Described(new_generation(now), f"{now:%Y-%m-%dT%H:%M:%SZ}", "", "", ())
    folder = index / described.generation
    with timed() as watch:
        write_generation(folder, content, described, encoder, MovedVectors(source, origins))
    switch_to(index, described.generation)
    return Ingested(len(content.documents), time.perf_counter() - began, dict(watch.seconds), size_of(folder))


def _repeated(source: Index, sentences: int) -> tuple[Content, dict[str, int]]:
    """Copies of the documents of an index; and of each text that is embedded, the sentence it comes from."""
    words = sorted({w for p in source.passages for w in _WORD.findall(p.text)})
    documents: list[Document] = []
    passages: list[Passage] = []
    origins: dict[str, int] = {}
    for copy in count():
        rng = random.Random(_SEED + copy)
        documents += [replace(d, id=f"{d.id}-{copy}") for d in source.documents.values()]
        for number, passage in enumerate(source.passages):
            made = _varied(passage, copy, rng, words) if copy else _named(passage, copy)
            first, title = int(source.first_sentence[number]), source.documents[passage.document].title
            origins |= {embedded_text(title, made, s): first + n for n, s in enumerate(made.sentences)}
            passages.append(made)
        if source.manifest.sentences * (copy + 1) >= sentences:
            break
    return Content(documents, passages, {d.id: ("",) for d in documents}, [], {}), origins


def _named(passage: Passage, copy: int) -> Passage:
    return replace(passage, id=f"{passage.id}-{copy}", document=f"{passage.document}-{copy}")


def _varied(passage: Passage, copy: int, rng: random.Random, words: Sequence[str]) -> Passage:
    """A passage with other figures, and other words in the place of some."""

    def other(word: re.Match[str]) -> str:
        return rng.choice(words) if rng.random() < _OTHER_WORDS else word[0]

    def changed(sentence: Sentence) -> Sentence:
        text = _FIGURE.sub(lambda found: str(int(found[0][:9]) + copy), _WORD.sub(other, sentence.text))
        return replace(sentence, text=text, quote=text)

    return replace(_named(passage, copy), sentences=tuple(map(changed, passage.sentences)))


class MovedVectors(EmbeddingCache):
    """In the place of a cache: embeddings taken from those of another index.

    The vector of a sentence is that of the sentence it comes from, moved at random by half its length.

    Args:
        origins: by text, the number of that sentence in the source.
    """

    def __init__(self, source: Index, origins: dict[str, int]) -> None:
        self._source, self._origins = source, origins
        self._rng = np.random.default_rng(_SEED)

    def get(self, texts: Sequence[str]) -> dict[str, Embedded]:
        """The embeddings of all of them."""
        numbers = [self._origins[text] for text in texts]
        vectors = self._source.sentence_vectors[numbers]
        moves = self._rng.standard_normal(vectors.shape, dtype=np.float32)
        moved = vectors + _MOVED * moves / np.linalg.norm(moves, axis=1, keepdims=True)
        moved /= np.linalg.norm(moved, axis=1, keepdims=True)
        return {t: (v, self._tokens(n)) for t, v, n in zip(texts, moved, numbers, strict=True)}

    def _tokens(self, sentence: int) -> NDArray[np.int8]:
        start, end = self._source.token_offsets[sentence : sentence + 2]
        return np.asarray(self._source.token_vectors[start:end])


def measured(index: Path, settings: Settings, questions: Sequence[str], *, answers: bool) -> Scaled:
    """What questions cost on an index; for the memory, in a process of its own.

    Args:
        answers: whether whole answers are measured too.
    """
    encoder = load_encoder(settings)
    encoder.embed_query("Une phrase pour que tout soit chargé.")
    began = time.perf_counter()
    opened = Index.open(index, settings.vector_server())
    assistant = Assistant(opened, encoder, settings) if answers else None
    opening = time.perf_counter() - began
    retriever = HybridRetriever(index=opened, encoder=encoder)
    with threadpool_limits(1):  # as the pages answer (assistant/ui/shell/queue.py)
        search = questions_timed(lambda question: _searched(retriever, question), questions)
        whole = questions_timed(asked(assistant), questions) if assistant else None
    m = opened.manifest
    return Scaled(m.documents, m.passages, m.sentences, opening, _resident(), search, whole)


def measured_apart(index: Path, settings: Settings, questions: Sequence[str], *, answers: bool) -> Scaled:
    """As ``measured``, in a new process: what else this one has loaded does not count."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, index, settings, questions, answers=answers).result()


def _searched(retriever: HybridRetriever, question: str) -> dict[str, float]:
    with timed() as watch:
        with stage("encode"):
            query = retriever.query(question)
        with stage("retrieve"):
            retriever.rank(query, retriever.k)
    return watch.milliseconds


def _resident() -> float:
    """Resident memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
