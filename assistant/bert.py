"""The embedded model in NumPy alone, so that a first answer does not wait for torch to be imported.

What that is worth: docs/decisions/0001-embedded-model.md. ``hub_models.py`` has every other model.
"""

from __future__ import annotations

import json
import os
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from assistant.errors import ModelError
from assistant.networks import Array, Ids, Model

_WORDS = "embeddings.word_embeddings.weight"
_ROWS = 32
"""Rows of the widest layer that go through its activation at once, so that they stay in a core's cache."""
_ERFC = (0.0000430638, 0.0002765672, 0.0001520143, 0.0092705272, 0.0422820123, 0.0705230784, 1.0)
# The same in |x|, and for half of erfc(|x|/√2).
_HALF_ERFC = tuple(
    np.float32(c * 2 ** (1 / 16) / 2 ** (n / 2)) for n, c in zip(range(6, -1, -1), _ERFC, strict=True)
)


@dataclass(frozen=True, slots=True)
class _Affine:
    """A weight and a bias: (in, out) and (out,) of a dense layer, (h,) and (h,) of a normalisation."""

    weight: Array
    bias: Array

    @classmethod
    def of(cls, tensors: dict[str, Array], *names: str) -> _Affine:
        """Those of a name; of several names, side by side."""
        weights, biases = ([tensors[f"{n}.{part}"] for n in names] for part in ("weight", "bias"))
        # Products of few rows are faster with a weight that lies this way.
        return cls(np.ascontiguousarray(np.concatenate(weights).T), np.concatenate(biases))

    def dense(self, states: Array) -> Array:
        """(n, t, in) to (n, t, out)."""
        found = states.reshape(-1, states.shape[-1]) @ self.weight
        found += self.bias
        return found.reshape(*states.shape[:-1], -1)

    def normalised(self, states: Array, epsilon: np.float32) -> Array:
        """Layer normalisation (Ba, Kiros and Hinton, 2016), in place."""
        mean = np.full(states.shape[-1:], 1 / states.shape[-1], np.float32)
        states -= (states @ mean)[..., None]
        variance = np.einsum("nth,nth->nt", states, states) * mean[0]
        states *= (1 / np.sqrt(variance + epsilon))[..., None]
        states *= self.weight
        states += self.bias
        return states


class _Layer:
    """One layer: attention of every token to the others, then the same two dense layers for each."""

    def __init__(self, tensors: dict[str, Array], name: str, heads: int, epsilon: np.float32) -> None:
        self._heads, self._epsilon = heads, epsilon
        parts = (f"{name}.attention.self.{part}" for part in ("query", "key", "value"))
        self._projections = _Affine.of(tensors, *parts)
        self._attended = _Affine.of(tensors, f"{name}.attention.output.dense")
        self._attended_norm = _Affine.of(tensors, f"{name}.attention.output.LayerNorm")
        self._wide = _Affine.of(tensors, f"{name}.intermediate.dense")
        self._narrow = _Affine.of(tensors, f"{name}.output.dense")
        self._norm = _Affine.of(tensors, f"{name}.output.LayerNorm")

    def __call__(self, states: Array, hidden: Array | None) -> Array:
        attended = self._attended.dense(self._attend(states, hidden))
        attended += states
        states = self._attended_norm.normalised(attended, self._epsilon)
        found = self._narrow.dense(gelu(self._wide.dense(states)))
        found += states
        return self._norm.normalised(found, self._epsilon)

    def _attend(self, states: Array, hidden: Array | None) -> Array:
        texts, length, width = states.shape
        size = width // self._heads
        split = self._projections.dense(states).reshape(texts, length, 3, self._heads, size)
        queries, keys, values = split.transpose(2, 0, 3, 1, 4)
        scores = queries @ keys.swapaxes(-1, -2)
        scores *= np.float32(size**-0.5)
        if hidden is not None:
            scores += hidden
        scores -= scores.max(-1, keepdims=True)
        np.exp(scores, out=scores)
        found: Array = scores @ values
        found /= scores @ np.ones((length, 1), np.float32)
        return found.swapaxes(1, 2).reshape(texts, length, width)


