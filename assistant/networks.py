"""The networks behind ``SentenceEncoder``: padded token ids in, pooled vectors and token vectors out.

``BertNetwork`` reads the embedded model with torch alone: ``python -X importtime`` shows that importing
sentence-transformers takes several times as long as torch, which every first answer would wait for.
``SentenceTransformersNetwork`` takes any other model. Both read the same kind of folder.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import torch
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from assistant.errors import ModelError
from assistant.model_safety import SAFE_WEIGHTS, check_model_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

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


class Network(Protocol):
    """A network that is called with a padded batch."""

    dimension: int

    def __call__(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Run the network.

        Args:
            ids: (n, t) token ids, padded on the right.
            mask: (n, t), 1 for a token and 0 for padding.

        Returns:
            (n, d) pooled vectors and (n, t, h) token vectors, on the CPU.
        """


@dataclass(frozen=True)
class Model:
    """A network with what belongs to it.

    Attributes:
        prompts: texts put before a text, by name.
        pad: token id of the padding.
        max_tokens: longer texts are cut there, special tokens included.
    """

    network: Network
    tokenizer: Tokenizer
    prompts: Mapping[str, str]
    pad: int
    max_tokens: int


class BertNetwork:
    """A BERT encoder (Devlin et al., 2019) with mean pooling, in inference only.

    The weights stay in the file and are paged in as they are used.
    """

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.dimension: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        with safe_open(folder / "model.safetensors", "pt") as file:
            self._weights: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118

    @torch.inference_mode()
    def __call__(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """As ``Network``; the pooled vectors are not normalised."""
        states = self._embed(ids)
        visible = mask[:, None, None, :].bool()
        for layer in range(self._layers):
            states = self._layer(f"encoder.layer.{layer}", states, visible)
        weights = mask[:, :, None].to(states.dtype)
        return (states * weights).sum(1) / weights.sum(1), states

    def _embed(self, ids: Tensor) -> Tensor:
        words = functional.embedding(ids, self._weights["embeddings.word_embeddings.weight"])
        positions = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        types = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm("embeddings.LayerNorm", words + positions + types)

    def _layer(self, name: str, states: Tensor, visible: Tensor) -> Tensor:
        queries, keys, values = (
            self._split(self._linear(f"{name}.attention.self.{part}", states))
            for part in ("query", "key", "value")
        )
        heads = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=visible)
        attended = self._linear(f"{name}.attention.output.dense", heads.transpose(1, 2).flatten(2))
        states = self._norm(f"{name}.attention.output.LayerNorm", states + attended)
        wide = functional.gelu(self._linear(f"{name}.intermediate.dense", states))
        return self._norm(f"{name}.output.LayerNorm", states + self._linear(f"{name}.output.dense", wide))

    def _split(self, states: Tensor) -> Tensor:
        texts, length, hidden = states.shape
        return states.view(texts, length, self._heads, hidden // self._heads).transpose(1, 2)

    def _linear(self, name: str, states: Tensor) -> Tensor:
        return functional.linear(states, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, name: str, states: Tensor) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return functional.layer_norm(states, (self.dimension,), weight, bias, self._epsilon)


class SentenceTransformersNetwork:
    """Any sentence-transformers model whose first module is a transformer."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self.dimension = model.get_embedding_dimension() or 0

    @torch.inference_mode()
    def __call__(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """As ``Network``; the pooled vectors are not normalised."""
        device = self._model.device
        found = self._model({"input_ids": ids.to(device), "attention_mask": mask.to(device)})
        return found["sentence_embedding"].float().cpu(), found["token_embeddings"].float().cpu()


def load_bert(folder: Path) -> Model:
    """Load an unpacked embedded model.

    Raises:
        ModelError: a file of the folder is missing or damaged.
    """
    try:
        network = BertNetwork(folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        prompts = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))[
            "prompts"
        ]
        tokenizer = _tokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"Le modèle d'embedding décompressé dans « {folder} » est endommagé. "
            "Supprimez ce dossier : il sera refait au prochain démarrage."
        ) from error
    return Model(network, tokenizer, prompts, config["pad_token_id"], config["max_position_embeddings"])


def _tokenizer(description: str) -> Tokenizer:
    try:
        return Tokenizer.from_str(description)
    except Exception as error:  # what tokenizers raises is of this class itself
        raise ValueError(str(error)) from error


def load_sentence_transformers(name: str) -> Model:
    """Load a model by its folder or its name on the hub.

    Raises:
        ModelError: the model cannot be found or loaded, or is not a transformer over text.
    """
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerFast
    from transformers.utils import logging as hf_logging

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
