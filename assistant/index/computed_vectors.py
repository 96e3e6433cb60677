"""Vectors of sentences computed when they are asked for, in place of damaged files.

The words find the passages; the model gives the vectors of these alone, so that sentences are chosen and
refused by the same figures as ever. The last ones are kept in memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import SentenceEncoder
from assistant.index.bm25 import Floats

_KEPT = 4_000
"""Sentences whose vectors stay in memory, about 15 kB each."""


class ComputedVectors:
    """Stands for an array of sentence vectors, shape (sentences, d), and for the token vectors.

    Args:
        texts: of the sentences, as they are embedded.
        encoder: gives the model; called when the first vector is wanted.
    """

    def __init__(self, texts: Sequence[str], encoder: Callable[[], SentenceEncoder]) -> None:
        self._texts = texts
        self._encoder = encoder
        self._kept: OrderedDict[int, tuple[Floats, NDArray[np.int8]]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, chosen: Any) -> Floats:
        """Vectors of a sentence (d,), or of a slice or a list of them (n, d)."""
        numbers = np.arange(len(self))[chosen]
        rows = [vector for vector, _ in self._embedded([int(n) for n in np.atleast_1d(numbers)])]
        return rows[0] if np.ndim(numbers) == 0 else np.stack(rows)

    def tokens(self, first: int, last: int) -> list[NDArray[np.int8]]:
        """Token vectors × 127 of the sentences from ``first`` to before ``last``, each (tokens, d)."""
        return [tokens for _, tokens in self._embedded(list(range(first, last)))]

    def _embedded(self, numbers: list[int]) -> list[tuple[Floats, NDArray[np.int8]]]:
        with self._lock:
            missing = [n for n in dict.fromkeys(numbers) if n not in self._kept]
            if missing:
                vectors, tokens = self._encoder().encode_tokens(
                    [self._texts[n] for n in missing], kind="passage"
                )
                for n, vector, token in zip(missing, vectors, tokens, strict=True):
                    self._kept[n] = (vector.astype(np.float32), quantize(token.vectors))
            found = [self._kept[n] for n in numbers]
            for n in numbers:
                self._kept.move_to_end(n)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return found


def quantize(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Unit vectors as int8, value × 127."""
    return np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8)
