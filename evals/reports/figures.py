"""``evals figures``: the figures of the latest runs, written between two markers of the README."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.reports.overview import read_sets
from evals.running.summary import Summary
from evals.sets.jsonl import DatasetError, read_text
from evals.sets.registry import card_of
from evals.words.labels import AMOUNTS

START, END = "<!-- figures: start (evals figures) -->", "<!-- figures: end -->"
TARGETS = [Path("README.md"), Path("docs/figures.md")]
_COLUMNS = {
    "answerable_ok": "right answers",
    "unanswerable_ok": "right refusals",
    "fact_recall": "fact recall",
    "first_hit": "first line holds a fact",
    "lines": "lines",
    "recall@5": "retrieval recall@5",
    "sentence_verbatim": "verbatim quotes",
}
_BY_CONSTRUCTION = "†"
_KINDS = {
    "development": (
        "*Development*: its questions and their outcomes were looked at while rules were written; its "
        "figures tell that nothing got worse. On questions never seen, expect less."
    ),
    "training": "*Training*: constants are fitted on it; on questions never seen, expect less.",
    "sealed": "*Sealed*: nobody who writes rules had seen it; its figures are what to expect.",
    "undeclared": "*Undeclared*: not a set of the project (`evals/datasets/sets.yaml`).",
}


def write_figures(folders: Sequence[Path], targets: Sequence[Path]) -> None:
    """Replaces what is between the markers of some files by the figures of run folders.

    Raises:
        DatasetError: there is no run, a folder is damaged, or a file has no markers; none is then written.
    """
    if not folders:
        raise DatasetError("Aucun passage terminé dans evals/runs. Lancez d’abord : evals run all.")
    around = {target: _around(target) for target in targets}
    block = figures_table([each.summary for each in read_sets(folders)])
    for target, (before, after) in around.items():
        target.write_text(f"{before}{START}\n{block}{END}{after}", encoding="utf-8")


def _around(target: Path) -> tuple[str, str]:
    """What stands before and after the markers."""
    text = read_text(target)
    if START not in text or END not in text.split(START, 1)[1]:
        raise DatasetError(f"{target} n’a pas les repères « {START} » et « {END} ». Ajoutez-les.")
    before, rest = text.split(START, 1)
    return before, rest.split(END, 1)[1]


def figures_table(summaries: Sequence[Summary]) -> str:
    """A Markdown table, a set a line, with 95 % intervals."""
    head = ("set", "kind", "questions", *_COLUMNS.values(), "p50 / p95")
    lines = [_row(head), _row(["---"] * len(head))]
    lines += [_row(_cells(summary)) for summary in summaries]
    dates = sorted(summary.run.date[:10] for summary in summaries)
    days = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    return "\n".join(lines) + f"\n\nMeasured on {days}; 95 % bootstrap intervals. {_caption(summaries)}\n"


def _caption(summaries: Sequence[Summary]) -> str:
    """What the kinds of the table mean, and which of its figures could not come out otherwise."""
    kinds = [text for kind, text in _KINDS.items() if kind in map(_kind, summaries)]
    copied = any(set(summary.by_construction) & _COLUMNS.keys() for summary in summaries)
    note = [f"{_BY_CONSTRUCTION} By construction: each sentence is copied from its page."] if copied else []
    return " ".join([*kinds, *note])


def _kind(summary: Summary) -> str:
    card = card_of(summary.run.set)
    return card.kind if card else "undeclared"


def _cells(summary: Summary) -> list[str]:
    times = [summary.latency_ms["p50"], summary.latency_ms["p95"]]
    latency = " / ".join("–" if time is None else f"{time:.0f} ms" for time in times)
    figures = [_written(name, summary) for name in _COLUMNS]
    return [summary.run.set, _kind(summary), str(summary.counts["questions"]), *figures, latency]


def _written(name: str, summary: Summary) -> str:
    figure = summary.metrics.get(name)
    if figure is None:
        return "–"
    if name in AMOUNTS:
        return f"{figure.value:.1f} ({figure.low:.1f}–{figure.high:.1f})"
    mark = f" {_BY_CONSTRUCTION}" if name in summary.by_construction else ""
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f}–{100 * figure.high:.1f}){mark}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
