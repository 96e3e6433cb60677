"""Is there enough evidence to answer? A logistic regression on the strength of the evidence.

The weights, the threshold and the figures they were measured with are in ``fitted/refusal.json``,
written by ``python -m evals fit``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.fitted import REFUSAL, Logistic, load_fitted, unreadable
from assistant.reading.evidence import Strength

_COMMAND = "python -m evals fit DOSSIER"


@dataclass(frozen=True, slots=True)
class Decision:
    """A fitted decision.

    Attributes:
        threshold: probability from which the assistant answers.
        sure: probability under which an answer comes with a warning: a tenth of the answers to questions that
            have one are under it.
    """

    logistic: Logistic
    threshold: float
    sure: float = 0.0

    def confidence(self, strength: Strength) -> float:
        """Probability, in [0, 1], that the evidence answers the question."""
        return self.logistic.probability(strength.values())


@lru_cache(maxsize=4)
def load_decision(embedding_model: str, path: Path = REFUSAL) -> Decision:
    """The decision that was fitted with an embedding model.

    Raises:
        SettingsError: the file is missing, or was fitted with another model or on other features.
    """
    values = load_fitted(path, features=Strength.names(), embedding_model=embedding_model, command=_COMMAND)
    try:
        return Decision(Logistic.from_json(values), values["threshold"], values["sure"])
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable(path, _COMMAND) from error
