"""Arrays written row by row are read by numpy as any other."""

import numpy as np
import pytest

from ingest.build.growing_array import GrowingArray


@pytest.mark.parametrize("dtype", [np.float32, np.int8])
def test_rows_are_read_back_in_order(tmp_path, dtype):
    rows = np.arange(60).reshape(20, 3).astype(dtype)
    with GrowingArray(tmp_path / "a.npy", dtype) as array:
        for start in range(0, 20, 7):
            array.append(rows[start : start + 7])
    found = np.load(tmp_path / "a.npy", mmap_mode="r")
    assert found.dtype == dtype
    assert np.array_equal(found, rows)


def test_many_rows_leave_the_header_as_long_as_it_was(tmp_path):
    with GrowingArray(tmp_path / "a.npy", np.int8) as array:
        for _ in range(12):
            array.append(np.ones((10_000, 2), dtype=np.int8))
    assert np.load(tmp_path / "a.npy").shape == (120_000, 2)


def test_rows_of_another_length_are_refused(tmp_path):
    with GrowingArray(tmp_path / "a.npy", np.int8) as array:
        array.append(np.ones((1, 2), dtype=np.int8))
        with pytest.raises(ValueError, match="3 columns in an array of 2"):
            array.append(np.ones((1, 3), dtype=np.int8))
