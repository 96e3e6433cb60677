"""Reads the documents of a corpus folder: what could be read, and what was left out and why."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.centre import UNKNOWN, Centre, load_centre
from assistant.errors import IngestError
from assistant.language import glossary_to_json, load_glossary
from assistant.programme import load_programmes, programmes_to_json
from assistant.types import Document
from ingest.build.content_cache import ContentCache, content_key
from ingest.build.progress import Progress, no_progress
from ingest.catalogue import (
    ACTIONS,
    CATALOGUE,
    CENTRE,
    GLOSSARY,
    Corpus,
    digest,
    document_of,
    identified,
    missing_files,
)
from ingest.layout import ReadDocument
from ingest.read import read_many

READING = "Lecture"


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One document that could be read; ``original`` is its file, when there is one."""

    document: Document
    read: ReadDocument
    original: Path | None = None


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """A file or a catalogue entry that was left out, and why (a French sentence)."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorpusRead:
    """What reading a corpus gave; ``programmes`` and ``glossary`` are JSON values."""

    sources: tuple[CorpusDocument, ...]
    rejected: tuple[RejectedFile, ...]
    programmes: Any = field(default_factory=list)
    glossary: Any = field(default_factory=dict)
    centre: Centre = UNKNOWN


Digests = Mapping[Path, str | IngestError]
"""SHA-256 of each file, or why it cannot be read."""


def digests_of(files: Sequence[Path]) -> Digests:
    """Takes the digest of each file."""
    return {path: _digest_or_error(path) for path in files}


def _digest_or_error(path: Path) -> str | IngestError:
    if _shown_name(path) != path.name:
        return IngestError(f"Le nom du fichier « {_shown_name(path)} » n’est pas en UTF-8. Renommez-le.")
    try:
        return digest(path)
    except IngestError as error:
        return error


def _shown_name(path: Path) -> str:
    """A file's name, with a mark for each byte that is not UTF-8."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def read_corpus(
    corpus: Corpus, digests: Digests, cache: ContentCache[ReadDocument], progress: Progress = no_progress
) -> CorpusRead:
    """Reads all the documents of a corpus, each in its own process unless its content is known.

    Raises:
        IngestError: the centre's profile, the programmes or the glossary of the corpus cannot be used.
    """
    corpus = identified(corpus)
    centre = load_centre(corpus.folder / CENTRE)
    programmes = programmes_to_json(load_programmes(corpus.folder / ACTIONS, centre))
    glossary = glossary_to_json(load_glossary(corpus.folder / GLOSSARY))
    sources, rejected = _sort_out(corpus, digests, _read_all(corpus.files, digests, cache, progress))
    rejected += [RejectedFile(CATALOGUE, reason) for reason in corpus.misplaced.values()]
    rejected += [
        RejectedFile(
            name, f"« {name} » est au catalogue mais son fichier manque. Ajoutez-le ou retirez l’entrée."
        )
        for name in missing_files(corpus)
    ]
    return CorpusRead(tuple(sources), tuple(rejected), programmes, glossary, centre)


def _read_all(
    files: Sequence[Path], digests: Digests, cache: ContentCache[ReadDocument], progress: Progress
) -> Iterator[tuple[Path, ReadDocument | IngestError]]:
    """Each file in order with its document, from the cache or read now, or why there is none."""
    known = {path: _known(path, digests[path], cache) for path in files}
    reading = read_many([path for path in files if known[path] is None])
    for done, path in enumerate(files, start=1):
        read = known[path]
        if read is None:
            _, read = next(reading)
            if isinstance(read, ReadDocument):
                cache.put(_key(path, digests[path]), read)
        progress(READING, done, len(files))
        yield path, read


def _known(
    path: Path, sha256: str | IngestError, cache: ContentCache[ReadDocument]
) -> ReadDocument | IngestError | None:
    return sha256 if isinstance(sha256, IngestError) else cache.get(_key(path, sha256))


def _key(path: Path, sha256: str | IngestError) -> str:
    """The reader is chosen by the suffix."""
    return content_key(str(sha256), path.suffix.lower())


def _sort_out(
    corpus: Corpus, digests: Digests, files: Iterator[tuple[Path, ReadDocument | IngestError]]
) -> tuple[list[CorpusDocument], list[RejectedFile]]:
    ids = corpus.ids
    sources: list[CorpusDocument] = []
    rejected: list[RejectedFile] = []
    seen: dict[str, str] = {}
    for path, read in files:
        sha256 = str(digests[path])
        if isinstance(read, IngestError):
            rejected.append(RejectedFile(_shown_name(path), str(read)))
        elif sha256 in seen:
            reason = f"« {path.name} » a le même contenu que « {seen[sha256]} ». Retirez l’un des deux."
            rejected.append(RejectedFile(path.name, reason))
        else:
            seen[sha256] = path.name
            sources.append(CorpusDocument(document_of(ids[path], path, sha256, read, corpus), read, path))
    return sources, rejected
