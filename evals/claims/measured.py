"""Measures the claim checker on claims with their passages: ``{"claim", "passages", "label"}``.

When the file is the one the checker was fitted on, scores are out of fold (10 folds, the claims on one
passage kept together), so that no claim is judged by what it taught.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.reading import Cited, ClaimVerdict, GroundingChecker
from evals.scoring.metrics import Estimate, auc_estimate, estimate
from evals.sets.jsonl import DatasetError, read_records

Label = Literal["supported", "unsupported"]
FOLDS = 10
SEED = 20150215
_EXPECTED = {
    "claim": "une phrase",
    "passages": "une liste de textes",
    "label": "« supported » ou « unsupported »",
}
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, its passages, and whether they support it."""

    claim: str
    passages: list[str]
    label: Label

    @property
    def supported(self) -> bool:
        """Whether the passages support it."""
        return self.label == "supported"

    @property
    def cited(self) -> list[Cited]:
        """The passages as the checker reads them."""
        return [Cited.from_text(text) for text in self.passages]


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold: shares of the supported claims kept and of the unsupported ones stopped."""

    threshold: float
    kept: float
    stopped: float


def load_claims(path: Path) -> list[Claim]:
    """The claims of a file.

    Raises:
        DatasetError: the file cannot be read or holds no claim.
    """
    claims = [record for _, record in read_records(path, Claim, _EXPECTED)]
    if not claims:
        raise DatasetError(f"{path} ne contient aucune affirmation.")
    return claims


def file_digest(path: Path) -> str:
    """What tells whether a file is the one that was fitted on."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folds_of(claims: Sequence[Claim]) -> NDArray[np.int64]:
    """Fold of each claim, shape (claims,); seeded, the claims on the same passages together."""
    keys = ["\n".join(c.passages) for c in claims]
    order = sorted(set(keys))
    drawn = np.random.default_rng(SEED).permutation(len(order)) % FOLDS
    fold = dict(zip(order, drawn.tolist(), strict=True))
    return np.array([fold[k] for k in keys])


def scores_of(verdicts: Sequence[ClaimVerdict]) -> Scores:
    """Scores, shape (claims,)."""
    return np.array([v.score for v in verdicts])


def measures(claims: Sequence[Claim], scores: Scores, threshold: float) -> dict[str, Estimate | None]:
    """The figures of the contract; ``None`` where a side is empty.

    Balanced accuracy is the mean of the shares of both sides judged right; F1 is that of *unsupported*.
    """
    truth = np.array([c.supported for c in claims])
    passed = scores >= threshold
    kept, stopped = estimate(passed[truth].tolist()), estimate((~passed[~truth]).tolist())
    return {
        "balanced_accuracy": _balanced(kept, stopped),
        "f1_unsupported": _f1(truth, passed),
        "auc": auc_estimate(scores[truth].tolist(), scores[~truth].tolist()),
        "supported_kept": kept,
        "unsupported_stopped": stopped,
    }


def _balanced(kept: Estimate | None, stopped: Estimate | None) -> Estimate | None:
    """The mean of two independent shares; their half-widths add up in quadrature."""
    if kept is None or stopped is None:
        return None
    value = (kept.value + stopped.value) / 2
    spread = float(np.hypot(kept.high - kept.low, stopped.high - stopped.low)) / 4
    return Estimate(value, max(0.0, value - spread), min(1.0, value + spread), kept.n + stopped.n)


def _f1(truth: NDArray[np.bool_], passed: NDArray[np.bool_]) -> Estimate | None:
    if truth.all():
        return None
    rng = np.random.default_rng(SEED)
    picks = [rng.integers(0, len(truth), len(truth)) for _ in range(500)]
    values = [_f1_value(truth[p], passed[p]) for p in picks]
    low, high = np.percentile(values, [2.5, 97.5])
    return Estimate(_f1_value(truth, passed), float(low), float(high), len(truth))


def _f1_value(truth: NDArray[np.bool_], passed: NDArray[np.bool_]) -> float:
    hits = float((~truth & ~passed).sum())
    wrong = float((truth & ~passed).sum() + (~truth & passed).sum())
    return 2 * hits / (2 * hits + wrong) if hits else 0.0


def trade_off(claims: Sequence[Claim], scores: Scores) -> list[Point]:
    """What each threshold keeps and stops; a side without claims counts as 1."""
    truth = np.array([c.supported for c in claims])
    points = []
    for threshold in np.linspace(0.0, 1.0, 101):
        passed = scores >= threshold
        kept = float(passed[truth].mean()) if truth.any() else 1.0
        stopped = float((~passed[~truth]).mean()) if (~truth).any() else 1.0
        points.append(Point(round(float(threshold), 2), kept, stopped))
    return points


def check_all(claims: Sequence[Claim], checker: GroundingChecker) -> list[ClaimVerdict]:
    """The verdict of each claim."""
    return [checker.judge(c.claim, c.cited) for c in claims]


def as_lines(
    claims: Sequence[Claim], scores: Scores, verdicts: Sequence[ClaimVerdict], threshold: float
) -> Any:
    """One line of evidence a claim."""
    return [
        {
            "claim": c.claim,
            "label": c.label,
            "score": round(float(s), 4),
            "judged": "supported" if s >= threshold else "unsupported",
            "problems": list(v.problems),
        }
        for c, s, v in zip(claims, scores, verdicts, strict=True)
    ]
