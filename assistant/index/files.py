"""The files of a published index, as they are read: pointer, manifest, records, arrays."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from assistant.centre import UNKNOWN, Centre, centre_from_json
from assistant.errors import IndexDamagedError, IndexMismatchError, IndexNotFoundError
from assistant.types import Document, Passage, Sentence

FORMAT = 1
POINTER = "current"
HISTORY = "history"
CENTRE = "centre.json"
VectorPlace = Literal["files", "server"]
VECTORS_IN_FILES: VectorPlace = "files"
VECTORS_ON_SERVER: VectorPlace = "server"
_NAME = re.compile(r"[\w-]{1,100}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes:
        vectors: whether Chroma's collection is in its files or on the server of the settings.
    """

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
    vectors: VectorPlace = VECTORS_IN_FILES
    format: int = FORMAT


_MANIFEST = TypeAdapter(Manifest)


def live_generation(index: Path) -> Path:
    """The folder of the live generation.

    A pointer that is lost or names nothing known is made up for by the history: its last name is the same.

    Raises:
        IndexNotFoundError: nothing has been published in this folder.
    """
    pointed, history = _names(index / POINTER), past_names(index)
    name = pointed[0] if pointed else ""
    if history and name not in history and not (name and (index / name).is_dir()):
        name = history[-1]
    if not name or not index.is_dir():
        raise IndexNotFoundError(
            f"Aucun index dans « {index} ». "
            f"Construisez-le : python -m ingest build --corpus corpus --index {index}"
        )
    return index / name


def past_names(index: Path) -> list[str]:
    """Names of the generations that were live, the last one last; some may be gone."""
    return _names(index / HISTORY)


def _names(file: Path) -> list[str]:
    """The names in a pointer file that can be those of generations; none when it cannot be read."""
    try:
        return [name for name in file.read_text(encoding="utf-8").split() if _NAME.fullmatch(name)]
    except (OSError, ValueError):
        return []


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation; fields that this version does not know are left out.

    Raises:
        IndexDamagedError: it is missing or unreadable.
        IndexMismatchError: it was written in another format.
    """
    path = generation / "manifest.json"
    values = read_json(path)
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise IndexMismatchError(
            f"L’index « {generation} » est d’un autre format que celui de cette version. "
            "Reconstruisez-le : python -m ingest build"
        )
    try:
        return _MANIFEST.validate_python(values)
    except ValidationError as error:
        raise damaged_error(path) from error


def read_json(path: Path) -> Any:
    """The content of a JSON file of an index.

    Raises:
        IndexDamagedError: it is missing or cannot be read.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged_error(path) from error


def damaged_error(path: Path) -> IndexDamagedError:
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
        # A plain array over the map: slices of ``numpy.memmap`` itself cost several times as much.
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        raise damaged_error(path) from error


def map_file(path: Path) -> NDArray[np.uint8]:
    """The bytes of a file, mapped in memory: they stay when it is removed.

    Raises:
        IndexDamagedError: it is missing, empty or cannot be read.
    """
    try:
        return np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise damaged_error(path) from error


def read_passages(generation: Path) -> list[Passage]:
    """The passages of a generation.

    Raises:
        IndexDamagedError: they cannot be read.
    """
    path = generation / "passages.jsonl"
    try:
        with path.open(encoding="utf-8") as lines:
            return [passage_from_json(json.loads(line)) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged_error(path) from error


def read_centre(generation: Path) -> Centre:
    """The profile of the centre; the neutral one for a generation from before there were profiles.

    Raises:
        IndexDamagedError: it cannot be read.
    """
    path = generation / CENTRE
    if not path.exists():
        return UNKNOWN
    try:
        return centre_from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise damaged_error(path) from error


def read_documents(generation: Path) -> dict[str, Document]:
    """The documents of a generation by id.

    Raises:
        IndexDamagedError: they cannot be read.
    """
    path = generation / "documents.json"
    try:
        return {d["id"]: document_from_json(d) for d in read_json(path)}
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged_error(path) from error
