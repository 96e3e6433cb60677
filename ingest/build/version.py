"""Which code makes an index: what it made before is of no use to another version of it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = (
    "bm25s",
    "chromadb",
    "lxml",
    "pypdf",
    "python-docx",
    "sentencex",
    "snowballstemmer",
    "trafilatura",
)
"""The libraries that decide on what is read, split and indexed."""
SHARED = (
    "assistant.centre",
    "assistant.index.bm25",
    "assistant.index.fields",
    "assistant.index.files",
    "assistant.language.articles",
    "assistant.language.expressions",
    "assistant.language.french",
    "assistant.language.glossary",
    "assistant.programme.file",
    "assistant.types",
)
"""The modules of the assistant that decide on it too; read as files, not imported."""


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of the sources that turn files into an index, and of the versions of their libraries.

    Taken from the sources themselves, it cannot be forgotten when they change.
    """
    files = [*sorted(Path(__file__).parents[1].rglob("*.py")), *map(_file, SHARED)]
    total = hashlib.sha256(" ".join(f"{name}={version(name)}" for name in LIBRARIES).encode())
    for path in files:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _file(module: str) -> Path:
    spec = find_spec(module)
    assert spec is not None, module
    assert spec.origin is not None, module
    return Path(spec.origin)
