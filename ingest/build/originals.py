"""The originals of the documents, kept beside the index under the name of their content."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import IngestError
from assistant.types import Document
from ingest.build.corpus_reading import CorpusDocument
from ingest.catalogue import digest


def keep_originals(sources: Iterable[CorpusDocument], files: Path) -> None:
    """Copies the originals of the documents, named by their content.

    Raises:
        IngestError: one changed meanwhile.
        OSError: the disk refused a write.
    """
    files.mkdir(parents=True, exist_ok=True)
    for source in sources:
        if source.original is None:
            continue
        kept = files / _name(source.document.sha256, source.original)
        if not _is_kept(kept, source.document.sha256):
            part = kept.with_suffix(kept.suffix + ".part")
            shutil.copyfile(source.original, part)
            if digest(part) != source.document.sha256:
                raise IngestError(
                    f"« {source.original.name} » a changé pendant la construction. Recommencez."
                )
            part.replace(kept)


def are_kept(documents: Iterable[Document], files: Path) -> bool:
    """Whether the original of each document is there and is still what it was."""
    return all(_is_kept(files / _name(d.sha256, Path(d.file)), d.sha256) for d in documents)


def _name(sha256: str, original: Path) -> str:
    return f"{sha256}{original.suffix.lower()}"


def _is_kept(original: Path, sha256: str) -> bool:
    """Whether an original was copied before and is still what it was."""
    try:
        return original.is_file() and digest(original) == sha256
    except IngestError:
        return False
