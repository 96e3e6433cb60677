"""A safetensors file, read tensor by tensor or row by row.

The format (https://github.com/huggingface/safetensors): the length of a JSON header, the header, the values.
"""

from __future__ import annotations

import json
import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.network import Array, Ids


class TensorFile:
    """Tensors of 32-bit floats; read rather than mapped, so that a file cut short is an error, not a signal.

    Attributes:
        path: the file, which stays open.

    Raises:
        OSError, ValueError, KeyError, TypeError: the file is missing, damaged, or holds other numbers.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._file = path, os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        length = int.from_bytes(os.pread(self._file, 8, 0), "little")
        if not 0 < length < path.stat().st_size:
            raise ValueError(f"{path} is no safetensors file")
        self._described: dict[str, Any] = dict(json.loads(os.pread(self._file, length, 8)))
        self._described.pop("__metadata__", None)
        if any(described["dtype"] != "F32" for described in self._described.values()):
            raise ValueError(f"{path} holds other numbers than 32-bit floats")
        self._start = 8 + length

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return tuple(self._described[name]["shape"])

    def place(self, name: str) -> tuple[int, int]:
        """Where the values of a tensor begin in the file, and how many bytes they take."""
        start, end = self._described[name]["data_offsets"]
        return self._start + start, end - start

    def tensor(self, name: str) -> Array:
        """A tensor."""
        return self._read(*self.place(name)).reshape(self.shape(name))

    def rows(self, name: str, numbers: Ids) -> Array:
        """Rows of a matrix (m, h) by their numbers, of any shape s: (*s, h)."""
        start, _ = self.place(name)
        width = 4 * self.shape(name)[1]
        distinct, places = np.unique(numbers, return_inverse=True)
        read = [self._read(start + n * width, width) for n in distinct.tolist()]
        found: Array = np.stack(read)[places.reshape(numbers.shape)]
        return found

    def _read(self, start: int, size: int) -> Array:
        data = os.pread(self._file, size, start)
        if len(data) < size:
            raise ValueError(f"{self.path} is cut short")
        return np.frombuffer(data, np.float32)
