"""What ``SentenceEncoder`` needs of a model: token ids in, pooled vectors and token vectors out.

``bert.py`` reads the embedded model, ``hub.py`` any other; both read the same kind of folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Array = NDArray[np.float32]
Ids = NDArray[np.int64]


class Network(Protocol):
    """A network that is called with a padded batch, by one thread a core at most."""

    dimension: int

    def __call__(self, ids: Ids, mask: Ids) -> tuple[Array, Array]:
        """Run the network, in the thread that calls it alone.

        Args:
            ids: (n, t) token ids, padded on the right.
            mask: (n, t), 1 for a token and 0 for padding.

        Returns:
            (n, d) pooled vectors, of any length, and (n, t, h) token vectors.
        """


@dataclass(frozen=True)
class Shape:
    """The sizes of a BERT encoder, in the order of the archive's header."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


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
