"""The catalogue: what is known of each document, from its entry and from the file itself.

An entry of ``catalogue.yaml`` wins over the file; a folder without a catalogue works as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.errors import IngestError
from assistant.language.french import fold
from assistant.system_errors import reason
from assistant.types import Document
from ingest.layout.blocks import ReadDocument
from ingest.read.formats import MODULES

CATALOGUE = "catalogue.yaml"
GLOSSARY = "glossary.yaml"
ACTIONS = "actions"
DEFAULT_KIND = "document"
_ISO_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def _plain_text(value: object) -> object:
    """What YAML took for a date or a number is a text here; an empty text is no text."""
    if isinstance(value, date | int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else value


_Text = Annotated[str | None, BeforeValidator(_plain_text)]
_Date = Annotated[str | None, Field(pattern=_ISO_DATE), BeforeValidator(_plain_text)]
_Link = Annotated[str | None, Field(pattern=r"^https?://\S+$"), BeforeValidator(_plain_text)]
_Texts = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value or ())
]


class Entry(BaseModel):
    """What the catalogue says of a document; a field that is not given is taken from the file.

    Attributes:
        file: path of the document in the corpus folder or its bare name, when the id does not say it.
        date: as precise as it is known (``2015``, ``2015-01`` or ``2015-01-31``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Text = None
    kind: _Text = None
    date: _Date = None
    themes: _Texts = ()
    author: _Text = None
    url: _Link = None
    rights: _Text = None
    summary: _Text = None
    file: _Text = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus folder: its documents to read, its catalogue entries by document id.

    Attributes:
        root: the folder that holds the documents, ``folder`` or a folder in it.
    """

    folder: Path
    root: Path
    files: tuple[Path, ...]
    entries: Mapping[str, Entry]


def open_corpus(folder: Path) -> Corpus:
    """Lists the documents of a corpus folder.

    The documents are in ``documents/`` when there is such a folder, else in the folder itself.

    Raises:
        IngestError: the folder is missing, empty or closed, or the catalogue cannot be read.
    """
    if not folder.is_dir():
        raise IngestError(f"Le dossier de corpus « {folder} » n’existe pas. Vérifiez l’option --corpus.")
    root = folder / "documents" if (folder / "documents").is_dir() else folder
    try:
        files = tuple(sorted(p for p in root.rglob("*") if _is_document(p, root, folder)))
    except OSError as error:
        raise IngestError(f"Le dossier « {root} » ne peut pas être lu : {reason(error)}.") from error
    if not files:
        raise IngestError(
            f"Le dossier de corpus « {root} » ne contient aucun document. "
            f"Types acceptés : {', '.join(MODULES)}."
        )
    return Corpus(folder, root, files, _entries(folder / CATALOGUE))


def _is_document(path: Path, root: Path, folder: Path) -> bool:
    """Hidden files, what Word leaves of open files and the corpus's own YAML files are no documents.

    A link that leads nowhere is one: it is then reported as a file that cannot be read.
    """
    parts = path.relative_to(root).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    own = root == folder and (path.name in (CATALOGUE, GLOSSARY) or parts[0] == ACTIONS)
    return not hidden and not own and (path.is_file() or (path.is_symlink() and not path.exists()))


def _entries(path: Path) -> Mapping[str, Entry]:
    if not path.exists():
        return {}
    values = _yaml(path)
    entries = values.get("documents") if isinstance(values, dict) else None
    if not isinstance(entries, dict):
        raise IngestError(f"Le catalogue « {path} » doit avoir une clé « documents » : identifiant → fiche.")
    return {str(identifier): read_entry(path, identifier, fields) for identifier, fields in entries.items()}


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise IngestError(f"Le catalogue « {path} » ne peut pas être lu : {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise IngestError(
            f"Le catalogue « {path} » n’est pas en UTF-8. Réenregistrez-le en UTF-8."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", ligne {mark.line + 1}" if mark else ""
        raise IngestError(
            f"Le catalogue « {path} »{where} : la syntaxe YAML est fausse. Corrigez-la."
        ) from error


def read_entry(path: Path, identifier: object, fields: object) -> Entry:
    """An entry of the catalogue ``path`` from its values.

    Raises:
        IngestError: a field is unknown or wrong; the message names it.
    """
    try:
        return Entry.model_validate({} if fields is None else fields)
    except ValidationError as error:
        problem = error.errors()[0]
        field = f", champ « {problem['loc'][0]} »" if problem["loc"] else ""
        expected = _expected(problem["type"], problem["loc"][0] if problem["loc"] else "")
        raise IngestError(
            f"Le catalogue « {path} », entrée « {identifier} »{field} : {expected}. Corrigez-la."
        ) from error


def _expected(problem: str, field: int | str) -> str:
    if problem == "extra_forbidden":
        return f"ce champ est inconnu (champs permis : {', '.join(Entry.model_fields)})"
    forms = {
        "": "des champs sont attendus (title, kind, date…)",
        "date": "une date AAAA, AAAA-MM ou AAAA-MM-JJ est attendue, entre guillemets",
        "url": "une adresse http:// ou https:// est attendue",
        "themes": "une liste de textes est attendue",
    }
    return forms.get(str(field), "un texte est attendu")


def missing_files(corpus: Corpus) -> list[str]:
    """Ids of the catalogue entries for which there is no file."""
    return sorted(set(corpus.entries) - set(identifiers(corpus).values()))


def identifiers(corpus: Corpus) -> dict[Path, str]:
    """A stable id for each file: its entry's, else its name without the suffix, else with it.

    An entry is the one of the file that it names, or of the file whose name is its id.
    """
    ids = _named(corpus)
    taken = set(corpus.entries)
    for path in corpus.files:
        if path not in ids:
            ids[path] = next(i for i in _candidates(path, corpus.folder) if i not in taken)
            taken.add(ids[path])
    return ids


def _named(corpus: Corpus) -> dict[Path, str]:
    """The files that have an entry, with its id; a file has one entry only."""
    known: dict[str, Path] = {}
    for path in corpus.files:
        relative = path.relative_to(corpus.folder).as_posix()
        for name in (relative, path.name, path.stem, slug(path.stem)):
            known.setdefault(name, path)
    ids: dict[Path, str] = {}
    for identifier, entry in corpus.entries.items():
        found = known.get(entry.file or identifier)
        if found is not None:
            ids.setdefault(found, identifier)
    return ids


def _candidates(path: Path, folder: Path) -> Iterator[str]:
    longer = slug(str(path.relative_to(folder)))
    yield slug(path.stem)
    yield longer
    yield from (f"{longer}-{number}" for number in count(2))


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
            f"« {path.name} » ne peut pas être lu : {reason(error)}. Vérifiez ses droits ou remplacez-le."
        ) from error


def describe(identifier: str, path: Path, sha256: str, read: ReadDocument, corpus: Corpus) -> Document:
    """The document of a file: its catalogue entry completed from what the file says of itself."""
    entry = corpus.entries.get(identifier, Entry())
    return Document(
        id=identifier,
        title=entry.title or read.title or path.stem,
        kind=entry.kind or read.kind or DEFAULT_KIND,
        date=entry.date or read.date,
        themes=entry.themes or read.themes,
        author=entry.author or read.author,
        url=entry.url,
        rights=entry.rights,
        summary=entry.summary or read.summary,
        file=path.relative_to(corpus.folder).as_posix(),
        sha256=sha256,
        pages=len(read.page_texts) if read.paged else None,
        empty_pages=read.empty_pages,
    )
