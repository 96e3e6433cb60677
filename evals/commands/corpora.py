"""What each command does, from its options to its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.embedding import load_encoder
from assistant.index import Index, Manifest
from assistant.search import HybridRetriever
from assistant.settings import PARIS, Settings, load_settings
from assistant.terminal import show_json, stage_bars
from evals.corpora import refusal, retrieval
from evals.corpora.beir import index_corpus, load_judgements, load_queries
from evals.running.run_folder import RESULTS, SUMMARY
from evals.running.runner import make_folder, write_json, write_lines
from evals.scoring.metrics import Estimate
from evals.words.display import follow, show_table
from evals.words.wording import decimal, decimal_interval

RUNS = Path("evals/runs")
_COLUMNS = ("Mesure", "Valeur", "Intervalle à 95 %", "Questions")


@dataclass(frozen=True, slots=True)
class _Measured:
    """The figures of a BEIR folder with their French names, and one line of evidence a query."""

    kind: str
    title: str
    data: str
    figures: Mapping[str, Estimate | None]
    labels: Mapping[str, str]
    lines: Sequence[Mapping[str, Any]]


def measure_retrieval(folder: Path, out: Path | None, as_json: bool) -> None:
    """Measure retrieval on a BEIR folder, write and show the figures.

    Raises:
        AssistantError: the folder, a setting or the index cannot be used.
    """
    judgements = load_judgements(folder / "qrels.tsv")
    queries = retrieval.judged(load_queries(folder / "queries.jsonl"), judgements)
    settings = _indexed(folder)
    retriever = HybridRetriever(index=Index.open(settings.index), encoder=load_encoder(settings))

    def search(query: str, k: int) -> Iterator[tuple[str, float]]:
        return ((found.passage.document, found.score) for found in retriever.search(query, k))

    ranking = retrieval.rank_queries(queries, judgements, search)
    ranked = list(follow(ranking, len(queries), "Recherche"))
    labels = {name: f"{name} : {label}" for name, label in retrieval.LABELS.items()}
    lines = [query.to_dict() for query in ranked]
    measured = _Measured(
        "retrieval", "Recherche", folder.resolve().name, retrieval.mean_scores(ranked), labels, lines
    )
    _publish(measured, retriever.index.manifest, out, as_json)


def measure_refusal(folder: Path, out: Path | None, as_json: bool) -> None:
    """Measure the decision to answer, write and show the figures.

    Raises:
        AssistantError: the folder, a setting or the index cannot be used.
    """
    inside = load_queries(folder / "answerable.jsonl")
    outside = load_queries(folder / "unanswerable.jsonl")
    assistant = Assistant.open(_indexed(folder))
    decisions = list(follow(refusal.decide(inside, True, assistant), len(inside), "Avec réponse"))
    decisions += follow(refusal.decide(outside, False, assistant), len(outside), "Sans réponse")
    lines = [decision.to_dict() for decision in decisions]
    measured = _Measured(
        "refusal", "Refus", folder.resolve().name, refusal.summarize(decisions), refusal.LABELS, lines
    )
    _publish(measured, assistant.index.manifest, out, as_json)


def _publish(measured: _Measured, manifest: Manifest, out: Path | None, as_json: bool) -> None:
    """Write ``results.jsonl`` and ``summary.json``, then show the figures."""
    started = datetime.now(PARIS)
    folder = out or _default_folder(f"{measured.kind}-{measured.data}", started)
    known = {name: figure for name, figure in measured.figures.items() if figure is not None}
    values = {
        **{name: figure.value for name, figure in known.items()},
        "intervals": {name: [figure.low, figure.high] for name, figure in known.items()},
        "counts": {name: figure.n for name, figure in known.items()},
        "run": {
            "data": measured.data,
            "date": f"{started:%Y-%m-%d %H:%M}",
            "model": manifest.model,
            "generation": manifest.generation,
        },
    }
    make_folder(folder)
    write_lines(folder / RESULTS, measured.lines)
    write_json(folder / SUMMARY, values)
    if as_json:
        show_json(values)
        return
    rows = [
        (measured.labels[name], decimal(figure.value), decimal_interval(figure), str(figure.n))
        for name, figure in known.items()
    ]
    show_table(f"{measured.title} : {measured.data}", _COLUMNS, rows, folder)


def _indexed(folder: Path) -> Settings:
    """The settings with the index of the corpus of a BEIR folder, made if there is none yet."""
    settings = load_settings()
    with stage_bars() as progress:
        index = index_corpus(folder, settings, progress)
    return settings.model_copy(update={"index": index})


def _default_folder(name: str, started: datetime) -> Path:
    return RUNS / f"{name}-{started:%Y%m%d-%H%M%S}"
