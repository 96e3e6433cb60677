"""From a corpus folder to a live index, in the order in which it happens.

    open_corpus → read each file in its own process → describe → split → write, check, publish

``build`` takes a folder; ``build_from_records`` takes (id, title, text) triples, for benchmarks and
for programs that have their texts already. Both go through the same splitting and publishing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.embeddings import model_name
from assistant.errors import IndexDamagedError, IndexMismatchError, IndexNotFoundError, IngestError
from assistant.index_files import Manifest, damaged, document_from_json, live_generation, read_manifest
from assistant.operations.last_build import recorded
from assistant.settings import Settings
from assistant.stopwatch import stage
from assistant.types import Document
from ingest import publishing
from ingest.catalogue import Corpus, digest, open_corpus
from ingest.checking import check, check_files, check_quotes
from ingest.content import Passages, content_of, fingerprint, sources_of_records
from ingest.content_cache import ContentCache
from ingest.embedding_cache import EmbeddingCache, cache_file
from ingest.gathering import Gathered, Rejected, Source, digests_of, gather
from ingest.generation import Content, Described, write
from ingest.lazy_encoder import Encoder, LazyEncoder
from ingest.progress import Progress, silent
from ingest.readers.base import ReadDocument
from ingest.version import code_version

STAGES_CACHE = "reading"


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a build.

    Attributes:
        documents: those of the live index.
        unchanged: nothing had changed, the live index was kept.
    """

    manifest: Manifest
    documents: tuple[Document, ...]
    rejected: tuple[Rejected, ...]
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a build writes, and with what."""

    index: Path
    cache: Path
    encoder: Encoder
    progress: Progress
    keep: int


def build(
    folder: Path,
    index: Path,
    settings: Settings,
    *,
    strict: bool = False,
    force: bool = False,
    progress: Progress = silent,
    encoder: Encoder | None = None,
    asked_by: str = "",
) -> Built:
    """Makes an index of a corpus folder live, unless nothing has changed since the live one.

    Args:
        folder: the corpus.
        index: where the index is published.
        settings: the cache and the model.
        strict: publish nothing when a file is rejected.
        force: build even when nothing has changed; files that were rejected are read again.
        progress: told how far the work is.
        encoder: the model, if it is loaded already; otherwise it is loaded when it is needed.
        asked_by: who asked for the build, for the list of builds.

    Raises:
        IngestError: nothing could be indexed, another build is running, a write failed, or with
            ``strict`` a file was rejected. The old index stays live.
        ModelError: there is something to embed and the model cannot be loaded.
    """
    corpus = open_corpus(folder)
    _index_must_be_outside(corpus, index)
    place = _place(index, settings, encoder, progress)
    with publishing.build_lock(index), recorded(index):
        publishing.tidy(index, place.keep)
        digests = digests_of(corpus.files)
        mark = fingerprint(corpus, digests, place.encoder.name)
        live = None if force else _live_if_same(index, mark)
        if live is not None:
            _refuse_if_strict(rejected_of(live), strict)
            return Built(live, documents_of(index), rejected_of(live), unchanged=True)
        kept = settings.cache / STAGES_CACHE
        read = ContentCache(kept / "documents", code_version(), ReadDocument)
        with stage("reading"):
            gathered = gather(corpus, digests, read, progress)
        passages: ContentCache[Passages] = ContentCache(kept / "passages", code_version(), Passages)
        with stage("splitting"):
            content, rejected = content_of(gathered, place.encoder, passages)
        _refuse_if_strict(rejected, strict)
        described = _described(str(folder), mark, rejected, asked_by)
        manifest = _publish(place, content, gathered.sources, described)
        return Built(manifest, tuple(content.documents), rejected)


def build_from_records(
    records: Iterable[tuple[str, str, str]],
    index: Path,
    settings: Settings,
    progress: Progress = silent,
    encoder: Encoder | None = None,
) -> Manifest:
    """Makes an index of (id, title, text) records live; the ids are kept as document ids.

    Raises:
        IngestError, ModelError: as ``build``, or two records have one id.
    """
    gathered = Gathered(sources_of_records(records), ())
    place = _place(index, settings, encoder, progress)
    with publishing.build_lock(index):
        publishing.tidy(index, place.keep)
        with stage("splitting"):
            content, rejected = content_of(gathered, place.encoder)
        return _publish(place, content, (), _described("", "", rejected))


def _place(index: Path, settings: Settings, encoder: Encoder | None, progress: Progress) -> _Place:
    return _Place(
        index, settings.cache, encoder or LazyEncoder(settings), progress, settings.generations_kept
    )


def _index_must_be_outside(corpus: Corpus, index: Path) -> None:
    if index.resolve().is_relative_to(corpus.root.resolve()):
        raise IngestError(
            f"L’index « {index} » serait parmi les documents du corpus. "
            "Choisissez un autre dossier avec --index."
        )


def _refuse_if_strict(rejected: Sequence[Rejected], strict: bool) -> None:
    if strict and rejected:
        reasons = "\n".join(f"- {r.reason}" for r in rejected)
        raise IngestError(f"Avec --strict, rien n’est publié : l’ancien index reste en service.\n{reasons}")


def _live_if_same(index: Path, mark: str) -> Manifest | None:
    """The manifest of the live index when it has this fingerprint and its files are whole."""
    try:
        folder = live_generation(index)
        if read_manifest(folder).fingerprint != mark:
            return None
        return check_files(folder)
    except (IndexNotFoundError, IndexMismatchError, IndexDamagedError):
        return None


def _described(corpus: str, mark: str, rejected: Sequence[Rejected], asked_by: str = "") -> Described:
    now = datetime.now(UTC)
    reasons = tuple({"file": r.file, "reason": r.reason} for r in rejected)
    return Described(publishing.new_name(now), f"{now:%Y-%m-%dT%H:%M:%SZ}", corpus, mark, reasons, asked_by)


def _publish(place: _Place, content: Content, sources: Sequence[Source], described: Described) -> Manifest:
    def write_checked(folder: Path) -> None:
        _keep_originals(sources, place.index / publishing.FILES)
        with closing(EmbeddingCache(cache_file(place.cache, place.encoder.name))) as cache:
            write(folder, content, described, place.encoder, cache, place.progress)
        try:
            with stage("checking"):
                check(folder)
                check_quotes(folder)
        except IndexDamagedError as error:
            raise IngestError(
                "Le nouvel index n’a pas passé sa vérification et l’ancien reste en service. "
                f"Recommencez avec --force. ({error})"
            ) from error

    return read_manifest(publishing.publish(place.index, described.generation, write_checked, place.keep))


def _keep_originals(sources: Sequence[Source], files: Path) -> None:
    """Copies the originals of the documents, named by their content."""
    files.mkdir(parents=True, exist_ok=True)
    for source in sources:
        if source.original is None:
            continue
        kept = files / f"{source.document.sha256}{source.original.suffix.lower()}"
        if not _is_kept(kept, source.document.sha256):
            part = kept.with_suffix(kept.suffix + ".part")
            shutil.copyfile(source.original, part)
            if digest(part) != source.document.sha256:
                raise IngestError(
                    f"« {source.original.name} » a changé pendant la construction. Recommencez."
                )
            part.replace(kept)


def _is_kept(original: Path, sha256: str) -> bool:
    """Whether an original was copied before and is still what it was."""
    try:
        return original.is_file() and digest(original) == sha256
    except IngestError:
        return False


def documents_of(index: Path) -> tuple[Document, ...]:
    """The documents of the live index.

    Raises:
        IndexNotFoundError, IndexDamagedError: see their messages.
    """
    path = live_generation(index) / "documents.json"
    try:
        return tuple(map(document_from_json, json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise damaged(path) from error


def rejected_of(manifest: Manifest) -> tuple[Rejected, ...]:
    """What was left out of an index."""
    return tuple(Rejected(**rejected) for rejected in manifest.rejected)


def status(index: Path) -> dict[str, Any]:
    """The state of the live index as JSON values.

    Raises:
        IndexNotFoundError, IndexMismatchError, IndexDamagedError: see their messages.
    """
    folder = live_generation(index)
    return {
        **asdict(read_manifest(folder)),
        "folder": str(folder),
        "previous": publishing.previous_generation(index),
        "files": [d.file for d in documents_of(index)],
        "empty_pages": {d.id: list(d.empty_pages) for d in documents_of(index) if d.empty_pages},
    }


def verify(index: Path, settings: Settings) -> tuple[Manifest, int]:
    """Checks the live index whole; gives its manifest and the number of quotes that were checked.

    Raises:
        IndexNotFoundError, IndexMismatchError, IndexDamagedError: see their messages.
    """
    folder = live_generation(index)
    check(folder, model_name(settings))
    return read_manifest(folder), check_quotes(folder)


def history(index: Path) -> list[Manifest]:
    """The builds that one can go back to, the live one included, newest first.

    Raises:
        IndexNotFoundError: there is no live index.
    """
    live_generation(index)
    kept: list[Manifest] = []
    for name in reversed(publishing.past_generations(index)):
        with suppress(IndexMismatchError, IndexDamagedError):
            kept.append(read_manifest(index / name))
    return sorted(kept, key=lambda manifest: manifest.created, reverse=True)


def rollback(index: Path, name: str | None = None) -> Manifest:
    """Makes an earlier generation live again, once checked; gives its manifest.

    Args:
        name: the generation; the one that was live before by default.

    Raises:
        IndexNotFoundError: there is no previous generation, or none of this name.
        IndexMismatchError, IndexDamagedError: it is not sound; nothing was changed.
    """
    live_generation(index)
    with publishing.build_lock(index):
        return read_manifest(index / publishing.rollback(index, check, name))


def forget(index: Path) -> list[str]:
    """Removes every build but the live one; gives the names of those removed.

    Raises:
        IndexNotFoundError: there is no live index.
    """
    live_generation(index)
    with publishing.build_lock(index):
        return publishing.forget(index)
