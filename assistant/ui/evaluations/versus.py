"""One run beside an earlier one of the same set: what broke, what was mended, how the figures moved."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.ui.evaluations.comparison import Change, Comparison, ComparisonError, MetricChange, compare
from assistant.ui.evaluations.figures import draw_table
from assistant.ui.evaluations.runs import Figure, Run
from assistant.ui.evaluations.words import OUTCOMES, interval, moment, percent, points
from assistant.ui.shell import counted, escape_markdown, safe

_KINDS = {
    "broken": ("cassée", "cassées"),
    "fixed": ("réparée", "réparées"),
    "other": ("autre changement", "autres changements"),
    "reworded": ("au texte différent", "au texte différent"),
}
_TONES = {"broken": "unknown", "fixed": "coming"}
_KEY = "evaluation-comparison"


def draw_versus(run: Run, runs: Sequence[Run]) -> None:
    """Chooses the run of reference and draws the comparison."""
    others = {r.folder.as_posix(): r for r in runs if r.name == run.name and r.folder != run.folder}
    if not others:
        st.info("Il n’y a pas d’autre passage de ce jeu : faites-en un second pour les comparer.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Référence",
            list(others),
            format_func=lambda folder: f"{moment(others[folder].about.date)} · {others[folder].folder.name}",
            key="evaluation-reference",
            width=480,
        )
        asked = st.button("Comparer", type="primary")
    pair = (chosen, run.folder.as_posix())
    if asked:
        _compare(others[chosen], run)
    kept: tuple[tuple[str, str], Comparison] | None = st.session_state.get(_KEY)
    if kept is not None and kept[0] == pair:
        _draw(kept[1])


def _compare(reference: Run, run: Run) -> None:
    st.session_state.pop(_KEY, None)
    with st.spinner("Comparaison en cours…"):
        try:
            found = compare(reference.folder, run.folder)
        except ComparisonError as error:
            st.error(escape_markdown(str(error)))
            return
    st.session_state[_KEY] = ((reference.folder.as_posix(), run.folder.as_posix()), found)


def _draw(comparison: Comparison) -> None:
    if comparison.regression:
        st.error(escape_markdown("Régression. " + " ".join(comparison.reasons)))
    else:
        st.success("Pas de régression.")
    counts = [f"{n} {_KINDS[kind][n > 1]}" for kind, n in comparison.counts.items() if n and kind in _KINDS]
    same = counted(comparison.counts.get("same", 0), "identique")
    st.html(f"<p class='outcomes'>{safe(' · '.join([*counts, same]))}</p>")
    both = [change for change in comparison.metrics.values() if change.a and change.b]
    rows = [_row(change) for change in both or comparison.metrics.values()]
    draw_table(("Mesure", "Référence", "Ce passage", "Écart, en points"), rows)
    for change in sorted(comparison.changes, key=lambda change: list(_KINDS).index(change.kind)):
        if change.before != change.after:
            st.html(_question(change))


def _row(change: MetricChange) -> tuple[str, str, str, str]:
    return change.label, _figure(change.a), _figure(change.b), _difference(change.difference)


def _figure(figure: Figure | None) -> str:
    return "sans objet" if figure is None else f"{percent(figure.value)} ({interval(figure)})"


def _difference(figure: Figure | None) -> str:
    if figure is None:
        return "sans objet"
    return f"{points(figure.value)} ({points(figure.low)} à {points(figure.high)})"


def _question(change: Change) -> str:
    before, after = (OUTCOMES.get(outcome, outcome) for outcome in (change.before, change.after))
    move = f"{before} → {after}" if before != after else after
    notes = ["indispensable"] if change.must_pass else []
    notes += ["question modifiée"] if change.edited else []
    return (
        f"<article class='asked'><p class='chips'><span class='chip {_TONES.get(change.kind, 'past')}'>"
        f"{safe(_KINDS.get(change.kind, (change.kind,))[0])}</span>"
        f"<span class='facts'>{safe(' · '.join((change.id, move, *notes)))}</span></p>"
        f"<h3 class='card-title'>{safe(change.question)}</h3></article>"
    )
