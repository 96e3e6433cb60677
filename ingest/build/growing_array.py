"""A ``.npy`` file written row by row, so that an index need not fit in memory while it is made."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray


class GrowingArray:
    """An array on disk to which rows are added; a context manager.

    numpy pads the header so that the first axis can be rewritten in place
    (``numpy.lib.format.GROWTH_AXIS_MAX_DIGITS``).

    Attributes:
        rows: how many there are so far.
    """

    def __init__(self, path: Path, dtype: type[np.generic]) -> None:
        self.rows = 0
        self._file = path.open("wb")
        self._dtype = np.dtype(dtype)
        self._columns: int | None = None

    def append(self, rows: NDArray[Any]) -> None:
        """Adds rows of the array's type, shape (n, columns); the first ones decide on the columns."""
        if self._columns is None:
            self._columns = rows.shape[1]
            self._write_header()
        if rows.shape[1] != self._columns:
            raise ValueError(f"rows of {rows.shape[1]} columns in an array of {self._columns}")
        self._file.write(np.ascontiguousarray(rows, dtype=self._dtype).tobytes())
        self.rows += len(rows)

    def _write_header(self) -> None:
        shape = (self.rows, self._columns or 0)
        description = npy.dtype_to_descr(self._dtype)
        npy.write_array_header_1_0(self._file, {"descr": description, "fortran_order": False, "shape": shape})

    def __enter__(self) -> GrowingArray:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is None:
                self._file.seek(0)
                self._write_header()
