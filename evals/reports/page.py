"""The HTML report of a run: one page that stands alone, whatever text it shows.

Every text goes through ``html.escape``; the page loads nothing, and says so in its content policy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from pathlib import Path

from assistant.types import Answer
from evals.reports.plot_sections import plots
from evals.running.faults import OUTCOME_LABELS, faults, forms, sources
from evals.running.judgement import Judgement
from evals.running.runner import Result
from evals.running.summary import Summary, TagFigures
from evals.scoring.metrics import Estimate
from evals.sets.questions import Question
from evals.sets.registry import kind_in_french
from evals.words.labels import AMOUNTS, label, meaning
from evals.words.wording import (
    decimal,
    metric_interval,
    metric_value,
    milliseconds,
    percent,
    percent_interval,
)

_STYLE = Path(__file__).with_name("page.css")

_TEMPLATE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""

_SIDES = (
    ("answerable_ok", "Questions dont la réponse est dans le corpus", "entièrement justes"),
    ("unanswerable_ok", "Questions dont la réponse n’y est pas", "refusées comme il se doit"),
)
_FOUND = 5
_SPEAKERS = {"user": "Question", "assistant": "Réponse"}

HOW_TO_READ = """
<p>Chaque chiffre est une moyenne sur les questions concernées. L’intervalle à 95 % dit entre quelles valeurs
il varierait si l’on tirait d’autres questions du même genre : plus les questions sont nombreuses, plus il
est étroit. Deux chiffres dont les intervalles se recouvrent largement ne prouvent pas une différence.</p>
<p>Un fait est trouvé quand l’une de ses formes acceptées figure dans le texte montré (phrases, extraits
cités, titres des actions), sans tenir compte des majuscules, des accents, de la ponctuation ni des espaces ;
un nombre n’est pas trouvé à l’intérieur d’un nombre plus long.</p>
"""
KINDS_OF_SETS = """
<p>Un jeu de développement a été regardé pendant que les règles étaient écrites : ses chiffres disent que
rien ne s’est dégradé. Sur des questions jamais vues, attendez moins. Seul un jeu scellé, que personne de ceux
qui écrivent les règles n’avait vu, dit à quoi s’attendre. Un jeu d’apprentissage a servi à régler des
constantes.</p>
"""


def render_page(summary: Summary, questions: Sequence[Question], results: Sequence[Result]) -> str:
    """The whole page.

    Args:
        summary: the figures of the run.
        questions: the question of each result, in the same order.
        results: what happened to each question.
    """
    pairs = list(zip(questions, results, strict=True))
    failed = [pair for pair in pairs if pair[1].outcome != "ok"]
    body = [
        _header(summary),
        section("En bref", _in_short(summary)),
        section("Les chiffres", metrics_table(summary)),
        section("En images", drawn) if (drawn := plots(pairs, summary.run.threshold)) else "",
        section("Par étiquette", tags(summary.tags)) if summary.tags else "",
        section("Comment lire ces chiffres", KINDS_OF_SETS + HOW_TO_READ),
        section(f"Questions à revoir ({len(failed)})", failures(failed, summary.run.threshold)),
        section(f"Toutes les questions ({len(pairs)})", _all_questions(pairs)),
    ]
    return whole_page(f"Évaluation : {summary.run.set}", body)


def whole_page(title: str, body: Iterable[str]) -> str:
    """A page that stands alone, from the parts of its body."""
    style = _STYLE.read_text(encoding="utf-8")
    return _TEMPLATE.format(title=escape(title), style=style, body="\n".join(body))


def _header(summary: Summary) -> str:
    run = summary.run
    facts = (
        f"Jeu : {kind_in_french(run.set)}",
        f"le {run.date}",
        f"modèle {run.model or 'inconnu'}",
        f"index {run.index}, génération {run.generation}",
    )
    warning = (
        "" if run.complete else '<p class="fault">Évaluation interrompue : ces chiffres sont partiels.</p>'
    )
    return f'<h1>Évaluation : {escape(run.set)}</h1><p class="soft">{escape(" · ".join(facts))}</p>{warning}'


def section(title: str, content: str) -> str:
    """A part of the page under its title."""
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _in_short(summary: Summary) -> str:
    counts, latency = summary.counts, summary.latency_ms
    lines = [f"Questions posées : {counts['questions']}. Traitées comme attendu : {counts['ok']}."]
    for name, kind, verdict in _SIDES:
        if name in summary.metrics:
            figure = summary.metrics[name]
            lines.append(f"{kind} : {figure.n}, dont {percent(figure.value)} {verdict}.")
    if counts["refused"] or counts["error"]:
        lines.append(f"Refus à tort : {counts['refused']}. Erreurs : {counts['error']}.")
    if latency["p50"] is not None:
        times = f"{milliseconds(latency['p50'])} (19 fois sur 20, moins de {milliseconds(latency['p95'])})"
        lines.append(f"Temps de réponse médian : {times}.")
    if summary.judge is not None:
        lines.append(_opinion(summary.judge))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _opinion(judge: Judgement) -> str:
    beyond = "" if judge.kappa is None else f", kappa de Cohen {decimal(judge.kappa)}"
    return (
        f"Avis d’un modèle de langue ({judge.model}), à titre indicatif : "
        f"{percent(judge.right.value if judge.right else None)} de réponses justes ; accord avec les mesures "
        f"exactes : {percent(judge.agreement.value if judge.agreement else None)}{beyond}. "
        f"Sans avis : {judge.unread}."
    )


def metrics_table(summary: Summary) -> str:
    """Every metric with what it means, its interval, and whether it could come out otherwise."""
    rows = [_metric_row(name, figure, summary.by_construction) for name, figure in summary.metrics.items()]
    return table("figures", ("Mesure", "Questions", "Valeur", "Intervalle à 95 %", ""), rows)


def _metric_row(name: str, figure: Estimate, by_construction: Collection[str]) -> str:
    named = escape(label(name, by_construction))
    titled = f"{named}<small>{escape(meaning(name, by_construction))}</small>"
    if name not in AMOUNTS:
        return estimate_row(titled, str(figure.n), figure)
    written = metric_value(name, figure), metric_interval(name, figure)
    return _row(titled, str(figure.n), *written, "")


def tags(figures: Sequence[TagFigures]) -> str:
    """The rates by tag."""
    rows = [estimate_row(escape(t.tag), f"{t.ok} sur {t.questions}", t.rate) for t in figures]
    return table("figures", ("Étiquette", "Justes", "Taux", "Intervalle à 95 %", ""), rows)


def estimate_row(title: str, count: str, figure: Estimate) -> str:
    """A figure with its interval, drawn as well; ``title`` is HTML already."""
    return _row(title, count, percent(figure.value), percent_interval(figure), bar(figure))


def _row(title: str, count: str, value: str, interval: str, drawn: str) -> str:
    return (
        f'<tr><td class="label">{title}</td><td>{escape(count)}</td><td class="figure">{value}</td>'
        f'<td class="interval">{interval}</td><td class="bar">{drawn}</td></tr>'
    )


def bar(figure: Estimate) -> str:
    """A share between 0 and 1 and its interval on a rail of 100 units."""
    low, value, high = (4 + 92 * x for x in (figure.low, figure.value, figure.high))
    return (
        '<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="rail" x1="4" x2="96" y1="6" y2="6"/>'
        f'<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="6" y2="6"/>'
        f'<rect class="value" x="{value - 1:.1f}" y="1" width="2" height="10"/></svg>'
    )


def table(name: str, titles: Iterable[str], rows: Iterable[str]) -> str:
    """A table of rows that are HTML already."""
    head = "".join(f"<th>{escape(title)}</th>" if title else '<th class="bar"></th>' for title in titles)
    content = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<div class="wide"><table class="{name}">{content}</table></div>'


def failures(failed: Sequence[tuple[Question, Result]], threshold: float | None, opened: bool = True) -> str:
    """Each question that went wrong beside its evidence, unfolded or not."""
    if not failed:
        return "<p>Aucune : toutes les questions sont justes.</p>"
    return "".join(_failure(question, result, threshold, opened) for question, result in failed)


def _failure(question: Question, result: Result, threshold: float | None, opened: bool) -> str:
    title = f"{_outcome(result)} · {escape(question.question)}"
    entries = [
        ("Numéro", escape(question.id)),
        ("Conversation", _list(f"{_SPEAKERS[turn.role]} : {turn.content}" for turn in question.history)),
        ("Date de référence", escape(str(question.today or ""))),
        ("Pourquoi", f'<div class="fault">{_list(faults(question, result))}</div>'),
        ("Attendu", _expected(question)),
        ("Montré", _shown(result.answer) if result.answer else "<p>Rien.</p>"),
        ("Trouvé", _found(question, result, threshold)),
    ]
    items = "".join(f"<dt>{name}</dt><dd>{content}</dd>" for name, content in entries if content)
    return f"<details{' open' if opened else ''}><summary>{title}</summary><dl>{items}</dl></details>"


def _expected(question: Question) -> str:
    if not question.answerable:
        return "<p>Un refus : le corpus ne contient pas la réponse.</p>"
    lines = [f"Fait : {forms(fact)}" for fact in question.facts]
    lines += [f"Source : {sources([source])}" for source in question.sources]
    lines += [f"Action : « {fragment} »" for fragment in question.actions]
    lines += ["Aucune action"] if question.no_actions else []
    lines += [f"Jamais : « {form} »" for form in question.forbidden]
    return _list(lines) or "<p>Une réponse.</p>"


def _shown(answer: Answer) -> str:
    if answer.refused:
        return f"<p>Refus. {escape(answer.refusal_reason or '')}</p>"
    sentences = [f"{s.text} {''.join(f'[{n}]' for n in s.citations)}".strip() for s in answer.sentences]
    quotes = "".join(
        f"<blockquote>[{c.n}] {escape(c.title)}{escape(_page(c.page))} : « {escape(c.quote)} »</blockquote>"
        for c in answer.citations
    )
    actions = _list(f"Action : {a.title} ({a.when}, {a.period})" for a in answer.actions)
    notice = f"<p>Remarque : {escape(answer.notice)}</p>" if answer.notice else ""
    return (notice + _list(sentences) + quotes + actions) or "<p>Rien.</p>"


def _page(page: int | None) -> str:
    return "" if page is None else f", page {page}"


def _all_questions(pairs: Sequence[tuple[Question, Result]]) -> str:
    rows = (
        f"<tr><td>{escape(question.id)}</td><td>{escape(question.question)}</td>"
        f"<td>{'réponse' if question.answerable else 'refus'}</td>"
        f"<td>{_outcome(result)}</td></tr>"
        for question, result in pairs
    )
    return table("questions", ("Numéro", "Question", "Attendu", "Résultat"), rows)


def _found(question: Question, result: Result, threshold: float | None) -> str:
    """What retrieval gave, an expected page being marked, and how sure the assistant was."""
    expected = {(s.document, page) for s in question.sources for page in s.pages or (None,)}
    lines = [
        f"{page.document}{_page(page.page)}"
        + (" ← attendue" if {(page.document, page.page), (page.document, None)} & expected else "")
        for page in result.trace.ranking[:_FOUND]
    ]
    sure = result.trace.confidence
    limit = "" if threshold is None else f" (seuil : {percent(threshold)})"
    told = "" if sure is None else f"<p>Confiance : {percent(sure)}{limit}</p>"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return told + (f"<ol>{items}</ol>" if items else "")


def _outcome(result: Result) -> str:
    return f'<span class="{result.outcome}">{escape(OUTCOME_LABELS[result.outcome])}</span>'


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""
