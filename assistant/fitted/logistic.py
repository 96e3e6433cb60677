"""The one logistic regression of the assistant, as it answers; ``evals`` fits it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression on standardised features.

    Attributes:
        means, scales: per feature, for standardising.
        weights: per feature, on standardised values.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """A regression out of the values of a fitted file.

        Raises:
            KeyError, TypeError, ValueError: they are not those of a regression.
        """
        means, scales, weights = (tuple(map(float, values[k])) for k in ("means", "scales", "weights"))
        if not len(means) == len(scales) == len(weights):
            raise ValueError("means, scales, weights")
        return cls(means, scales, weights, float(values["intercept"]))

    @classmethod
    def unfitted(cls, size: int) -> Self:
        """One that gives 0.5 for whatever values, before anything is fitted."""
        return cls((0.0,) * size, (1.0,) * size, (0.0,) * size, 0.0)

    def probability(self, values: Sequence[float]) -> float:
        """Probability, in [0, 1], for the values of the features."""
        parts = zip(values, self.means, self.scales, self.weights, strict=True)
        total = self.intercept + sum(w * (v - m) / s for v, m, s, w in parts)
        return 1 / (1 + math.exp(-total))
