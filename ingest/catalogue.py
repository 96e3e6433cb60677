"""The catalogue: what is known of each document, from its entry and from the file itself.

An entry of ``catalogue.yaml`` wins over the file; a folder without a catalogue works as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import IngestError
from assistant.french import fold
from assistant.types import Document
from ingest.readers import MODULES, ReadDocument

CATALOGUE = "catalogue.yaml"
DEFAULT_KIND = "document"
_FIELDS = {"title", "kind", "date", "themes", "author", "url", "rights", "summary", "file"}


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus folder: its files to read, its catalogue entries by document id."""

    folder: Path
    files: tuple[Path, ...]
    entries: Mapping[str, Mapping[str, Any]]


def open_corpus(folder: Path) -> Corpus:
    """Lists the documents of a corpus folder.

    The documents are in ``documents/`` when there is such a folder, else in the folder itself.

    Raises:
        IngestError: the folder is missing or empty, or the catalogue cannot be read.
    """
    if not folder.is_dir():
        raise IngestError(f"Le dossier de corpus « {folder} » n’existe pas. Vérifiez l’option --corpus.")
    root = folder / "documents" if (folder / "documents").is_dir() else folder
    files = tuple(sorted(p for p in root.rglob("*") if _is_document(p, root, folder)))
    if not files:
        raise IngestError(
            f"Le dossier de corpus « {root} » ne contient aucun document. "
            f"Types acceptés : {', '.join(MODULES)}."
        )
    return Corpus(folder, files, _entries(folder / CATALOGUE))


def _is_document(path: Path, root: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    own = root == folder and path.suffix.lower() in (".yaml", ".yml")
    return path.is_file() and not hidden and not own


def _entries(path: Path) -> Mapping[str, Mapping[str, Any]]:
    if not path.exists():
        return {}
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise IngestError(
            f"Le catalogue « {path} » ne se lit pas ({str(error).splitlines()[0]}). Corrigez sa syntaxe YAML."
        ) from error
    entries = values.get("documents") if isinstance(values, dict) else None
    if not isinstance(entries, dict) or not all(isinstance(e, dict) for e in entries.values()):
        raise IngestError(f"Le catalogue « {path} » doit avoir une clé « documents » : identifiant → fiche.")
    for identifier, entry in entries.items():
        if unknown := sorted(set(entry) - _FIELDS):
            raise IngestError(
                f"Le catalogue « {path} », entrée « {identifier} » : champ inconnu « {unknown[0]} ». "
                f"Champs permis : {', '.join(sorted(_FIELDS))}."
            )
    return entries


def missing_files(corpus: Corpus) -> list[str]:
    """Ids of the catalogue entries for which there is no file."""
    present = set(identifiers(corpus).values())
    return sorted(set(corpus.entries) - present)


def identifiers(corpus: Corpus) -> dict[Path, str]:
    """A stable id for each file: its entry's, else its name without the suffix, else with it."""
    named = {str(e["file"]): i for i, e in corpus.entries.items() if "file" in e}
    ids: dict[Path, str] = {}
    for path in corpus.files:
        relative = str(path.relative_to(corpus.folder))
        identifier = named.get(relative) or named.get(path.name) or slug(path.stem)
        if identifier in ids.values():
            identifier = slug(relative)
        ids[path] = identifier
    return ids


def slug(text: str) -> str:
    """A text as an identifier: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "document"


def digest(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        IngestError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IngestError(
            f"« {path.name} » ne peut pas être lu ({error.strerror}). Vérifiez ses droits."
        ) from error


def describe(identifier: str, path: Path, sha256: str, read: ReadDocument, corpus: Corpus) -> Document:
    """The document of a file: its catalogue entry completed from what the file says of itself."""
    entry = corpus.entries.get(identifier, {})
    themes = entry.get("themes") or read.themes
    return Document(
        id=identifier,
        title=str(entry.get("title") or read.title or path.stem),
        kind=str(entry.get("kind") or read.kind or DEFAULT_KIND),
        date=_text(entry.get("date")) or read.date,
        themes=tuple(str(t) for t in themes),
        author=_text(entry.get("author")) or read.author,
        url=_text(entry.get("url")),
        rights=_text(entry.get("rights")),
        summary=_text(entry.get("summary")) or read.summary,
        file=str(path.relative_to(corpus.folder)),
        sha256=sha256,
        pages=len(read.page_texts) if read.paged else None,
        empty_pages=read.empty_pages,
    )


def _text(value: object) -> str | None:
    return str(value) if value else None
