"""Changes a corpus folder: a document more, a document less, another catalogue entry.

Every change is written aside and put in place by one ``os.replace``; the catalogue keeps its comments.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from assistant.errors import IngestError
from assistant.programme import load_programmes
from assistant.system_errors import reason
from ingest.catalogue.entries import (
    ACTIONS,
    CATALOGUE,
    Corpus,
    identified,
    keep_identifiers,
    open_corpus,
    read_entry,
)
from ingest.catalogue.identity import digest
from ingest.catalogue.ledger import forget_file
from ingest.catalogue.safe_writing import alone, put
from ingest.layout import Limits
from ingest.read import MODULES, SandboxLimits, read_many

EDITABLE = ("title", "kind", "date", "themes", "author", "url", "rights", "summary")
LONGEST_NAME = 150
_READING_S = 60.0


def add_file(folder: Path, file: Path, name: str, *, max_bytes: int, index: Path | None = None) -> Path:
    """Checks a file as one that a stranger sends and adds it to a corpus; gives its place there.

    The ids of the documents that are there are kept first: the new one takes none of them.

    Args:
        name: the name that it shall have, with its suffix and without any folder.
        index: a published index that may remember the ids that were given.

    Raises:
        IngestError: the name, the type, the size or the content is refused, the corpus has it already, or
            cannot be written.
    """
    check_name(name)
    documents = _documents_folder(folder)
    if (documents / name).exists():
        raise IngestError(f"Le corpus a déjà un fichier « {name} ». Retirez-le d’abord ou renommez celui-ci.")
    with tempfile.TemporaryDirectory() as apart:
        copy = Path(apart) / name
        _copy(file, copy)
        _check_content(copy, max_bytes)
        corpus = _open_if_any(folder, index)
        if corpus is not None:
            _must_be_new(copy, corpus)
            keep_identifiers(corpus)
        put(documents / name, lambda part: shutil.copyfile(copy, part))
    keep_identifiers(open_corpus(folder, index))
    return documents / name


def check_name(name: str) -> None:
    """Refuses a name that is not the plain name of a file of a known type.

    Raises:
        IngestError: see its message.
    """
    shown = "".join(c if c.isprintable() else "·" for c in name)[:LONGEST_NAME]
    plain = bool(name) and name == Path(name).name and "\\" not in name and name.isprintable()
    if not plain or name.startswith((".", "~")) or len(name.encode()) > LONGEST_NAME:
        raise IngestError(f"« {shown} » n’est pas un simple nom de fichier. Renommez le fichier.")
    if Path(name).suffix.lower() not in MODULES:
        raise IngestError(
            f"« {shown} » n’est pas d’un type accepté. Types acceptés : {', '.join(sorted(MODULES))}."
        )


def _documents_folder(folder: Path) -> Path:
    documents = folder / "documents"
    return documents if documents.is_dir() or not folder.is_dir() else folder


def _copy(file: Path, copy: Path) -> None:
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        raise IngestError(f"« {copy.name} » ne peut pas être lu : {reason(error)}.") from error


def _check_content(path: Path, max_bytes: int) -> None:
    limits = SandboxLimits(timeout_s=_READING_S, reading=Limits(max_bytes=max_bytes, screened=True))
    [(_, read)] = read_many([path], limits, workers=1)
    if isinstance(read, IngestError):
        raise read


def _open_if_any(folder: Path, index: Path | None) -> Corpus | None:
    """The corpus as it is before an addition; ``None`` for the first document of an empty one."""
    try:
        return open_corpus(folder, index)
    except IngestError:
        return None


def _must_be_new(path: Path, corpus: Corpus) -> None:
    for other in corpus.files:
        if other.is_file() and other.stat().st_size == path.stat().st_size and digest(other) == digest(path):
            raise IngestError(f"« {path.name} » est déjà dans le corpus, sous le nom « {other.name} ».")


def remove_file(folder: Path, identifier: str, *, sha256: str = "", index: Path | None = None) -> str:
    """Removes a document from a corpus: its file and its catalogue entry; gives the name of the file.

    Args:
        sha256: of the content that was shown to whoever removes it; another content is not removed.
        index: a published index that may remember the ids that were given.

    Raises:
        IngestError: it is unknown or no longer what was shown, a programme of actions is taken from it, or
            the corpus cannot be written.
    """
    corpus = identified(open_corpus(folder, index))
    path = _file_of(corpus, identifier)
    if sha256 and digest(path) != sha256:
        raise IngestError(
            f"Le document « {identifier} » n’est plus celui qui était affiché : son contenu a changé. "
            "Rechargez la page avant de le retirer."
        )
    for programme in load_programmes(folder / ACTIONS):
        if programme.document == identifier:
            raise IngestError(
                f"« {path.name} » porte le programme « {programme.title} » et ses actions. "
                f"Retirez d’abord sa description du dossier « {ACTIONS} » du corpus."
            )
    keep_identifiers(corpus)
    apart = path.with_name(f".{path.name}.retire")
    try:
        path.rename(apart)
    except OSError as error:
        raise IngestError(f"« {path.name} » ne peut pas être retiré : {reason(error)}.") from error
    try:
        if (folder / CATALOGUE).exists():
            _edit_catalogue(folder, lambda documents: documents.pop(identifier, None))
    except IngestError:
        apart.rename(path)
        raise
    apart.unlink()
    forget_file(folder, identifier)
    return path.name


def describe_entry(
    folder: Path, identifier: str, fields: Mapping[str, Any], *, index: Path | None = None
) -> None:
    """Changes fields of a document's catalogue entry; one that is emptied is taken from the file again.

    Args:
        index: a published index that may remember the ids that were given.

    Raises:
        IngestError: the document or a field is unknown, a value is wrong, or the catalogue cannot be written.
    """
    path = _file_of(open_corpus(folder, index), identifier)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise IngestError(f"Champ inconnu : {min(unknown)}. Champs permis : {', '.join(EDITABLE)}.")
    given = {name: value for name, value in fields.items() if value}
    read_entry(folder / CATALOGUE, identifier, given)

    def change(documents: CommentedMap) -> None:
        entry = _own_entry(documents, identifier)
        for name in fields:
            if name in given:
                entry[name] = _as_yaml(given[name])
            else:
                entry.pop(name, None)
        if identifier not in documents and path.stem != identifier:
            entry["file"] = path.relative_to(folder).as_posix()
        documents[identifier] = entry

    _edit_catalogue(folder, change)


def _own_entry(documents: CommentedMap, identifier: str) -> CommentedMap:
    """The entry to change: itself with its comments, or a copy of one that others share by an alias."""
    entry = documents.get(identifier)
    if entry is None:
        return CommentedMap()
    shared = sum(other is entry for other in documents.values()) > 1
    return CommentedMap(entry.items()) if shared else entry


def _as_yaml(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    values = CommentedSeq(value)
    values.fa.set_flow_style()
    return values


def _file_of(corpus: Corpus, identifier: str) -> Path:
    for path, known in identified(corpus).ids.items():
        if known == identifier:
            return path
    raise IngestError(f"Le corpus n’a pas de document « {identifier} ». Rechargez la page.")


def _edit_catalogue(folder: Path, change: Callable[[CommentedMap], object]) -> None:
    with alone(folder):
        _edit(folder, change)


def _edit(folder: Path, change: Callable[[CommentedMap], object]) -> None:
    path = folder / CATALOGUE
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 10_000
    editor.indent(mapping=2, sequence=4, offset=2)
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else "documents: {}\n"
        values = editor.load(before)
        if not values.get("documents"):
            values["documents"] = CommentedMap()
        change(values["documents"])
        after = io.StringIO()
        editor.dump(values, after)
    except (OSError, UnicodeDecodeError, YAMLError, AttributeError) as error:
        raise IngestError(f"Le catalogue « {path} » ne peut pas être lu. Corrigez-le.") from error
    text = after.getvalue()
    entries = (yaml.safe_load(text) or {}).get("documents") or {}
    for identifier, fields in entries.items():
        read_entry(path, str(identifier), fields)
    if text != before:
        put(path, lambda part: part.write_text(text, encoding="utf-8"))
