"""From a corpus folder to a live index, in the order in which it happens.

    open_corpus → read each file in its own process → describe → split → write, check, publish

``build`` takes a folder; ``build_from_records`` takes (id, title, text) triples, for benchmarks and
for programs that have their texts already. Both go through the same splitting and publishing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.embeddings import SentenceEncoder, load_encoder
from assistant.errors import IndexNotFoundError, IngestError
from assistant.glossary import glossary_to_json, load_glossary
from assistant.index import FORMAT, Manifest, live_generation, read_manifest
from assistant.programme import programmes_to_json
from assistant.programme_file import load_programmes
from assistant.settings import Settings
from assistant.types import Document, Passage
from ingest.catalogue import Corpus, describe, digest, identifiers, missing_files, open_corpus
from ingest.embedding_cache import EmbeddingCache, cache_file
from ingest.generation import Content, Described, Progress, check, silent, write
from ingest.publishing import build_lock, new_name, publish
from ingest.readers.base import Block, ReadDocument
from ingest.sandbox import read_many
from ingest.splitting import split


@dataclass(frozen=True, slots=True)
class Source:
    """One document that could be read; ``original`` is its file, when there is one."""

    document: Document
    read: ReadDocument
    original: Path | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or a catalogue entry that was left out, and why (a French sentence)."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What reading a corpus gave."""

    sources: tuple[Source, ...]
    rejected: tuple[Rejected, ...]
    programmes: Any = field(default_factory=list)
    glossary: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a build.

    Attributes:
        unchanged: nothing had changed, the live index was kept.
    """

    manifest: Manifest
    rejected: tuple[Rejected, ...]
    unchanged: bool = False


def gather(folder: Path, progress: Progress = silent) -> Gathered:
    """Reads all the documents of a corpus folder, each in its own process.

    Raises:
        IngestError: the folder, its catalogue, its programmes or its glossary cannot be used.
    """
    corpus = open_corpus(folder)
    programmes = programmes_to_json(load_programmes(folder / "actions"))
    glossary = glossary_to_json(load_glossary(folder / "glossary.yaml"))
    sources, rejected = _read_all(corpus, progress)
    rejected += [
        Rejected(
            name, f"« {name} » est au catalogue mais son fichier manque. Ajoutez-le ou retirez l’entrée."
        )
        for name in missing_files(corpus)
    ]
    return Gathered(tuple(sources), tuple(rejected), programmes, glossary)


def _read_all(corpus: Corpus, progress: Progress) -> tuple[list[Source], list[Rejected]]:
    ids = identifiers(corpus)
    sources: list[Source] = []
    rejected: list[Rejected] = []
    seen: dict[str, str] = {}
    for done, (path, read) in enumerate(read_many(corpus.files), start=1):
        progress("Lecture", done, len(corpus.files))
        if isinstance(read, IngestError):
            rejected.append(Rejected(path.name, str(read)))
            continue
        sha256 = digest(path)
        if sha256 in seen:
            reason = f"« {path.name} » a le même contenu que « {seen[sha256]} ». Retirez l’un des deux."
            rejected.append(Rejected(path.name, reason))
            continue
        seen[sha256] = path.name
        sources.append(Source(describe(ids[path], path, sha256, read, corpus), read, path))
    return sources, rejected


def fingerprint(folder: Path, model: str) -> str:
    """A digest of everything that a build depends on: files, catalogue, programmes, glossary, model."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    parts = [f"{p.relative_to(folder)}:{digest(p)}" for p in paths]
    return hashlib.sha256("\n".join([str(FORMAT), model, *parts]).encode()).hexdigest()


def build(
    folder: Path,
    index: Path,
    settings: Settings,
    *,
    strict: bool = False,
    force: bool = False,
    progress: Progress = silent,
) -> Built:
    """Makes an index of a corpus folder live, unless nothing has changed since the live one.

    Raises:
        IngestError: nothing could be indexed, another build is running, a write failed, or with
            ``strict`` a file was rejected. The old index stays live.
    """
    open_corpus(folder)
    with build_lock(index):
        encoder = load_encoder(settings)
        mark = fingerprint(folder, encoder.name)
        live = None if force else _live_if_same(index, mark)
        if live is not None:
            rejected = tuple(Rejected(**r) for r in live.rejected)
            _refuse_if_strict(rejected, strict)
            return Built(live, rejected, unchanged=True)
        gathered = gather(folder, progress)
        _refuse_if_strict(gathered.rejected, strict)
        manifest = _publish(gathered, index, str(folder), mark, encoder, settings, progress)
        return Built(manifest, gathered.rejected)


