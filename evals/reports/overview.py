"""``evals report``: one page over the latest runs of all sets, which stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from evals.reports.page import (
    HOW_TO_READ,
    KINDS_OF_SETS,
    failures,
    metrics_table,
    section,
    table,
    tags,
    whole_page,
)
from evals.reports.plot_sections import Pair, plots
from evals.running.reading import read_pairs
from evals.running.run_folder import RunFolder, load_run
from evals.running.summary import Summary, summarize, tag_figures
from evals.sets.registry import kind_in_french
from evals.words.labels import LABELS, MEANINGS
from evals.words.wording import metric_interval, metric_value, milliseconds

_MAIN = ("answerable_ok", "unanswerable_ok", "fact_recall", "first_hit", "lines", "recall@5")
_INTRODUCTION = """
<p>L’assistant répond à des questions d’après les documents d’un centre de ressources, en citant ses sources,
et refuse quand les documents ne disent rien. Cette page dit à quel point il y arrive : des jeux de questions
dont on connaît la bonne réponse lui ont été posés, et chaque réponse a été comparée à ce qui était attendu,
sans avis humain ni modèle de langue.</p>
<p>Deux choses comptent autant l’une que l’autre : répondre juste quand le corpus contient la réponse, et
refuser quand il ne la contient pas.</p>
"""


@dataclass(frozen=True, slots=True)
class EvaluatedSet:
    """One set with what it gave."""

    run: RunFolder
    pairs: list[Pair]
    summary: Summary


def write_overview(folders: Sequence[Path], target: Path) -> Path:
    """Writes the page of some run folders, one a set.

    Raises:
        DatasetError: a folder is damaged, or the page cannot be written.
    """
    sets = read_sets(folders)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render_overview(sets), encoding="utf-8")
    return target


def read_sets(folders: Sequence[Path]) -> list[EvaluatedSet]:
    """The runs of some folders, measured again from their lines.

    Raises:
        DatasetError: a folder is damaged.
    """
    sets = []
    for folder in folders:
        run = load_run(folder)
        info, pairs = read_pairs(run)
        summary = summarize(info, [q for q, _ in pairs], [r for _, r in pairs])
        sets.append(EvaluatedSet(run, pairs, summary))
    return sets


def render_overview(sets: Sequence[EvaluatedSet]) -> str:
    """The whole page."""
    every = [pair for each in sets for pair in each.pairs]
    thresholds = {each.summary.run.threshold for each in sets}
    threshold = thresholds.pop() if len(thresholds) == 1 else None
    figures = tag_figures([q for q, _ in every], [r for _, r in every])
    body = [
        _header(sets, every),
        section("De quoi s’agit-il ?", _INTRODUCTION),
        section("Les jeux de questions", _sets(sets)),
        section("Toutes questions confondues", _metrics(every, sets)),
        section("En images", plots(every, threshold)),
        section("Par étiquette", tags([figure for figure in figures if figure.questions >= 5])),
        section("Comment lire ces chiffres", HOW_TO_READ),
        *(_failed(each) for each in sets),
    ]
    return whole_page("Évaluation de l’assistant", body)


def _header(sets: Sequence[EvaluatedSet], every: Sequence[Pair]) -> str:
    dates = sorted(each.summary.run.date for each in sets)
    models = sorted({each.summary.run.model for each in sets})
    right = sum(result.outcome == "ok" for _, result in every)
    when = dates[0] if dates[0] == dates[-1] else f"du {dates[0]} au {dates[-1]}"
    facts = f"{len(every)} questions, {right} traitées comme attendu · {when} · modèle {', '.join(models)}"
    partial = [each.run.name for each in sets if not each.summary.run.complete]
    warning = f'<p class="fault">Passages interrompus : {escape(", ".join(partial))}.</p>' if partial else ""
    return f'<h1>Évaluation de l’assistant</h1><p class="soft">{escape(facts)}</p>{warning}'


def _sets(sets: Sequence[EvaluatedSet]) -> str:
    titles = ("Jeu", "Genre", "Questions", *(LABELS[name] for name in _MAIN), "Temps médian")
    rows = [f"<tr>{''.join(_cells(each))}</tr>" for each in sets]
    notes = "".join(f"<li><b>{escape(LABELS[name])}</b> : {escape(MEANINGS[name])}.</li>" for name in _MAIN)
    return table("questions", titles, rows) + KINDS_OF_SETS + f'<ul class="soft">{notes}</ul>'


def _cells(each: EvaluatedSet) -> list[str]:
    summary = each.summary
    cells = [f'<td><a href="#{_anchor(each)}">{escape(each.run.name)}</a></td>']
    cells.append(f"<td>{escape(kind_in_french(each.run.name))}</td>")
    cells.append(f'<td class="figure">{summary.counts["questions"]}</td>')
    for name in _MAIN:
        figure = summary.metrics.get(name)
        between = f"<small>{metric_interval(name, figure)}</small>" if figure else ""
        cells.append(f'<td class="figure">{metric_value(name, figure) if figure else "–"}{between}</td>')
    return [*cells, f'<td class="figure">{milliseconds(summary.latency_ms["p50"])}</td>']


def _metrics(every: Sequence[Pair], sets: Sequence[EvaluatedSet]) -> str:
    summary = summarize(sets[0].summary.run, [q for q, _ in every], [r for _, r in every])
    return metrics_table(summary)


def _failed(each: EvaluatedSet) -> str:
    failed = [pair for pair in each.pairs if pair[1].outcome != "ok"]
    title = f"{each.run.name} : {len(failed)} à revoir sur {len(each.pairs)}"
    content = failures(failed, each.summary.run.threshold, opened=False)
    return f'<div id="{_anchor(each)}">{section(title, content)}</div>'


def _anchor(each: EvaluatedSet) -> str:
    return "jeu-" + "".join(c if c.isalnum() else "-" for c in each.run.name)
