"""BM25 of the passages."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.index.files import damaged_error

Floats = NDArray[np.float32]


class Lexical:
    """BM25 of the passages over one kind of token."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25
        self._size = int(bm25.scores["num_docs"])
        self._starts = np.asarray(bm25.scores["indptr"])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What ``save`` wrote, mapped in memory.

        Raises:
            IndexDamagedError: it is missing or cannot be read.
        """
        try:
            return cls(bm25s.BM25.load(str(folder), mmap=True, show_progress=False))
        except (OSError, ValueError, KeyError) as error:
            raise damaged_error(folder) from error

    @classmethod
    def of(cls, passages: Iterable[list[str]]) -> Self:
        """BM25 of passages given as their tokens."""
        # As numbers: lists of so many words would take ten times the memory.
        vocabulary: dict[str, int] = {}
        numbers = [
            array("i", [vocabulary.setdefault(token, len(vocabulary)) for token in tokens or [""]])
            for tokens in passages
        ]
        bm25 = bm25s.BM25(k1=1.2, b=0.75)
        bm25.index((numbers, vocabulary), show_progress=False)
        return cls(bm25)

    def save(self, folder: Path) -> None:
        """Writes it into a folder.

        Raises:
            OSError: it cannot be written.
        """
        self._bm25.save(str(folder), show_progress=False)

    def scores(self, tokens: list[str]) -> Floats:
        """BM25 of every passage, shape (passages,); zeros when no token is known."""
        ids = self._bm25.get_tokens_ids(tokens)
        if not ids:
            return np.zeros(self._size, dtype=np.float32)
        scores: Floats = self._bm25.get_scores_from_ids(ids)
        return scores

    def frequency(self, token: str) -> int:
        """Number of passages that hold a token."""
        number = self._bm25.vocab_dict.get(token)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def idf(self, token: str) -> float:
        """Inverse document frequency, as BM25 (Robertson and Spärck Jones) defines it; never negative."""
        frequency = self.frequency(token)
        return float(np.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5)))

    @property
    def vocabulary(self) -> dict[str, int]:
        """Every token and its number."""
        vocabulary: dict[str, int] = self._bm25.vocab_dict
        return vocabulary
