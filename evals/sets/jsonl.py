"""JSON Lines read into typed records, with errors that name the file, the line and the field."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.errors import AssistantError

Record = TypeVar("Record")


class DatasetError(AssistantError):
    """A question set or a data folder cannot be used."""


def read_text(path: Path) -> str:
    """The whole file, UTF-8 with or without a byte order mark, decompressed when its name ends in ``.gz``.

    Raises:
        DatasetError: the file is absent, cannot be opened or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DatasetError(f"{path} est endommagé. Copiez-le de nouveau.") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} n’est pas en UTF-8. Enregistrez le fichier dans ce codage.") from error
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise DatasetError(
            f"Impossible de lire {path} ({reason}). Vérifiez le chemin et les droits."
        ) from error


def read_records(path: Path, kind: type[Record], expected: Mapping[str, str]) -> Iterator[tuple[int, Record]]:
    """Yield ``(line number from 1, record)`` for each line that is not blank.

    Args:
        path: the JSON Lines file.
        kind: a dataclass; its field types are checked strictly.
        expected: for each field of the file, what it must hold, in French.

    Raises:
        DatasetError: the file cannot be read, or a line is not such a record.
    """
    adapter = TypeAdapter(kind)
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, adapter.validate_json(line, strict=True)
        except ValidationError as error:
            raise DatasetError(f"{path}, ligne {number}{_fault(error, expected)}") from error


def _fault(error: ValidationError, expected: Mapping[str, str]) -> str:
    """The first thing wrong with a line: its field and what was expected there."""
    first = error.errors(include_url=False, include_context=False)[0]
    if not first["loc"]:
        return " : un objet JSON complet, entre accolades et sur une seule ligne, était attendu."
    field = str(first["loc"][0])
    if field not in expected:
        return f", champ « {field} » : champ inconnu ; les champs admis sont {', '.join(expected)}."
    missing = "champ absent ; " if first["type"] == "missing" and len(first["loc"]) == 1 else ""
    return f", champ « {field} » : {missing}il fallait {expected[field]}."
