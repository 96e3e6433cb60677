"""What an index folder says of itself, without its texts or the model."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import IndexDamagedError, IndexMismatchError, VectorServerError
from assistant.index import (
    VECTORS_ON_SERVER,
    Manifest,
    damaged_error,
    document_from_json,
    live_generation,
    open_vectors,
    read_manifest,
)
from assistant.settings import VectorServer
from assistant.types import Document
from ingest.build.corpus_reading import RejectedFile
from ingest.publish import past_generations, previous_generation


def documents_of(index: Path) -> tuple[Document, ...]:
    """The documents of the live index.

    Raises:
        IndexNotFoundError, IndexDamagedError: see their messages.
    """
    path = live_generation(index) / "documents.json"
    try:
        return tuple(map(document_from_json, json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise damaged_error(path) from error


def rejected_of(manifest: Manifest) -> tuple[RejectedFile, ...]:
    """What was left out of an index."""
    return tuple(RejectedFile(**rejected) for rejected in manifest.rejected)


def index_status(index: Path, server: VectorServer | None = None) -> dict[str, Any]:
    """The state of the live index as JSON values.

    Args:
        server: where its vectors are, when they are not in its files.

    Raises:
        IndexNotFoundError, IndexMismatchError, IndexDamagedError: see their messages.
    """
    folder = live_generation(index)
    manifest = read_manifest(folder)
    return {
        **asdict(manifest),
        "vectors_error": _vectors_error(folder, manifest, server),
        "folder": str(folder),
        "previous": previous_generation(index),
        "files": [d.file for d in documents_of(index)],
        "empty_pages": {d.id: list(d.empty_pages) for d in documents_of(index) if d.empty_pages},
    }


def _vectors_error(folder: Path, manifest: Manifest, server: VectorServer | None) -> str:
    """Why the vectors that are on a server cannot be used now; empty when they can."""
    if manifest.vectors != VECTORS_ON_SERVER:
        return ""
    try:
        with closing(open_vectors(folder, manifest, server)) as vectors:
            vectors.probe()
    except (IndexMismatchError, VectorServerError) as error:
        return str(error)
    return ""


def kept_builds(index: Path) -> list[Manifest]:
    """The builds that one can go back to, the live one included, newest first.

    Raises:
        IndexNotFoundError: there is no live index.
    """
    live_generation(index)
    kept: list[Manifest] = []
    for name in reversed(past_generations(index)):
        with suppress(IndexMismatchError, IndexDamagedError):
            kept.append(read_manifest(index / name))
    return sorted(kept, key=lambda manifest: manifest.created, reverse=True)
