"""Is there enough evidence to answer? A logistic regression on the strength of the evidence.

The weights, the threshold and the figures they were measured with are in ``fitted/refusal.json``,
written by ``python -m evals fit``.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.errors import SettingsError
from assistant.reading.evidence import Strength

FITTED = Path(__file__).parents[1] / "fitted" / "refusal.json"


@dataclass(frozen=True, slots=True)
class Decision:
    """A fitted decision.

    Attributes:
        means, scales: per feature, for standardising.
        weights: per feature, on standardised values.
        threshold: probability from which the assistant answers.
        sure: probability under which an answer comes with a warning: a tenth of the answers to questions that
            have one are under it.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float
    sure: float = 0.0

    def confidence(self, strength: Strength) -> float:
        """Probability, in [0, 1], that the evidence answers the question."""
        values = zip(strength.values(), self.means, self.scales, self.weights, strict=True)
        total = self.intercept + sum(w * (v - m) / s for v, m, s, w in values)
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def load_decision(path: Path = FITTED) -> Decision:
    """The fitted decision.

    Raises:
        SettingsError: the file is missing or was fitted on other features.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["features"] != Strength.names():
            raise KeyError("features")
        means, scales, weights = (tuple(values[name]) for name in ("means", "scales", "weights"))
        return Decision(means, scales, weights, values["intercept"], values["threshold"], values["sure"])
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(
            f"La décision de refus « {path} » ne se lit pas. Refaites-la : python -m evals fit"
        ) from error
