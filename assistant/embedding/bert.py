"""The embedded model on ONNX Runtime, so that an answer needs neither torch nor the time to import it.

What that is worth: docs/decisions/0001-embedded-model.md. ``hub_models.py`` has every other model.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from assistant.embedding.archive import GRAPH, WEIGHTS
from assistant.embedding.network import Array, Ids, Model
from assistant.embedding.tensor_file import TensorFile
from assistant.errors import ModelError

_WORDS = "embeddings.word_embeddings.weight"
_FATAL = 4


class BertNetwork:
    """A BERT encoder (Devlin et al., 2019) with mean pooling, in inference only.

    The layers are read when it is made. The embeddings of words, four fifths of the file, are read word by
    word from the file, which stays open: memory does not grow with the words that questions use.

    Raises:
        OSError, ValueError, KeyError, TypeError: a file of the folder is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, TensorFile(folder / WEIGHTS)
        types = self._file.tensor("embeddings.token_type_embeddings.weight")
        self._positions = self._file.tensor("embeddings.position_embeddings.weight") + types[0]
        self._layers = _session(folder / GRAPH)
        self.dimension: int = self._positions.shape[1]

    @np.errstate(all="ignore")  # damaged weights are noticed by what they give
    def __call__(self, ids: Ids, mask: Ids) -> tuple[Array, Array]:
        """As ``Network``.

        Raises:
            ModelError: the file of the weights was damaged since it was opened.
        """
        try:
            words = self._file.rows(_WORDS, ids)
        except (OSError, ValueError) as error:
            raise _damaged(self._folder) from error
        embedded = words + self._positions[: ids.shape[1]]
        inputs = {
            "embedded": embedded.reshape(-1, self.dimension),
            "mask": mask.astype(np.int32),
            "texts": np.array(embedded.shape),
        }
        (found,) = self._layers.run(None, inputs)
        tokens: Array = found.reshape(embedded.shape)
        shares = mask.astype(np.float32) / mask.sum(1, keepdims=True, dtype=np.float32)
        return np.einsum("nth,nt->nh", tokens, shares), tokens


def load_bert(folder: Path) -> Model:
    """Load an unpacked embedded model.

    From then on NumPy's matrix products of this process run in the thread that asks for them, as a pass of
    the model does: threads within a pass would wait for each other, so passes run side by side instead.

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


def _session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = _FATAL
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # what ONNX Runtime raises is of this class itself
        raise ValueError(str(error)) from error


def _tokenizer(description: str) -> Tokenizer:
    try:
        return Tokenizer.from_str(description)
    except Exception as error:  # what tokenizers raises is of this class itself
        raise ValueError(str(error)) from error


def _damaged(folder: Path) -> ModelError:
    return ModelError(
        f"Le modèle d'embedding décompressé dans « {folder} » est endommagé. "
        "Supprimez ce dossier : il sera refait au prochain démarrage."
    )
