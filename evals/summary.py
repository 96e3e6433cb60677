"""The figures of a run: counts, rates with intervals, by tag, latency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from evals.metrics import Estimate, estimate, percentile
from evals.questions import Question
from evals.runner import Result
from evals.scoring import Outcome

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

LABELS = {
    "answerable_ok": "Réponses justes",
    "unanswerable_ok": "Refus justes",
    "fact_recall": "Faits montrés",
    "source_hit": "Source attendue citée",
    "source_precision": "Pages citées qui sont attendues",
    "source_recall": "Pages attendues qui sont citées",
    "action_recall": "Actions attendues proposées",
    "verbatim": "Citations mot pour mot",
}

MEANINGS = {
    "answerable_ok": "questions dont le corpus contient la réponse : tous les faits, rien d’interdit, "
    "la bonne source et les bonnes actions",
    "unanswerable_ok": "questions dont le corpus ne contient pas la réponse : l’assistant refuse",
    "fact_recall": "part des faits attendus qui sont montrés, un refus à tort comptant zéro",
    "source_hit": "au moins une citation vient d’une page attendue",
    "source_precision": "parmi les pages citées, part de celles qui étaient attendues",
    "source_recall": "parmi les pages attendues, part de celles qui sont citées",
    "action_recall": "parmi les actions attendues, part de celles qui sont proposées",
    "verbatim": "part des citations dont le texte se trouve tel quel dans la page citée",
}


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What was run: the set, on which index, by what, when (ISO date), up to the end or not."""

    set: str
    date: str
    model: str
    index: str
    generation: str
    complete: bool = True


@dataclass(frozen=True, slots=True)
class TagFigures:
    """The questions of one tag."""

    tag: str
    questions: int
    ok: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that ``summary.json`` holds.

    Attributes:
        counts: ``questions``, ``answerable``, ``unanswerable``, and each outcome.
        metrics: by name, only those that are defined for at least one question.
        latency_ms: ``p50`` and ``p95`` of the answers, ``None`` without any.
    """

    run: RunInfo
    counts: dict[str, int]
    metrics: dict[str, Estimate]
    tags: tuple[TagFigures, ...]
    latency_ms: dict[str, float | None]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, the tags by name."""
        values = asdict(self)
        values["tags"] = {tag.pop("tag"): tag for tag in values["tags"]}
        return values


def summarize(run: RunInfo, questions: Sequence[Question], results: Sequence[Result]) -> Summary:
    """The figures of the results.

    Args:
        run: what was run.
        questions: the question of each result, in the same order.
        results: at least one.
    """
    timings = [result.answer.timings_ms for result in results if result.answer]
    latencies = [stages["total"] for stages in timings if "total" in stages]
    return Summary(
        run=run,
        counts=_counts(questions, results),
        metrics=_metrics(questions, results),
        tags=_tags(questions, results),
        latency_ms={"p50": percentile(latencies, 50), "p95": percentile(latencies, 95)},
    )


def _counts(questions: Sequence[Question], results: Sequence[Result]) -> dict[str, int]:
    outcomes = Counter(result.outcome for result in results)
    answerable = sum(question.answerable for question in questions)
    sizes = {
        "questions": len(results),
        "answerable": answerable,
        "unanswerable": len(results) - answerable,
    }
    return sizes | {outcome: outcomes[outcome] for outcome in OUTCOMES}


def _metrics(questions: Sequence[Question], results: Sequence[Result]) -> dict[str, Estimate]:
    pairs = list(zip(questions, results, strict=True))
    found = {
        "answerable_ok": estimate([r.outcome == "ok" for q, r in pairs if q.answerable]),
        "unanswerable_ok": estimate([r.outcome == "ok" for q, r in pairs if not q.answerable]),
    }
    for name in LABELS.keys() - found.keys():
        found[name] = estimate([r.scores[name] for r in results if name in r.scores])
    return {name: figure for name in LABELS if (figure := found[name]) is not None}


def _tags(questions: Sequence[Question], results: Sequence[Result]) -> tuple[TagFigures, ...]:
    outcomes: dict[str, list[bool]] = {}
    for question, result in zip(questions, results, strict=True):
        for tag in dict.fromkeys(question.tags):
            outcomes.setdefault(tag, []).append(result.outcome == "ok")
    figures = ((tag, ok, estimate(ok)) for tag, ok in sorted(outcomes.items()))
    return tuple(TagFigures(tag, len(ok), sum(ok), rate) for tag, ok, rate in figures if rate is not None)
