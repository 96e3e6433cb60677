"""The documents of a corpus folder beside those of the live index: what a new build would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.errors import IndexDamagedError, IndexMismatchError, IndexNotFoundError, IngestError
from assistant.index import live_generation, read_manifest
from assistant.types import Document
from ingest.build.index_state import documents_of
from ingest.catalogue import Entry, digest, identified, open_corpus

DocumentState = Literal["en service", "ajouté", "modifié", "écarté", "retiré"]


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One document of the corpus or of the live index.

    Attributes:
        state: « en service » when both agree; « ajouté », « modifié » and « retiré » since the live build;
            « écarté » when it was there and could not be read.
        file: path in the corpus folder.
        title to rights: as the catalogue gives them, else as the live index has them.
        sha256: of the file; empty when it cannot be read.
    """

    id: str
    state: DocumentState
    file: str
    title: str
    kind: str
    date: str
    themes: tuple[str, ...]
    url: str
    rights: str
    size: int
    sha256: str = ""


def corpus_changes(folder: Path, index: Path) -> list[ListedDocument]:
    """The documents of a corpus folder and those that the live index still has, by title.

    Raises:
        IngestError: the corpus or its catalogue cannot be read.
    """
    corpus = identified(open_corpus(folder, index))
    live = {document.id: document for document in _live(index)}
    rejected = _rejected(index)
    found: dict[str, ListedDocument] = {}
    for path, identifier in corpus.ids.items():
        entry = corpus.entries.get(identifier, Entry())
        known = live.get(identifier)
        sha256 = _digest(path)
        state = _state(sha256, entry, known, path.name in rejected)
        file = path.relative_to(corpus.folder).as_posix()
        described = _described(identifier, state, file, entry, known, _size(path))
        found[identifier] = replace(described, sha256=sha256)
    for identifier, document in live.items():
        if identifier not in found:
            found[identifier] = _described(identifier, "retiré", document.file, Entry(), document, 0)
    return sorted(found.values(), key=lambda one: one.title.casefold())


def _live(index: Path) -> tuple[Document, ...]:
    try:
        return documents_of(index)
    except (IndexNotFoundError, IndexDamagedError, IndexMismatchError):
        return ()


def _rejected(index: Path) -> set[str]:
    try:
        return {r["file"] for r in read_manifest(live_generation(index)).rejected}
    except (IndexNotFoundError, IndexDamagedError, IndexMismatchError):
        return set()


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except IngestError:
        return ""


def _state(sha256: str, entry: Entry, live: Document | None, rejected: bool) -> DocumentState:
    if live is None:
        return "écarté" if rejected else "ajouté"
    if not sha256:
        return "écarté"
    same = sha256 == live.sha256
    given = {name: value for name, value in entry.model_dump(exclude={"file"}).items() if value}
    return "en service" if same and all(getattr(live, n) == v for n, v in given.items()) else "modifié"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _described(
    identifier: str, state: DocumentState, file: str, entry: Entry, live: Document | None, size: int
) -> ListedDocument:
    def field(name: str) -> str:
        return str(getattr(entry, name) or getattr(live, name, None) or "")

    return ListedDocument(
        id=identifier,
        state=state,
        file=file,
        title=field("title") or Path(file).stem,
        kind=field("kind"),
        date=field("date"),
        themes=entry.themes or (live.themes if live else ()),
        url=field("url"),
        rights=field("rights"),
        size=size,
    )
