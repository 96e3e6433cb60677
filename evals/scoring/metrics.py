"""Metrics as pure functions, with their definitions and sources.

A ranking is a sequence of document ids, best first and without repetition. Judgements map the ids
of the relevant documents of one query to a relevance above 0; a document not in them is not relevant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

import ir_measures
import numpy as np
from ir_measures import RR, Measure, R, Success, nDCG
from numpy.typing import NDArray

SEED = 20150215
RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``n`` observations, with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    def to_dict(self) -> dict[str, float]:
        """Plain JSON values."""
        return asdict(self)


def recall_at_k(ranking: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents among the first ``k`` (Manning, Raghavan & Schütze 2008, ch. 8).

    Raises:
        ValueError: the query has no relevant document.
    """
    return _measured(R @ k, ranking, relevant)


def success_at_k(ranking: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """1 when a relevant document is among the first ``k``, else 0.

    Raises:
        ValueError: the query has no relevant document.
    """
    return _measured(Success @ k, ranking, relevant)


def ndcg_at_k(ranking: Sequence[str], relevant: Mapping[str, int], k: int = 10) -> float:
    """Normalised discounted cumulative gain at ``k`` (Järvelin & Kekäläinen 2002).

    The gain of a document is its relevance, divided by log2(rank + 1) as trec_eval does, and the sum by
    that of the best possible ranking.

    Raises:
        ValueError: the query has no relevant document.
    """
    return _measured(nDCG @ k, ranking, relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Mapping[str, int]) -> float:
    """One over the rank of the first relevant document, 0 when there is none (Voorhees 1999).

    Its mean over the queries is the MRR.

    Raises:
        ValueError: the query has no relevant document.
    """
    return _measured(RR, ranking, relevant)


def _measured(measure: Measure, ranking: Sequence[str], relevant: Mapping[str, int]) -> float:
    """A measure of ``ir-measures`` (MacAvaney, Macdonald & Ounis 2022) on one ranking."""
    if not relevant:
        raise ValueError("a query without relevant document has no retrieval score")
    if not ranking:
        return 0.0
    run = {"q": {document: -float(rank) for rank, document in enumerate(ranking)}}
    found = ir_measures.iter_calc([measure], {"q": dict(relevant)}, run)
    return float(next(iter(found)).value)


def auc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Area under the ROC curve: how often a positive scores above a negative, a tie counting half.

    It is the Mann–Whitney U divided by the number of pairs (Hanley & McNeil 1982). ``None`` when a
    side is empty.
    """
    if not positives or not negatives:
        return None
    return _auc(np.asarray(positives, dtype=float), np.asarray(negatives, dtype=float))


def auc_estimate(positives: Sequence[float], negatives: Sequence[float]) -> Estimate | None:
    """The AUC with a percentile bootstrap interval, each side resampled by itself."""
    value = auc(positives, negatives)
    if value is None:
        return None
    rng = np.random.default_rng(SEED)
    above, below = np.asarray(positives, dtype=float), np.asarray(negatives, dtype=float)
    sample = [_auc(rng.choice(above, above.size), rng.choice(below, below.size)) for _ in range(RESAMPLES)]
    return Estimate(value, *_bounds(np.asarray(sample)), above.size + below.size)


def estimate(values: Sequence[float]) -> Estimate | None:
    """The mean of shares with a seeded percentile bootstrap interval (Efron & Tibshirani 1993, ch. 13).

    The same values in the same order always give the same bounds. When all are 0 or all are 1,
    resampling would give a point, as if no other question could turn out otherwise: the bounds are
    then the exact ones of a binomial rate (Clopper & Pearson 1934). ``None`` for no value.
    """
    if not values:
        return None
    observed = np.asarray(values, dtype=float)
    mean = float(observed.mean())
    if mean in (0.0, 1.0):
        return Estimate(mean, *_exact_bounds(mean, observed.size), observed.size)
    sample = np.random.default_rng(SEED).choice(observed, (RESAMPLES, observed.size)).mean(axis=1)
    return Estimate(mean, *_bounds(sample), observed.size)


def mean_amount(values: Sequence[float]) -> Estimate | None:
    """The mean of amounts that are no shares, with a seeded percentile bootstrap interval."""
    if not values:
        return None
    observed = np.asarray(values, dtype=float)
    sample = np.random.default_rng(SEED).choice(observed, (RESAMPLES, observed.size)).mean(axis=1)
    return Estimate(float(observed.mean()), *_bounds(sample), observed.size)


def sign_test(better: int, worse: int) -> float:
    """How often a fair coin gives at least as many losses: the exact one-sided sign test.

    Of 0 or 1 outcomes it is the exact test of McNemar (1947). 1 when nothing changed.

    Args:
        better: number of pairs whose second is better; pairs that are equal tell nothing.
        worse: number of pairs whose second is worse.
    """
    changed = better + worse
    ways = sum(math.comb(changed, lost) for lost in range(worse, changed + 1))
    return float(Fraction(ways, 2**changed))


def paired_difference(pairs: Sequence[tuple[float, float]]) -> Estimate | None:
    """The mean of second minus first with a seeded paired bootstrap interval (Efron & Tibshirani 1993).

    The same questions are drawn for both sides, so that what makes a question hard cancels out. ``None``
    for no pair.
    """
    if not pairs:
        return None
    differences = np.array([after - before for before, after in pairs], dtype=float)
    sample = np.random.default_rng(SEED).choice(differences, (RESAMPLES, differences.size)).mean(axis=1)
    return Estimate(float(differences.mean()), *_bounds(sample), differences.size)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which ``share`` per cent of the values lie, interpolated; ``None`` for no value."""
    return float(np.percentile(values, share)) if values else None


def _auc(positives: NDArray[np.float64], negatives: NDArray[np.float64]) -> float:
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, side="left")
    not_above = np.searchsorted(ordered, positives, side="right")
    return float((below + not_above).mean() / 2 / ordered.size)


def _exact_bounds(rate: float, n: int) -> tuple[float, float]:
    """Bounds of a rate of 0 or 1 over ``n`` observations."""
    farthest = ((1 - LEVEL) / 2) ** (1 / n)
    return (farthest, 1.0) if rate else (0.0, 1 - farthest)


def _bounds(sample: NDArray[np.float64]) -> tuple[float, float]:
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(sample, [tail, 100 - tail])
    return float(low), float(high)
