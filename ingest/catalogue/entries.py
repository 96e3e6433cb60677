"""The catalogue: what is known of each document, from its entry and from the file itself.

An entry of ``catalogue.yaml`` wins over the file; a folder without a catalogue works as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.errors import IngestError
from assistant.system_errors import reason
from assistant.types import Document
from ingest.catalogue.identity import Memory, assign
from ingest.catalogue.ledger import LEDGER, record, remembered
from ingest.layout import ReadDocument
from ingest.read import MODULES

CATALOGUE = "catalogue.yaml"
GLOSSARY = "glossary.yaml"
CENTRE = "centre.yaml"
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
        date: as precise as it is known (``2024``, ``2024-03`` or ``2024-03-12``).
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
        memory: the ids that were given before.
        ids, misplaced: see ``identified``; a sentence by id of the entries that are left aside.
    """

    folder: Path
    root: Path
    files: tuple[Path, ...]
    entries: Mapping[str, Entry]
    memory: Memory = field(default_factory=dict)
    ids: Mapping[Path, str] = field(default_factory=dict)
    misplaced: Mapping[str, str] = field(default_factory=dict)


def open_corpus(folder: Path, index: Path | None = None) -> Corpus:
    """Lists the documents of a corpus folder.

    The documents are in ``documents/`` when there is such a folder, else in the folder itself.

    Args:
        index: a published index that may remember the ids that were given.

    Raises:
        IngestError: the folder is missing, empty or closed, or the catalogue or the ids cannot be read.
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
    return Corpus(folder, root, files, _entries(folder / CATALOGUE), remembered(folder, index))


def _is_document(path: Path, root: Path, folder: Path) -> bool:
    """Hidden files, what Word leaves of open files and the corpus's own YAML files are no documents.

    A link that leads nowhere is one: it is then reported as a file that cannot be read.
    """
    parts = path.relative_to(root).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    names = (CATALOGUE, GLOSSARY, CENTRE, LEDGER)
    own = root == folder and (path.name in names or parts[0] == ACTIONS)
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


def identified(corpus: Corpus) -> Corpus:
    """The corpus with the ids of its files, without the entries that claim the id of another document."""
    if corpus.ids:
        return corpus
    claims = {identifier: entry.file for identifier, entry in corpus.entries.items()}
    assigned = assign(corpus.folder, corpus.files, claims, corpus.memory)
    entries = {i: entry for i, entry in corpus.entries.items() if i not in assigned.misplaced}
    return replace(corpus, entries=entries, ids=assigned.ids, misplaced=assigned.misplaced)


def identifiers(corpus: Corpus) -> Mapping[Path, str]:
    """The id of each file, as ``identity`` gives them."""
    return identified(corpus).ids


def missing_files(corpus: Corpus) -> list[str]:
    """Ids of the catalogue entries for which there is no file."""
    known = identified(corpus)
    return sorted(set(known.entries) - set(known.ids.values()))


def keep_identifiers(corpus: Corpus) -> None:
    """Records the ids of a corpus, so that no later build gives them to another document.

    Raises:
        IngestError: they cannot be written.
    """
    record(corpus.folder, identified(corpus).ids, corpus.memory)


def document_of(identifier: str, path: Path, sha256: str, read: ReadDocument, corpus: Corpus) -> Document:
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
