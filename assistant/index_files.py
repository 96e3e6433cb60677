"""The files of a published index, as they are read: pointer, manifest, records, arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexDamagedError, IndexMismatchError, IndexNotFoundError
from assistant.types import Document, Passage, Sentence

FORMAT = 1
POINTER = "current"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    generation: str
    created: str
    model: str
    dimension: int
    documents: int
    passages: int
    sentences: int
    tokens: int
    corpus: str = ""
    fingerprint: str = ""
    rejected: tuple[dict[str, str], ...] = ()
    asked_by: str = ""
    format: int = FORMAT


def live_generation(index: Path) -> Path:
    """The folder of the live generation.

    Raises:
        IndexNotFoundError: nothing has been published in this folder.
    """
    try:
        name = (index / POINTER).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IndexNotFoundError(
            f"Aucun index dans « {index} ». "
            f"Construisez-le : python -m ingest build --corpus corpus --index {index}"
        ) from error
    return index / name


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexDamagedError: it is missing or unreadable.
        IndexMismatchError: it was written in another format.
    """
    values = read_json(generation / "manifest.json")
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise IndexMismatchError(
            f"L’index « {generation} » est d’un autre format que celui de cette version. "
            "Reconstruisez-le : python -m ingest build"
        )
    return Manifest(**{**values, "rejected": tuple(values.get("rejected", ()))})


def read_json(path: Path) -> Any:
    """The content of a JSON file of an index.

    Raises:
        IndexDamagedError: it is missing or cannot be read.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> IndexDamagedError:
    """The error of an index file that is missing or cannot be read."""
    return IndexDamagedError(
        f"L’index est abîmé : « {path.name} » manque ou ne se lit pas dans « {path.parent} ». "
        "Reconstruisez-le : python -m ingest build"
    )


def passage_from_json(values: dict[str, Any]) -> Passage:
    """A passage from its line in ``passages.jsonl``."""
    sentences = tuple(Sentence(**s) for s in values["sentences"])
    return Passage(
        values["id"], values["document"], tuple(values["pages"]), tuple(values["headings"]), sentences
    )


def document_from_json(values: dict[str, Any]) -> Document:
    """A document from its entry in ``documents.json``."""
    lists = {name: tuple(values.get(name) or ()) for name in ("themes", "empty_pages")}
    return Document(**{**values, **lists})


def load_array(path: Path) -> Any:
    """An array, mapped in memory.

    Raises:
        IndexDamagedError: it is missing or cannot be read.
    """
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise damaged(path) from error
