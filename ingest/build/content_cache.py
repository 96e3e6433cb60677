"""Results kept by content in the user's cache, JSON after its SHA-256: a lost or damaged one costs time."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

_T = TypeVar("_T")


def content_key(*parts: str) -> str:
    """The key of what is made from these texts."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return total.hexdigest()


class ContentCache(Generic[_T]):
    """Values of one type by key.

    Args:
        folder: where they are kept, in a folder of this version; those of other versions are removed.
        version: what made the values besides what is in their keys.
        kind: the type of the values, anything that pydantic can write as JSON.
    """

    def __init__(self, folder: Path, version: str, kind: type[_T]) -> None:
        self._folder = folder / version
        self._adapter = TypeAdapter(kind)
        with contextlib.suppress(OSError):
            for other in folder.glob("*"):
                if other != self._folder:
                    shutil.rmtree(other, ignore_errors=True)

    def get(self, key: str) -> _T | None:
        """The value of a key; ``None`` when there is none that can be used."""
        try:
            digest, _, value = self._path(key).read_bytes().partition(b"\n")
            if digest != _digest(value):
                return None
            return self._adapter.validate_json(value)
        except (OSError, ValidationError):
            return None

    def put(self, key: str, value: _T) -> None:
        """Keeps a value; a cache that cannot be written keeps nothing."""
        path = self._path(key)
        part = path.with_suffix(".part")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            content = self._adapter.dump_json(value)
            part.write_bytes(_digest(content) + b"\n" + content)
            part.replace(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def _digest(content: bytes) -> bytes:
    """A changed letter would otherwise be quoted."""
    return hashlib.sha256(content).hexdigest().encode()