class BertNetwork:
    """A BERT encoder (Devlin et al., 2019) with mean pooling, in inference only.

    The layers are read when it is made. The embeddings of words, four fifths of the file, are read word by
    word from the file, which stays open: memory does not grow with the words that questions use.

    Raises:
        OSError, ValueError, KeyError, TypeError: a file of the folder is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.dimension: int = config["hidden_size"]
        self._epsilon = np.float32(config["layer_norm_eps"])
        self._file = _Tensors(folder / "model.safetensors")
        tensors = self._file.all_but(_WORDS)
        types = tensors["embeddings.token_type_embeddings.weight"]
        self._positions = tensors["embeddings.position_embeddings.weight"] + types[0]
        self._norm = _Affine.of(tensors, "embeddings.LayerNorm")
        self._layers = [
            _Layer(tensors, f"encoder.layer.{n}", config["num_attention_heads"], self._epsilon)
            for n in range(config["num_hidden_layers"])
        ]

    @np.errstate(all="ignore")  # damaged weights are noticed by what they give
    def __call__(self, ids: Ids, mask: Ids) -> tuple[Array, Array]:
        """As ``Network``."""
        states = self._file.rows(_WORDS, ids) + self._positions[: ids.shape[1]]
        states = self._norm.normalised(states, self._epsilon)
        hidden = None if mask.all() else np.where(mask, np.float32(0), np.float32(-np.inf))[:, None, None]
        for layer in self._layers:
            states = layer(states, hidden)
        shares = mask.astype(np.float32) / mask.sum(1, keepdims=True, dtype=np.float32)
        return np.einsum("nth,nt->nh", states, shares), states


def gelu(states: Array) -> Array:
    """Gaussian error linear units (Hendrycks and Gimpel, 2016), in place.

    x·Φ(x) is the positive part of x less |x|·erfc(|x|/√2)/2; erfc(z) = 1/(1 + a₁z + … + a₆z⁶)¹⁶ by formula
    7.1.28 of Abramowitz and Stegun (1964), whose error is under 3e-7.
    """
    rows = states.reshape(-1, states.shape[-1])
    for start in range(0, len(rows), _ROWS):
        _gelu(rows[start : start + _ROWS])
    return states


def _gelu(x: Array) -> None:
    size = np.abs(x)
    power = size * _HALF_ERFC[0]
    for coefficient in _HALF_ERFC[1:-1]:
        power += coefficient
        power *= size
    power += _HALF_ERFC[-1]
    for _ in range(4):
        power *= power
    np.maximum(x, np.float32(0), out=x)
    size /= power
    x -= size


class _Tensors:
    """The tensors of a safetensors file; read rather than mapped, so that a file cut short is an error."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        length = int.from_bytes(os.pread(self._file, 8, 0), "little")
        if not 0 < length < path.stat().st_size:
            raise ValueError(f"{path} is no safetensors file")
        self._described: dict[str, Any] = dict(json.loads(os.pread(self._file, length, 8)))
        self._described.pop("__metadata__", None)
        if any(described["dtype"] != "F32" for described in self._described.values()):
            raise ValueError(f"{path} holds other numbers than 32-bit floats")
        self._start = 8 + length

    def all_but(self, left: str) -> dict[str, Array]:
        """The tensors by name, one of them apart."""
        return {
            name: self._read(*described["data_offsets"]).reshape(described["shape"])
            for name, described in self._described.items()
            if name != left
        }

    def rows(self, name: str, numbers: Ids) -> Array:
        """Rows of a matrix (m, h) by their numbers, of any shape s: (*s, h).

        Raises:
            ModelError: the file was damaged since it was opened.
        """
        start, _ = self._described[name]["data_offsets"]
        width = 4 * self._described[name]["shape"][1]
        distinct, places = np.unique(numbers, return_inverse=True)
        try:
            read = [self._read(start + n * width, start + (n + 1) * width) for n in distinct.tolist()]
        except (OSError, ValueError) as error:
            raise _damaged(self._path.parent) from error
        found: Array = np.stack(read)[places.reshape(numbers.shape)]
        return found

    def _read(self, start: int, end: int) -> NDArray[np.float32]:
        data = os.pread(self._file, end - start, self._start + start)
        if len(data) < end - start:
            raise ValueError(f"{self._path} is cut short")
        return np.frombuffer(data, np.float32)


def load_bert(folder: Path) -> Model:
    """Load an unpacked embedded model.

    From then on NumPy's matrix products of this process run in the thread that asks for them: threads within
    a pass would wait for each other at each layer, so passes run side by side instead.

    Raises:
        ModelError: a file of the folder is missing or damaged.
    """
    threadpool_limits(1, user_api="blas")
    try:
        network = BertNetwork(folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        prompts = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))[
            "prompts"
        ]
        tokenizer = _tokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder) from error
    return Model(network, tokenizer, prompts, config["pad_token_id"], config["max_position_embeddings"])


def _damaged(folder: Path) -> ModelError:
    return ModelError(
        f"Le modèle d'embedding décompressé dans « {folder} » est endommagé. "
        "Supprimez ce dossier : il sera refait au prochain démarrage."
    )


def _tokenizer(description: str) -> Tokenizer:
    try:
        return Tokenizer.from_str(description)
    except Exception as error:  # what tokenizers raises is of this class itself
        raise ValueError(str(error)) from error
