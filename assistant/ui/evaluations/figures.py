"""The figures of runs: the latest run of each set, and one run with its intervals and its tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assistant.ui.evaluations.runs import REPORT, Figure, Run
from assistant.ui.evaluations.words import OUTCOMES, SEVERAL, interval, metric, moment, percent
from assistant.ui.shell import counted, escape_markdown, safe

_HEADLINES = ("answerable_ok", "unanswerable_ok", "nDCG@10", "recall@1", "answered", "refused")


def draw_latest(runs: Iterable[Run]) -> None:
    """The latest run of each set, with its main figures."""
    latest: dict[str, Run] = {}
    for run in runs:
        latest.setdefault(run.name, run)
    rows = [(run.name, moment(run.about.date), _size(run), _headlines(run)) for run in latest.values()]
    st.html("<h2>Derniers passages</h2>")
    draw_table(("Jeu", "Date", "Questions", "Principaux chiffres, intervalle à 95 %"), rows)


def _size(run: Run) -> str:
    return str(run.counts.get("questions") or max((f.n for f in run.figures.values()), default=0))


def _headlines(run: Run) -> str:
    names = [name for name in _HEADLINES if name in run.figures] or list(run.figures)[:2]
    figures = ((metric(name), run.figures[name]) for name in names[:2])
    return " · ".join(f"{name} {percent(f.value)} ({interval(f)})" for name, f in figures)


def draw_run_figures(run: Run) -> None:
    """Everything that a run measured."""
    about = run.about
    facts = [about.generation and f"index {about.generation}", about.model]
    facts += [f"au {moment(about.today)}"] if about.today else []
    st.html(f"<p class='facts'>{safe(' · '.join(fact for fact in facts if fact))}</p>")
    if not about.complete:
        st.warning("Ce passage a été interrompu : ses chiffres portent sur les questions déjà posées.")
    _draw_counts(run.counts)
    if run.figures:
        draw_intervals({metric(name): figure for name, figure in run.figures.items()})
    if run.tags:
        st.html("<h3 class='label'>Réponses justes par étiquette</h3>")
        tags = sorted(run.tags.items(), key=lambda tag: tag[1].rate.value)
        draw_intervals({f"{name} : {tag.ok} sur {tag.questions}": tag.rate for name, tag in tags})
    _draw_report(run)


def _draw_counts(counts: Mapping[str, int]) -> None:
    if not counts:
        return
    parts = [counted(counts.get("questions", 0), "question")]
    parts += [
        f"{counts[name]} {SEVERAL.get(name, word) if counts[name] > 1 else word}"
        for name, word in OUTCOMES.items()
        if counts.get(name)
    ]
    st.html(f"<p class='outcomes' role='status'>{safe(' · '.join(parts))}</p>")


def draw_intervals(figures: Mapping[str, Figure]) -> None:
    """Shares on one scale, each a point on the line of its interval, with the figures beside it."""
    rows = [(name, _Bar(f), f"{percent(f.value)} ({interval(f)})", str(f.n)) for name, f in figures.items()]
    draw_table(("Mesure", "De 0 à 100 %", "Valeur et intervalle à 95 %", "Questions"), rows)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A figure drawn between 0 and 1; the same is written beside it, so it says nothing to screen readers."""

    figure: Figure

    def html(self) -> str:
        """The line of the interval and the point of the value."""
        low, high, value = (
            100 * min(max(x, 0.0), 1.0) for x in (self.figure.low, self.figure.high, self.figure.value)
        )
        return (
            f"<span class='bar' aria-hidden='true'><i style='left:{low:.1f}%;width:{high - low:.1f}%'></i>"
            f"<b style='left:{value:.1f}%'></b></span>"
        )


def draw_table(heads: Sequence[str], rows: Iterable[Sequence[str | _Bar]]) -> None:
    """A table of texts and bars; on a phone each row becomes a block with the headings inside."""
    head = "".join(f"<th scope='col'>{safe(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(map(_cell, heads, row))}</tr>" for row in rows)
    st.html(f"<table class='figures'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cell(head: str, value: str | _Bar) -> str:
    if isinstance(value, _Bar):
        return f"<td>{value.html()}</td>"
    return f"<td data-label='{safe(head)}'>{safe(value)}</td>"


def _draw_report(run: Run) -> None:
    report = run.folder / REPORT
    if not report.is_file():
        return
    st.download_button(
        escape_markdown("Télécharger le rapport complet (HTML)"),
        report.read_bytes,
        file_name=f"rapport-{run.folder.name}.html",
        mime="text/html",
        icon=":material/download:",
        on_click="ignore",
        key="evaluation-report",
    )
