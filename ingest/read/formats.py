"""The reader of each format, and ``read_document``, the way in.

The modules are imported when their format is met: a PDF does not pay for the HTML libraries.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from assistant.errors import IngestError
from ingest.layout import Limits, ReadDocument, Reader, fact, has_letters
from ingest.read.screening import screen

MODULES = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".txt": "text",
}

LONGEST_WORD = 200
MUCH_DATA = 100_000
"""Characters of such « words » from which on a file is not taken for a document."""


def read_document(path: Path, limits: Limits | None = None) -> ReadDocument:
    """Read one file with the reader of its suffix.

    Raises:
        IngestError: unknown type, missing, empty, too big, damaged, protected, or without text.
    """
    limits = limits or Limits()
    reader = _reader_of(path)
    _check_size(path, limits.max_bytes)
    if limits.screened:
        screen(path, limits)
    document = reader.read(path, limits)
    _check_text(path, document, limits)
    return replace(document, title=fact(document.title) or None)


def _reader_of(path: Path) -> Reader:
    module = MODULES.get(path.suffix.lower())
    if module is None:
        raise IngestError(
            f"« {path.name} » : type de fichier non pris en charge ({path.suffix or 'sans extension'}). "
            f"Types acceptés : {', '.join(MODULES)}."
        )
    return cast(Reader, import_module(f"ingest.read.{module}").READER)


def _check_size(path: Path, max_bytes: int) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise IngestError(f"« {path.name} » est introuvable ou inaccessible. Vérifiez {path}.") from error
    if not path.is_file():
        raise IngestError(f"« {path.name} » n’est pas un fichier. Vérifiez {path}.")
    if size == 0:
        raise IngestError(f"« {path.name} » est vide (0 octet). Remplacez-le par une copie complète.")
    if size > max_bytes:
        raise IngestError(
            f"« {path.name} » est trop volumineux ({_megabytes(size)}, limite {_megabytes(max_bytes)}). "
            "Réduisez ses images ou découpez-le."
        )


def _check_text(path: Path, document: ReadDocument, limits: Limits) -> None:
    if sum(map(len, document.page_texts)) > limits.max_characters:
        raise IngestError(
            f"« {path.name} » contient trop de texte (plus de {limits.max_characters} caractères). "
            "Découpez-le."
        )
    if len(document.blocks) > limits.max_blocks:
        raise IngestError(
            f"« {path.name} » contient trop de texte (plus de {limits.max_blocks} paragraphes). Découpez-le."
        )
    if _is_not_prose(document):
        raise IngestError(
            f"« {path.name} » ne contient aucun texte à lire : de longues suites de signes sans espace. "
            "Vérifiez le fichier."
        )
    if any(has_letters(block.text) for block in document.blocks):
        return
    if document.paged:
        raise IngestError(
            f"« {path.name} » ne contient aucun texte, sans doute un document numérisé. "
            "Passez-le par une reconnaissance de caractères (OCR)."
        )
    raise IngestError(f"« {path.name} » ne contient aucun texte. Vérifiez le fichier.")


def _is_not_prose(document: ReadDocument) -> bool:
    """Whether more than half of a long text stands in « words » that nobody writes: data, or a trap."""
    words = [word for block in document.blocks for word in map(len, block.text.split())]
    data = sum(length for length in words if length > LONGEST_WORD)
    return data > MUCH_DATA and 2 * data > sum(words)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} Mo".replace(".", ",")
