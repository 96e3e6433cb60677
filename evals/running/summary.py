"""The figures of a run: counts, rates with intervals, by tag, latency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from evals.running.judgement import Judgement
from evals.running.runner import Result
from evals.scoring.metrics import Estimate, estimate, mean_amount, percentile
from evals.scoring.scoring import Outcome
from evals.sets.questions import Question
from evals.words.labels import AMOUNTS, BY_CONSTRUCTION, LABELS

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What was run: the set, on which index, by what, when (ISO date), up to the end or not.

    Attributes:
        today: reference date given to the run, ISO; ``None`` for the clock's.
        threshold: confidence from which the assistant answers.
    """

    set: str
    date: str
    model: str
    index: str
    generation: str
    complete: bool = True
    today: str | None = None
    threshold: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    def identity(self) -> dict[str, Any]:
        """What must be the same for a run to be taken up again."""
        return {name: getattr(self, name) for name in ("set", "model", "generation", "today", "threshold")}


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
        by_construction: names of the metrics that could not come out otherwise, the mode being extractive.
        judge: the opinion of a language model, when one was asked for it.
        latency_ms: ``p50`` and ``p95`` of the answers, ``None`` without any.
    """

    run: RunInfo
    counts: dict[str, int]
    metrics: dict[str, Estimate]
    tags: tuple[TagFigures, ...]
    latency_ms: dict[str, float | None]
    by_construction: tuple[str, ...] = ()
    judge: Judgement | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, the tags by name."""
        values = asdict(self)
        if self.judge is None:
            del values["judge"]
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
    metrics = _metrics(results)
    return Summary(
        run=run,
        counts=_counts(questions, results),
        metrics=metrics,
        tags=tag_figures(questions, results),
        latency_ms={"p50": percentile(latencies, 50), "p95": percentile(latencies, 95)},
        by_construction=_by_construction(metrics) if _is_extractive(results) else (),
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


def _metrics(results: Sequence[Result]) -> dict[str, Estimate]:
    scores = {name: [r.scores[name] for r in results if name in r.scores] for name in LABELS}
    found = {
        name: mean_amount(values) if name in AMOUNTS else estimate(values) for name, values in scores.items()
    }
    return {name: figure for name, figure in found.items() if figure is not None}


def _by_construction(metrics: Mapping[str, Estimate]) -> tuple[str, ...]:
    """A figure that is not 1 in spite of it tells of a fault, and is not marked."""
    return tuple(name for name, figure in metrics.items() if name in BY_CONSTRUCTION and figure.value == 1)


def _is_extractive(results: Sequence[Result]) -> bool:
    """Whether no answer was written by a language model."""
    return all(result.answer.mode == "extractive" for result in results if result.answer)


def tag_figures(questions: Sequence[Question], results: Sequence[Result]) -> tuple[TagFigures, ...]:
    """The share of right questions of each tag, the tags in alphabetical order."""
    outcomes: dict[str, list[bool]] = {}
    for question, result in zip(questions, results, strict=True):
        for tag in dict.fromkeys(question.tags):
            outcomes.setdefault(tag, []).append(result.outcome == "ok")
    figures = ((tag, ok, estimate(ok)) for tag, ok in sorted(outcomes.items()))
    return tuple(TagFigures(tag, len(ok), sum(ok), rate) for tag, ok, rate in figures if rate is not None)
