"""Changes a corpus folder: a document more, a document less, another catalogue entry.

Every change is written aside and put in place by one ``os.replace``; the catalogue keeps its comments.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from assistant.errors import IngestError
from assistant.programme.file import load_programmes
from assistant.system_errors import reason
from ingest.catalogue.entries import ACTIONS, CATALOGUE, digest, identifiers, open_corpus, read_entry
from ingest.layout.blocks import Limits
from ingest.read.formats import MODULES
from ingest.read.sandbox import SandboxLimits, read_many

EDITABLE = ("title", "kind", "date", "themes", "author", "url", "rights", "summary")
LONGEST_NAME = 150
_READING_S = 60.0


def add(folder: Path, file: Path, name: str, *, max_bytes: int) -> Path:
    """Checks a file as one that a stranger sends and adds it to a corpus; gives its place there.

    Args:
        name: the name that it shall have, with its suffix and without any folder.

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
        _must_be_new(copy, folder)
        _put(documents / name, lambda part: shutil.copyfile(copy, part))
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


def _must_be_new(path: Path, folder: Path) -> None:
    try:
        files = open_corpus(folder).files
    except IngestError:
        return  # the first document of an empty corpus
    for other in files:
        if other.is_file() and other.stat().st_size == path.stat().st_size and digest(other) == digest(path):
            raise IngestError(f"« {path.name} » est déjà dans le corpus, sous le nom « {other.name} ».")


def remove(folder: Path, identifier: str) -> str:
    """Removes a document from a corpus: its file and its catalogue entry; gives the name of the file.

    Raises:
        IngestError: it is unknown, a programme of actions is taken from it, or the corpus cannot be written.
    """
    path = _file_of(folder, identifier)
    for programme in load_programmes(folder / ACTIONS):
        if programme.document == identifier:
            raise IngestError(
                f"« {path.name} » porte le programme « {programme.title} » et ses actions. "
                f"Retirez d’abord sa description du dossier « {ACTIONS} » du corpus."
            )
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
    return path.name


def describe(folder: Path, identifier: str, fields: Mapping[str, Any]) -> None:
    """Changes fields of a document's catalogue entry; one that is emptied is taken from the file again.

    Raises:
        IngestError: the document or a field is unknown, a value is wrong, or the catalogue cannot be written.
    """
    path = _file_of(folder, identifier)
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


def _file_of(folder: Path, identifier: str) -> Path:
    for path, known in identifiers(open_corpus(folder)).items():
        if known == identifier:
            return path
    raise IngestError(f"Le corpus n’a pas de document « {identifier} ». Rechargez la page.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One edit of a catalogue at a time, whatever the process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _edit_catalogue(folder: Path, change: Callable[[CommentedMap], object]) -> None:
    with _alone(folder):
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
        _put(path, lambda part: part.write_text(text, encoding="utf-8"))


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file aside, brings it to the disk and puts it in place at once."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise IngestError(
            f"« {path} » ne peut pas être écrit : {reason(error)}. Vérifiez les droits et la place du disque."
        ) from error
