"""Any sentence-transformers model, by its folder or its name on the hub."""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from transformers import PreTrainedTokenizerFast
from transformers.utils import logging as hf_logging

from assistant.embedding.network import Array, Ids, Model
from assistant.embedding.safety import SAFE_WEIGHTS, check_model_folder
from assistant.errors import ModelError

MAX_TOKENS = 512  # for models that give no limit or take much more: memory grows with its square

# What sentence-transformers lets through for a folder that is not a model, or a name it cannot reach.
LOADING_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RuntimeError,
    ImportError,
    SafetensorError,
)


class SentenceTransformersNetwork:
    """Any sentence-transformers model whose first module is a transformer."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self.dimension = model.get_embedding_dimension() or 0

    @torch.inference_mode()
    def __call__(self, ids: Ids, mask: Ids) -> tuple[Array, Array]:
        """As ``Network``."""
        # Threads within a pass wait for each other at each layer: passes run side by side instead.
        torch.set_num_threads(1)
        device = self._model.device
        batch = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        found = self._model({name: tensor.to(device) for name, tensor in batch.items()})
        pooled, tokens = found["sentence_embedding"], found["token_embeddings"]
        return pooled.float().cpu().numpy(), tokens.float().cpu().numpy()


def load_sentence_transformers(name: str) -> Model:
    """Load a model by its folder or its name on the hub.

    Raises:
        ModelError: the model cannot be found or loaded, or is not a transformer over text.
    """
    silence: Callable[[], None] = hf_logging.disable_progress_bar
    silence()
    for library in ("transformers", "sentence_transformers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)
    check_model_folder(name, "ASSISTANT_EMBEDDING_MODEL")
    try:
        model = SentenceTransformer(name, trust_remote_code=False, model_kwargs=SAFE_WEIGHTS)
    except LOADING_ERRORS as error:
        raise ModelError(
            f"Le modèle d'embedding « {name} » ne peut pas être chargé : ce n'est ni un dossier "
            "sentence-transformers lisible, ni un modèle accessible sur Hugging Face. "
            "Vérifiez ASSISTANT_EMBEDDING_MODEL ou mettez « embedded »."
        ) from error
    if not isinstance(model.tokenizer, PreTrainedTokenizerFast) or model.transformers_model is None:
        raise ModelError(
            f"Le modèle d'embedding « {name} » n'est pas un transformeur avec un tokenizer rapide. "
            "Choisissez-en un autre dans ASSISTANT_EMBEDDING_MODEL ou mettez « embedded »."
        )
    return Model(
        SentenceTransformersNetwork(model.eval()),
        model.tokenizer.backend_tokenizer,
        {prompt: text for prompt, text in model.prompts.items() if text},
        model.tokenizer.pad_token_id or 0,
        min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS),
    )
