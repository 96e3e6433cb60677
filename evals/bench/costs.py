"""What the assistant costs in time, memory and disk, beside a plain LangChain pipeline in the same run."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pypdf import PdfReader

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder, unpack_model
from assistant.errors import AssistantError
from assistant.events import timed
from assistant.index import Index
from assistant.settings import Settings
from evals.corpora.beir import Judgements, Query, Record
from ingest.build import build

if TYPE_CHECKING:
    from langchain_chroma import Chroma

    from evals.bench.langchain_baseline import PlainEmbeddings

WARM_UP = 5
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many questions.

    Attributes:
        stages: (p50, p95) of each stage.
    """

    p50: float
    p95: float
    stages: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What making an index took.

    Attributes:
        seconds: of the clock, the model being loaded.
        stages: seconds of each stage.
        mebibytes: of the index on the disk.
    """

    pages: int
    seconds: float
    stages: dict[str, float]
    mebibytes: float


@dataclass(frozen=True, slots=True)
class Cold:
    """A first answer from a new process: seconds and largest resident memory in MiB."""

    seconds: float
    mebibytes: float


def first_answer(settings: Settings, question: str, runs: int = 3) -> Cold:
    """The median time of ``assistant ask`` in a new process.

    Raises:
        AssistantError: it failed.
    """
    command = [sys.executable, "-m", "assistant", "ask", question, "--json", "--index", str(settings.index)]
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ.copy())
        seconds.append(time.perf_counter() - began)
        if done.returncode:
            raise AssistantError(done.stderr.strip())
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Cold(float(np.median(seconds)), most)


def questions_timed(ask: Callable[[str], dict[str, float]], questions: Sequence[str]) -> Times:
    """Times of questions asked one after the other, once warm.

    Args:
        ask: gives the milliseconds of the stages that it knows.
    """
    for question in questions[:WARM_UP]:
        ask(question)
    totals, stages = [], []
    for question in questions:
        began = time.perf_counter()
        stages.append(ask(question))
        totals.append((time.perf_counter() - began) * 1000)
    names = sorted({name for found in stages for name in found} - {"total"})
    by_stage = {name: _percentiles([found.get(name, 0.0) for found in stages]) for name in names}
    return Times(*_percentiles(totals), by_stage)


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    return float(np.percentile(values, 50)), float(np.percentile(values, 95))


def untold(_found: object) -> dict[str, float]:
    """The stages of a search that does not tell them."""
    return {}


def asked(assistant: Assistant) -> Callable[[str], dict[str, float]]:
    """A question to the assistant, with its stages."""
    return lambda question: dict(assistant.ask(question).timings_ms)


def ingested(files: Sequence[Path], folder: Path, settings: Settings, encoder: SentenceEncoder) -> Ingested:
    """An index of PDF files by the project's own ingestion, with nothing in its caches."""
    documents = folder / "corpus" / "documents"
    documents.mkdir(parents=True)
    for path in files:
        shutil.copy(path, documents)
    return _build(folder, _empty_cache(folder, settings), encoder, page_count(files))


def changed_again(folder: Path, settings: Settings, encoder: SentenceEncoder) -> Ingested:
    """The same index made again after one file has gained a sentence, the caches being warm."""
    (folder / "corpus" / "documents" / "note.md").write_text(
        "# Note\n\nLa commune exemple ouvre un lieu d’accueil.\n", encoding="utf-8"
    )
    return _build(folder, settings.model_copy(update={"cache": folder / "cache"}), encoder, 1)


def _build(folder: Path, settings: Settings, encoder: SentenceEncoder, pages: int) -> Ingested:
    began = time.perf_counter()
    with timed() as watch:
        build(folder / "corpus", folder / "index", settings.in_files(), encoder=encoder)
    return Ingested(
        pages, time.perf_counter() - began, dict(watch.seconds), size_of(Index.open(folder / "index").folder)
    )


def _empty_cache(folder: Path, settings: Settings) -> Settings:
    """Settings whose cache holds the unpacked model alone."""
    model = unpack_model(settings.cache)
    cache = folder / "cache"
    cache.mkdir()
    (cache / model.name).symlink_to(model)
    return settings.model_copy(update={"cache": cache})


def plainly_ingested(
    files: Sequence[Path], embeddings: PlainEmbeddings, folder: Path
) -> tuple[Ingested, Chroma]:
    """The same files by the plain pipeline."""
    from evals.bench.langchain_baseline import index_of, pages_of

    began = time.perf_counter()
    pages = list(pages_of(files))
    read = time.perf_counter()
    store = index_of(pages, embeddings, folder)
    done = time.perf_counter()
    stages = {"reading": read - began, "embedding": done - read}
    return Ingested(len(pages), done - began, stages, size_of(folder)), store


def recall_at_1(found: Callable[[str], str], queries: Sequence[Query], judgements: Judgements) -> float:
    """Share of the queries whose first document is a right one.

    Args:
        found: gives the id of the first document of a question.
    """
    return float(np.mean([found(query.text) in judgements[query.id] for query in queries]))


def records_store(records: Sequence[Record], embeddings: PlainEmbeddings, folder: Path) -> Chroma:
    """The plain pipeline's store of BEIR records, each chunk with the id of its record as ``source``."""
    from langchain_core.documents import Document

    from evals.bench.langchain_baseline import index_of

    texts = [Document(f"{r.title}\n{r.text}".strip(), metadata={"source": r.id}) for r in records]
    return index_of(texts, embeddings, folder)


def page_count(files: Sequence[Path]) -> int:
    """The pages of PDF files."""
    return sum(len(PdfReader(path).pages) for path in files)


def size_of(folder: Path) -> float:
    """MiB of the files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MIB
