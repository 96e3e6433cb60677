"""Whether the files of a generation are as they were written, part by part.

``files.json`` holds their SHA-256. They are compared before anything of a generation is used: a changed text
must never be quoted, and Chroma may end the process on a graph with a few wrong bytes. What each damaged part
leads to is decision 7 (docs/decisions/0007-damaged-index.md).
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path

from assistant.index_files import damaged, read_json

DIGESTS = "files.json"
DATABASE = "chroma/chroma.sqlite3"
_THREADS = 2
"""Hashing lets go of the interpreter's lock."""


class Part(StrEnum):
    """What is lost with a file."""

    RECORDS = "les textes"
    LEXICAL = "la recherche par mots"
    VECTORS = "les vecteurs des phrases"
    CHROMA = "la base vectorielle"


_PARTS = {
    "chroma": Part.CHROMA,
    "stems": Part.LEXICAL,
    "grams": Part.LEXICAL,
    "sentences.npy": Part.VECTORS,
    "tokens.npy": Part.VECTORS,
    "offsets.npy": Part.VECTORS,
    "center.npy": Part.VECTORS,
}


def part_of(name: str) -> Part:
    """The part that a file of a generation belongs to; ``name`` is relative, with slashes."""
    return _PARTS.get(name.partition("/")[0], Part.RECORDS)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the files of a generation that stay as they were written.

    Not among them: the database, in which Chroma notes each opening, and graphs too small to have been
    written, whose files Chroma fills at random when it opens them.

    Raises:
        OSError: one cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    kept = [p for p in paths if p.name != DIGESTS and p != folder / DATABASE and _is_written(p)]
    return {path.relative_to(folder).as_posix(): sha256(path) for path in kept}


def expected_digests(folder: Path) -> dict[str, str]:
    """What ``digests`` gave when the generation was written.

    Raises:
        IndexDamagedError: it is not known.
    """
    values = read_json(folder / DIGESTS)
    if not isinstance(values, dict) or not values:
        raise damaged(folder / DIGESTS)
    return {str(name): str(digest) for name, digest in values.items()}


def damaged_files(folder: Path) -> tuple[str, ...]:
    """Names of the files that are gone or no longer as they were written, by name.

    Raises:
        IndexDamagedError: what they were is not known.
    """
    expected = expected_digests(folder)
    with ThreadPoolExecutor(_THREADS) as threads:
        found = dict(zip(expected, threads.map(lambda name: _digest(folder / name), expected), strict=True))
    wrong = [name for name, digest in expected.items() if found[name] != digest]
    if not (folder / DATABASE).is_file():
        wrong.append(DATABASE)
    return tuple(sorted(wrong))


def sha256(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except (OSError, ValueError):  # ValueError: a NUL in a damaged name
        return ""


def _is_written(path: Path) -> bool:
    return path.suffix != ".bin" or path.with_name("index_metadata.pickle").exists()
