"""What the plots of a report show: confidence, reliability of the refusal decision, response times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from evals.reports.plots import Axis, Mark, Series, histogram, reliability
from evals.running.runner import Result
from evals.scoring.metrics import Estimate, estimate, percentile
from evals.sets.questions import Question
from evals.words.wording import milliseconds, percent

_GROUPS = 8
_FEW = 5
Pair = tuple[Question, Result]

_CONFIDENCE = Axis("confiance de l’assistant avant de décider", 0, 1, lambda value: f"{100 * value:.0f} %")
_DISTRIBUTION = (
    "Pour chaque question, l’assistant estime la probabilité que le corpus contienne la réponse. Plus les "
    "deux couleurs sont séparées, plus il est facile de décider. Des règles (sujet absent, hors domaine, "
    "actions datées) décident aussi, avant ou après le seuil."
)
_RELIABILITY = (
    "Quand l’assistant annonce 80 % de confiance, le corpus contient-il vraiment la réponse 8 fois sur 10 ? "
    "Sur la diagonale, ce qu’il annonce est ce que l’on observe ; au-dessus, il est trop prudent ; "
    "au-dessous, trop sûr de lui. Les traits verticaux sont les intervalles à 95 %."
)


def plots(pairs: Sequence[Pair], threshold: float | None) -> str:
    """The plots of some questions, as HTML; empty when nothing was measured."""
    parts = [_confidence(pairs, threshold), _agreement(pairs), _times(pairs)]
    return f'<div class="plots">{"".join(parts)}</div>' if any(parts) else ""


def reliability_points(confidence: Sequence[tuple[float, bool]]) -> list[tuple[float, Estimate]]:
    """Mean confidence and share answerable of groups of equal width; small groups are left out."""
    points = []
    edges = np.linspace(0, 1, _GROUPS + 1)
    for low, high in pairwise(edges):
        inside = [(c, a) for c, a in confidence if low <= c < high or (high == 1 == c)]
        observed = estimate([float(answerable) for _, answerable in inside])
        if observed is not None and observed.n >= _FEW:
            points.append((float(np.mean([c for c, _ in inside])), observed))
    return points


def _known(pairs: Sequence[Pair]) -> list[tuple[float, bool]]:
    return [(r.trace.confidence, q.answerable) for q, r in pairs if r.trace.confidence is not None]


def _confidence(pairs: Sequence[Pair], threshold: float | None) -> str:
    known = _known(pairs)
    if not known:
        return ""
    series = [
        Series("réponse dans le corpus", "good", [c for c, answerable in known if answerable]),
        Series("pas de réponse", "bad", [c for c, answerable in known if not answerable]),
    ]
    marks = [] if threshold is None else [Mark(f"seuil {percent(threshold)}", threshold)]
    shown = [each for each in series if each.values]
    return _figure("Confiance", _DISTRIBUTION, histogram(shown, _CONFIDENCE, marks=marks))


def _agreement(pairs: Sequence[Pair]) -> str:
    known = _known(pairs)
    if len({answerable for _, answerable in known}) < 2:
        return ""
    plot = reliability(reliability_points(known), _CONFIDENCE, "réponse dans le corpus")
    return _figure("Fiabilité de la décision", _RELIABILITY, plot)


def _times(pairs: Sequence[Pair]) -> str:
    times = [result.timings_ms["total"] for _, result in pairs if "total" in result.timings_ms]
    median, slow = percentile(times, 50), percentile(times, 95)
    if median is None or slow is None:
        return ""
    axis = Axis("temps de réponse", 0, max(1.0, 1.5 * slow), lambda value: f"{value:.0f} ms")
    marks = [
        Mark(f"moitié sous {milliseconds(median)}", median),
        Mark(f"95 % sous {milliseconds(slow)}", slow),
    ]
    text = "Sur la machine de l’évaluation, une question après l’autre dans chaque processus."
    return _figure(
        "Temps de réponse", text, histogram([Series("questions", "accent", times)], axis, 30, marks)
    )


def _figure(title: str, text: str, plot: str) -> str:
    return f"<figure><figcaption><b>{title}.</b> {text}</figcaption>{plot}</figure>"
