"""A multinomial logistic regression on dense numbers and hashed text, read from a fitted file.

Applied with numpy alone; fitted by ``python -m evals fit-router`` with scikit-learn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from assistant.embedding import Array
from assistant.errors import SettingsError
from assistant.question.text_features import buckets, weighted

COMMAND = "python -m evals fit-router"
FITTED = Path(__file__).parents[1] / "fitted"


@dataclass(frozen=True)
class TextClassifier:
    """Weights of c classes.

    Attributes:
        classes: their names.
        means, scales: (f,) for standardising the dense numbers.
        dense: (f, c) weights of the standardised numbers.
        hashed: (b, c) weights of the b buckets that were met.
        places, rarity: row of each bucket in ``hashed``, and its inverse document frequency.
        intercept: (c,).
        temperature: what the scores are divided by, so that a confidence of 0.8 is right eight times in ten.
    """

    classes: tuple[str, ...]
    means: Array
    scales: Array
    dense: Array
    hashed: Array
    places: Mapping[int, int]
    rarity: Mapping[int, float]
    intercept: Array
    temperature: float = 1.0

    def probabilities(self, text: str, numbers: Array) -> Array:
        """(c,) probabilities of the classes, which sum to 1.

        Args:
            text: the message.
            numbers: (f,) dense numbers.
        """
        scores = ((numbers - self.means) / self.scales) @ self.dense + self.intercept
        values = weighted(buckets(text), self.rarity)
        if values:
            rows = [self.places[bucket] for bucket in values]
            scores = scores + np.fromiter(values.values(), np.float32) @ self.hashed[rows]
        powers = np.exp((scores - scores.max()) / self.temperature)
        return np.asarray(powers / powers.sum(), np.float32)

    def arrays(self, prefix: str = "") -> dict[str, Any]:
        """What a fitted file holds of it, by name; weights in 16 bits."""
        return {
            f"{prefix}classes": np.array(self.classes),
            f"{prefix}means": self.means.astype(np.float32),
            f"{prefix}scales": self.scales.astype(np.float32),
            f"{prefix}dense": self.dense.astype(np.float32),
            f"{prefix}hashed": self.hashed.astype(np.float16),
            f"{prefix}buckets": np.array(list(self.places), np.int32),
            f"{prefix}rarity": np.array(list(self.rarity.values()), np.float32),
            f"{prefix}intercept": self.intercept.astype(np.float32),
            f"{prefix}temperature": np.float32(self.temperature),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str = "") -> TextClassifier:
        """The classifier whose arrays these are.

        Raises:
            KeyError: an array is missing.
        """
        numbers = [int(bucket) for bucket in arrays[f"{prefix}buckets"]]
        return cls(
            classes=tuple(str(name) for name in arrays[f"{prefix}classes"]),
            means=arrays[f"{prefix}means"],
            scales=arrays[f"{prefix}scales"],
            dense=arrays[f"{prefix}dense"],
            hashed=arrays[f"{prefix}hashed"].astype(np.float32),
            places={bucket: row for row, bucket in enumerate(numbers)},
            rarity=dict(zip(numbers, arrays[f"{prefix}rarity"].tolist(), strict=True)),
            intercept=arrays[f"{prefix}intercept"],
            temperature=float(arrays[f"{prefix}temperature"]),
        )


def read_fitted(path: Path, embedding_model: str) -> dict[str, Any]:
    """The arrays of a fitted file, once it is known to be of the embedding model in use.

    Raises:
        SettingsError: the file is missing, unreadable, or fitted with another embedding model.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        fitted_with = json.loads(str(arrays["about"]))["embedding_model"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise SettingsError(f"« {path} » ne se lit pas. Refaites-le : {COMMAND}") from error
    if fitted_with != embedding_model:
        raise SettingsError(
            f"« {path.name} » a été appris avec le modèle « {fitted_with} » et non « {embedding_model} ». "
            f"Refaites-le avec ce modèle : {COMMAND}"
        )
    return arrays
