"""The originals of the documents, kept beside the index under the name of their content."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import IngestError
from ingest.catalogue import digest
from ingest.gathering import Source


def keep_originals(sources: Iterable[Source], files: Path) -> None:
    """Copies the originals of the documents, named by their content.

    Raises:
        IngestError: one changed meanwhile.
        OSError: the disk refused a write.
    """
    files.mkdir(parents=True, exist_ok=True)
    for source in sources:
        if source.original is None:
            continue
        kept = files / f"{source.document.sha256}{source.original.suffix.lower()}"
        if not _is_kept(kept, source.document.sha256):
            part = kept.with_suffix(kept.suffix + ".part")
            shutil.copyfile(source.original, part)
            if digest(part) != source.document.sha256:
                raise IngestError(
                    f"« {source.original.name} » a changé pendant la construction. Recommencez."
                )
            part.replace(kept)


def _is_kept(original: Path, sha256: str) -> bool:
    """Whether an original was copied before and is still what it was."""
    try:
        return original.is_file() and digest(original) == sha256
    except IngestError:
        return False
