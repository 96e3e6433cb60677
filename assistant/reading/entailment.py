"""The optional stronger checker: any sentence-transformers ``CrossEncoder`` for NLI, by name or folder."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import numpy as np

from assistant.embedding import SAFE_WEIGHTS, check_model_folder
from assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

THRESHOLD = 0.5
_SINGLE = 1


class CrossEncoderEntailment:
    """An NLI cross-encoder; its classes are told apart by the names in its configuration.

    A model with one output is read as a logit of being supported (as fact-checking models are).
    """

    threshold = THRESHOLD

    def __init__(self, model: CrossEncoder, entailing: int | None) -> None:
        self._model = model
        self._entailing = entailing
        self._lock = threading.Lock()

    def entails(self, premise: str, claim: str) -> float:
        """Probability, in [0, 1], that the premise entails the claim."""
        import torch

        with self._lock:
            logits = self._model.predict(
                [(premise, claim)], activation_fn=torch.nn.Identity(), show_progress_bar=False
            )
        row = np.asarray(logits, dtype=np.float64).reshape(-1)
        if self._entailing is None:
            return float(1 / (1 + np.exp(-row[0])))
        exponentials = np.exp(row - row.max())
        return float(exponentials[self._entailing] / exponentials.sum())


def load_entailment(name: str) -> CrossEncoderEntailment:
    """Loads a model by its folder or its name on the hub.

    Raises:
        ModelError: it cannot be loaded, or none of its classes is entailment.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import CrossEncoder

    from assistant.embedding import LOADING_ERRORS

    check_model_folder(name, "ASSISTANT_NLI_MODEL")
    try:
        model = CrossEncoder(name, trust_remote_code=False, model_kwargs=SAFE_WEIGHTS)
    except LOADING_ERRORS as error:
        raise ModelError(
            f"Le vérificateur « {name} » ne peut pas être chargé : ce n’est ni un dossier CrossEncoder "
            "lisible, ni un modèle accessible. Vérifiez ASSISTANT_NLI_MODEL ou laissez-le vide."
        ) from error
    if model.num_labels == _SINGLE:
        return CrossEncoderEntailment(model, None)
    labels = {int(k): str(v).casefold() for k, v in (model.config.id2label or {}).items()}
    found = [number for number, label in labels.items() if label.startswith("entail")]
    if not found:
        raise ModelError(
            f"Le vérificateur « {name} » n’a pas de classe « entailment » ({', '.join(labels.values())}). "
            "Choisissez un modèle d’inférence textuelle (NLI) dans ASSISTANT_NLI_MODEL."
        )
    return CrossEncoderEntailment(model, found[0])
