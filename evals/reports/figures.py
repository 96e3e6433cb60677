"""``evals figures``: the figures of the latest runs, written between two markers of the README."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.reports.overview import read_sets
from evals.runs.summary import Summary
from evals.scoring.metrics import Estimate
from evals.sets.jsonl import DatasetError, read_text

START, END = "<!-- figures: start (evals figures) -->", "<!-- figures: end -->"
_COLUMNS = {
    "answerable_ok": "right answers",
    "unanswerable_ok": "right refusals",
    "fact_recall": "fact recall",
    "recall@5": "retrieval recall@5",
    "sentence_verbatim": "verbatim quotes",
}


def write_figures(folders: Sequence[Path], target: Path) -> None:
    """Replaces what is between the markers of a file by the figures of run folders.

    Raises:
        DatasetError: there is no run, a folder is damaged, or the file has no markers.
    """
    if not folders:
        raise DatasetError("Aucun passage terminé dans evals/runs. Lancez d’abord : evals run all.")
    text = read_text(target)
    if START not in text or END not in text.split(START, 1)[1]:
        raise DatasetError(f"{target} n’a pas les repères « {START} » et « {END} ». Ajoutez-les.")
    before, rest = text.split(START, 1)
    _, after = rest.split(END, 1)
    block = figures_table([each.summary for each in read_sets(folders)])
    target.write_text(f"{before}{START}\n{block}{END}{after}", encoding="utf-8")


def figures_table(summaries: Sequence[Summary]) -> str:
    """A Markdown table, a set a line, with 95 % intervals."""
    head = ("set", "questions", *_COLUMNS.values(), "p50 / p95")
    lines = [_row(head), _row(["---"] * len(head))]
    lines += [_row(_cells(summary)) for summary in summaries]
    dates = sorted(summary.run.date[:10] for summary in summaries)
    days = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    return "\n".join(lines) + f"\n\nMeasured on {days}; 95 % bootstrap intervals.\n"


def _cells(summary: Summary) -> list[str]:
    times = [summary.latency_ms["p50"], summary.latency_ms["p95"]]
    latency = " / ".join("–" if time is None else f"{time:.0f} ms" for time in times)
    figures = [_written(summary.metrics.get(name)) for name in _COLUMNS]
    return [summary.run.set, str(summary.counts["questions"]), *figures, latency]


def _written(figure: Estimate | None) -> str:
    if figure is None:
        return "–"
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f}–{100 * figure.high:.1f})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
