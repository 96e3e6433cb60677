"""What both fits share: messages read, near duplicates kept together, one logistic regression fitted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from assistant.embedding import Array
from assistant.question import WORD_BUCKETS, TextClassifier, buckets, weighted

FOLDS = 5
SEED = 0
_ALIKE = 0.8
_LEAST = 1e-3

Ids = NDArray[np.int64]
Counts = dict[int, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each family of features counts beside the others, and how free the regression is.

    Attributes:
        dense: (f,) factor of each standardised dense number.
        words, characters: factor of the hashed families.
        freedom: inverse of the regularisation.
    """

    dense: Array
    words: float
    characters: float
    freedom: float


def near_duplicates(texts: Sequence[str]) -> Ids:
    """(n,) number of the group of each text; texts whose character n-grams are alike are in one group."""
    counts = [{b: c for b, c in buckets(text).items() if b >= WORD_BUCKETS} for text in texts]
    rarity = inverse_frequency(counts, least=1)
    matrix = _matrix([weighted(c, rarity) for c in counts], {b: i for i, b in enumerate(rarity)})
    alike = (matrix @ matrix.T) > _ALIKE
    return np.asarray(sparse.csgraph.connected_components(alike, directed=False)[1], np.int64)


def folds_of(groups: Ids, measured: NDArray[np.bool_]) -> Ids:
    """(n,) fold of each text, the same for a group; -1 for groups of which no text is measured."""
    held = np.unique(groups[measured])
    np.random.default_rng(SEED).shuffle(held)
    fold = {group: place % FOLDS for place, group in enumerate(held.tolist())}
    return np.array([fold.get(group, -1) for group in groups.tolist()], np.int64)


def inverse_frequency(counts: Sequence[Counts], least: int = 2) -> dict[int, float]:
    """Inverse document frequency of each bucket met in enough texts."""
    met = Counter(bucket for text in counts for bucket in text)
    size = len(counts)
    return {b: float(np.log((1 + size) / (1 + n)) + 1) for b, n in sorted(met.items()) if n >= least}


def fit_classifier(
    numbers: Array, counts: Sequence[Counts], labels: Sequence[str], shares: Array, weights: Weights
) -> TextClassifier:
    """Fits one classifier.

    Args:
        numbers: (n, f) dense numbers of n texts.
        counts: their buckets.
        labels: their classes.
        shares: (n,) how much each text counts.
        weights: of the families.
    """
    from sklearn.linear_model import LogisticRegression

    means = numbers.mean(0)
    scales = np.maximum(numbers.std(0), _LEAST) / np.maximum(weights.dense, 1e-9)
    rarity = inverse_frequency(counts)
    places = {bucket: row for row, bucket in enumerate(rarity)}
    factors = np.array(
        [weights.words if b < WORD_BUCKETS else weights.characters for b in rarity], np.float32
    )
    hashed = _matrix([weighted(c, rarity) for c in counts], places) @ sparse.diags(factors)
    design = sparse.hstack([sparse.csr_matrix((numbers - means) / scales), hashed]).tocsr()
    model = LogisticRegression(C=weights.freedom, max_iter=3_000)
    model.fit(design, np.array(labels), sample_weight=shares)
    width = numbers.shape[1]
    return TextClassifier(
        classes=tuple(str(c) for c in model.classes_),
        means=means.astype(np.float32),
        scales=scales.astype(np.float32),
        dense=model.coef_[:, :width].T.astype(np.float32),
        hashed=(model.coef_[:, width:] * factors).T.astype(np.float32),
        places=places,
        rarity=rarity,
        intercept=model.intercept_.astype(np.float32),
    )


def write_fitted(path: Path, about: Mapping[str, Any], arrays: dict[str, Any]) -> None:
    """Writes a fitted file: its arrays, and what it was fitted with."""
    np.savez_compressed(path, **arrays, about=np.array(json.dumps(about, ensure_ascii=False)))


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _matrix(rows: Sequence[Counts], places: dict[int, int]) -> sparse.csr_matrix:
    """(n, buckets) matrix of hashed features."""
    pairs = [(i, places[b], v) for i, row in enumerate(rows) for b, v in row.items()]
    at, column, value = zip(*pairs, strict=True)
    return sparse.csr_matrix((np.array(value, np.float32), (at, column)), shape=(len(rows), len(places)))
