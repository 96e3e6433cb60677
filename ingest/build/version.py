"""Which code makes an index: what it made before is of no use to another version of it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from inspect import getfile
from pathlib import Path

import ingest
from assistant import centre, types
from assistant.index import bm25 as lexical
from assistant.index import fields as analysis
from assistant.index import files as index_files
from assistant.language import expressions, french, glossary
from assistant.programme import file as programme_file

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


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of the sources that turn files into an index, and of the versions of their libraries.

    Taken from the sources themselves, it cannot be forgotten when they change.
    """
    shared = [
        Path(getfile(module))
        for module in (
            analysis,
            centre,
            expressions,
            french,
            glossary,
            index_files,
            lexical,
            programme_file,
            types,
        )
    ]
    package = Path(ingest.__path__[0])
    total = hashlib.sha256(" ".join(f"{name}={version(name)}" for name in LIBRARIES).encode())
    for path in [*sorted(package.rglob("*.py")), *shared]:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