def build_from_records(
    records: Iterable[tuple[str, str, str]], index: Path, settings: Settings, progress: Progress = silent
) -> Manifest:
    """Makes an index of (id, title, text) records live; the ids are kept as document ids."""
    sources = tuple(_record_source(*record) for record in records)
    with build_lock(index):
        encoder = load_encoder(settings)
        return _publish(Gathered(sources, ()), index, "", "", encoder, settings, progress)


def _record_source(identifier: str, title: str, text: str) -> Source:
    blocks = tuple(Block("paragraph", part) for line in text.split("\n") if (part := line.strip()))
    read = ReadDocument(title, None, None, "fr", None, (), None, blocks, (text,), paged=False)
    sha256 = hashlib.sha256(f"{identifier}\n{title}\n{text}".encode()).hexdigest()
    return Source(Document(id=identifier, title=title, kind="document", sha256=sha256), read)


def _refuse_if_strict(rejected: Sequence[Rejected], strict: bool) -> None:
    if strict and rejected:
        names = ", ".join(f"« {r.file} »" for r in rejected)
        raise IngestError(
            f"{len(rejected)} fichier(s) écarté(s) : {names}. L’ancien index reste en service (--strict)."
        )


def _live_if_same(index: Path, mark: str) -> Manifest | None:
    """The manifest of the live index when it has this fingerprint and its files are whole."""
    from assistant.errors import IndexDamagedError, IndexMismatchError

    try:
        folder = live_generation(index)
        manifest = read_manifest(folder)
        if manifest.fingerprint != mark:
            return None
        check(folder)
    except (IndexNotFoundError, IndexMismatchError, IndexDamagedError):
        return None
    return manifest


def _publish(
    gathered: Gathered,
    index: Path,
    corpus: str,
    mark: str,
    encoder: SentenceEncoder,
    settings: Settings,
    progress: Progress,
) -> Manifest:
    content = _content(gathered, encoder)
    now = datetime.now(UTC)
    rejected = tuple({"file": r.file, "reason": r.reason} for r in gathered.rejected)
    described = Described(new_name(now), f"{now:%Y-%m-%dT%H:%M:%SZ}", corpus, mark, rejected)
    with closing(EmbeddingCache(cache_file(settings.cache, encoder.name), encoder.dimension)) as cache:

        def write_checked(folder: Path) -> None:
            _keep_originals(gathered.sources, index / "files")
            write(folder, content, described, encoder, cache, progress)
            check(folder)

        return read_manifest(publish(index, described.generation, write_checked))


def _content(gathered: Gathered, encoder: SentenceEncoder) -> Content:
    passages: list[Passage] = []
    documents: list[Document] = []
    for source in gathered.sources:
        own = split(source.document.id, source.document.title, source.read, encoder.count_tokens)
        if own:
            documents.append(source.document)
            passages.extend(own)
    if not passages:
        reasons = " ".join(r.reason for r in gathered.rejected[:3])
        raise IngestError(f"Aucun document du corpus n’a pu être lu. {reasons}".strip())
    pages = {s.document.id: s.read.page_texts for s in gathered.sources}
    return Content(documents, passages, pages, gathered.programmes, gathered.glossary)


def _keep_originals(sources: Sequence[Source], files: Path) -> None:
    files.mkdir(parents=True, exist_ok=True)
    for source in sources:
        if source.original is None:
            continue
        kept = files / f"{source.document.sha256}{source.original.suffix.lower()}"
        if not kept.exists():
            part = kept.with_suffix(kept.suffix + ".part")
            shutil.copyfile(source.original, part)
            part.replace(kept)


def status(index: Path) -> dict[str, Any]:
    """The state of the live index as JSON values.

    Raises:
        IndexNotFoundError, IndexMismatchError, IndexDamagedError: see their messages.
    """
    from dataclasses import asdict

    folder = live_generation(index)
    documents = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
    return {
        **asdict(read_manifest(folder)),
        "folder": str(folder),
        "empty_pages": {d["id"]: d["empty_pages"] for d in documents if d["empty_pages"]},
    }
