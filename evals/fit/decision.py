"""Fits the refusal decision and writes it with the figures it was measured with.

Four groups of questions: those that the refusal corpus answers; those whose article it lacks; the
first again with their passage taken away, so that only near misses are left (measured, not fitted on: that
would cost answers, see docs/decisions/0004-refusal.md); and the project's own.
Figures are out-of-fold (10 folds, whole articles kept together where the data name them).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.assistant import Assistant
from assistant.question import Kind
from assistant.reading import Answering, Strength, missing
from assistant.types import Turn
from evals.scoring.metrics import auc
from evals.sets.questions import Question as SetQuestion

_FOLDS = 10
OWN_WEIGHT = 3.0
NEAR_WEIGHT = 0.0
_REGULARISATION = 0.1
_WARNED = 0.10
"""Share of the answers to questions that have one that come with a warning."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the strength of its evidence.

    Attributes:
        part: ``answerable``, ``absent``, ``near`` or ``own``.
        fold: what must not be split between fitting and measuring.
        guarded: whether the guards refuse it, whatever the strength.
    """

    part: str
    fold: str
    answerable: bool
    strength: Strength
    weight: float
    guarded: bool = False


def _example(
    part: str, fold: str, answerable: bool, weight: float, state: Answering, assistant: Assistant
) -> Example:
    """A question read by the stages that serve."""
    assert state.strength is not None
    guarded = bool(missing(state.question, state.evidence, assistant.index, assistant.glossary))
    return Example(part, fold, answerable, state.strength, weight, guarded)


def refusal_examples(folder: Path, assistant: Assistant) -> Iterator[Example]:
    """The examples of a refusal folder, whose corpus the assistant has indexed."""
    for name, answerable in (("answerable", True), ("unanswerable", False)):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            state = assistant.read(record["text"])
            if state.strength is None:
                continue
            part = "answerable" if answerable else "absent"
            yield _example(part, record["title"], answerable, 1.0, state, assistant)
            if answerable:
                others = tuple(h for h in state.hits if h.passage.document != record["gold"])
                near = assistant.reader.weigh(replace(state, hits=others))
                yield _example("near", record["title"], False, NEAR_WEIGHT, near, assistant)


def own_examples(questions: Sequence[SetQuestion], assistant: Assistant) -> Iterator[Example]:
    """The project's own questions that reach the decision: what is answered before it is left out."""
    for question in questions:
        history = [Turn(m.role, m.content) for m in question.history]
        state = assistant.read(assistant.standalone(question.question, history))
        if state.strength is not None and state.kind is not Kind.ACTIONS:
            yield _example("own", f"own-{question.id}", question.answerable, OWN_WEIGHT, state, assistant)


def _model() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=2_000))


def _fit(values: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]) -> Pipeline:
    return _model().fit(values, labels, logisticregression__sample_weight=weights)


def out_of_fold(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Confidence of each example by a model that was fitted without its fold, shape (examples,)."""
    values, labels, weights = _arrays(examples)
    groups = [e.fold for e in examples]
    confidence = np.zeros(len(examples))
    for rest, held in GroupKFold(_FOLDS).split(values, labels, groups):
        model = _fit(values[rest], labels[rest], weights[rest])
        confidence[held] = model.predict_proba(values[held])[:, 1]
    return confidence


def _arrays(
    examples: Sequence[Example],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    values = np.array([e.strength.values() for e in examples])
    return values, np.array([e.answerable for e in examples]), np.array([e.weight for e in examples])


def fit(examples: Sequence[Example], refused: float = 0.90) -> dict[str, Any]:
    """The fitted decision as JSON values.

    Args:
        refused: share of the questions whose article is absent that must be refused, out of fold, by the
            guards or by the decision.
    """
    confidence = out_of_fold(examples)
    decided = np.where([e.guarded for e in examples], 0.0, confidence)
    absent = decided[[e.part == "absent" for e in examples]]
    threshold = float(np.quantile(absent, refused))
    sure = _sure(examples, decided, threshold)
    model = _fit(*_arrays(examples))
    scaler, regression = model.steps[0][1], model.steps[1][1]
    return {
        "features": Strength.names(),
        "means": _rounded(scaler.mean_),
        "scales": _rounded(scaler.scale_),
        "weights": _rounded(regression.coef_[0]),
        "intercept": round(float(regression.intercept_[0]), 6),
        "threshold": round(threshold, 4),
        "sure": round(sure, 4),
        "figures": {"auc": _auc(examples, confidence), **figures(examples, decided, threshold)},
        "warned": warned(examples, decided, threshold, sure),
    }


def _sure(examples: Sequence[Example], confidence: NDArray[np.float64], threshold: float) -> float:
    """The confidence under which a tenth of the answered questions are, of those that have an answer."""
    answered = [
        c for e, c in zip(examples, confidence, strict=True) if e.part == "answerable" and c >= threshold
    ]
    return float(np.quantile(answered, _WARNED)) if answered else threshold


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(v), 6) for v in values]


def figures(examples: Sequence[Example], confidence: NDArray[np.float64], threshold: float) -> dict[str, Any]:
    """Out-of-fold rates by group; a guarded question has confidence 0."""

    def rate(part: str, answerable: bool) -> dict[str, float | int]:
        chosen = [
            c
            for e, c in zip(examples, confidence, strict=True)
            if e.part == part and e.answerable == answerable
        ]
        right = [c >= threshold if answerable else c < threshold for c in chosen]
        return {"questions": len(right), "right": round(float(np.mean(right)), 4) if right else 0.0}

    return {
        "answered": rate("answerable", True),
        "refused_absent": rate("absent", False),
        "refused_near": rate("near", False),
        "own_answered": rate("own", True),
        "own_refused": rate("own", False),
    }


def warned(
    examples: Sequence[Example], confidence: NDArray[np.float64], threshold: float, sure: float
) -> dict[str, float]:
    """Share of the answers of each part that come with a warning."""
    shares: dict[str, float] = {}
    for part in ("answerable", "absent", "near"):
        given = [c for e, c in zip(examples, confidence, strict=True) if e.part == part and c >= threshold]
        shares[part] = round(float(np.mean(np.array(given) < sure)), 4) if given else 0.0
    return shares


def _auc(examples: Sequence[Example], confidence: NDArray[np.float64]) -> float:
    """Area under the curve of answerable against absent, before the guards."""
    pairs = list(zip(examples, confidence, strict=True))
    inside = [c for e, c in pairs if e.part == "answerable"]
    outside = [c for e, c in pairs if e.part == "absent"]
    return round(float(auc(inside, outside) or 0.0), 4)
