"""``python -m evals compare A B``: shows a comparison, in French or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.terminal import say, show_json
from evals.running.baselines import load_reference
from evals.running.compare import KINDS, Change, Comparison, MetricChange, compare
from evals.running.faults import OUTCOME_LABELS
from evals.words.wording import decimal, percent, signed_points

_SHOWN_SCORES = 3
_STYLES = {"broken": "red", "fixed": "green", "other": "yellow", "reworded": "dim"}


def run_compare(a: Path, b: Path, chosen: Sequence[str], as_json: bool) -> bool:
    """Compares run folders, or a baseline with one, and shows what changed; gives whether B is worse.

    Raises:
        DatasetError: a folder is damaged, the runs are not of the same questions, or a metric is unknown.
    """
    comparison = compare(load_reference(a), load_reference(b), chosen)
    if as_json:
        show_json(comparison.to_dict())
    else:
        _show(comparison)
    return comparison.regression


def _show(comparison: Comparison) -> None:
    console = Console()
    console.print(_metrics(comparison))
    if comparison.changes:
        console.print(_changes(comparison.changes))
    counts = comparison.counts
    say(
        f"{counts['broken']} cassée(s), {counts['fixed']} réparée(s), "
        f"{counts['other']} autre(s) changement(s), "
        f"{counts['reworded']} réponse(s) au texte différent, {counts['same']} identique(s)."
    )
    lost = [change.id for change in comparison.changes if change.kind == "broken"]
    if lost:
        say(f"Perdues : {', '.join(lost)}.")
    edited = [change.id for change in comparison.changes if change.edited]
    if edited:
        say(f"Attention : question modifiée entre les deux passages : {', '.join(edited)}.")
    for reason in comparison.reasons:
        console.print(f"Régression. {reason}", style="red", markup=False, highlight=False, soft_wrap=True)
    if not comparison.regression:
        say("Pas de régression.")


def _metrics(comparison: Comparison) -> Table:
    title = f"{comparison.b.name} : {comparison.a.folder} → {comparison.b.folder}"
    table = Table(
        title=escape(title), title_justify="left", caption="* mesure qui décide", caption_justify="left"
    )
    table.add_column("Mesure")
    for name in ("A", "B", "Écart", "Intervalle à 95 %", "Hausses, baisses", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    for metric in comparison.metrics.values():
        table.add_row(*map(escape, _row(metric)), style="red" if metric.regression else None)
    return table


def _row(metric: MetricChange) -> tuple[str, ...]:
    difference = metric.difference
    between = f"de {signed_points(difference.low)} à {signed_points(difference.high)}" if difference else ""
    return (
        metric.label + (" *" if metric.chosen else ""),
        percent(metric.a.value if metric.a else None),
        percent(metric.b.value if metric.b else None),
        signed_points(difference.value) if difference else "",
        between,
        f"+{len(metric.better)} −{len(metric.worse)}",
        decimal(metric.p),
    )


def _changes(changes: Sequence[Change]) -> Table:
    table = Table(title="Questions qui ont changé", title_justify="left")
    for name in ("Numéro", "Changement", "Question", "Issue", "Scores"):
        table.add_column(name, no_wrap=name == "Numéro")
    order = list(KINDS)
    for change in sorted(changes, key=lambda c: order.index(c.kind)):
        number = f"{change.id} !" if change.must_pass else change.id
        row = (number, KINDS[change.kind], change.question, _outcomes(change), _moved(change))
        table.add_row(*map(escape, row), style=_STYLES[change.kind])
    return table


def _outcomes(change: Change) -> str:
    before, after = (OUTCOME_LABELS.get(name, name) for name in (change.before, change.after))
    return before if before == after else f"{before} → {after}"


def _moved(change: Change) -> str:
    moved = [f"{name} {_number(x)} → {_number(y)}" for name, (x, y) in change.scores.items()]
    more = [f"et {len(moved) - _SHOWN_SCORES} autres"] if len(moved) > _SHOWN_SCORES else []
    return "\n".join(moved[:_SHOWN_SCORES] + more)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", ",")
