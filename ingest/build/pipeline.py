"""From a corpus folder to a live index, in the order in which it happens.

    open_corpus → read each file in its own process → describe → split → write, check, publish

``build`` takes a folder; ``build_from_records`` takes (id, title, text) triples, for benchmarks and
for programs that have their texts already. Both go through the same splitting and publishing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assistant.embedding import model_name
from assistant.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexNotFoundError,
    IngestError,
    VectorServerError,
)
from assistant.events import stage
from assistant.index import Manifest, live_generation, read_manifest
from assistant.operations import build_recorded
from assistant.settings import Settings, VectorServer
from assistant.types import Document
from ingest.build.content import Passages, content_of, fingerprint, sources_of_records
from ingest.build.content_cache import ContentCache
from ingest.build.corpus_reading import CorpusDocument, CorpusRead, RejectedFile, digests_of, read_corpus
from ingest.build.embedding_cache import EmbeddingCache, cache_file
from ingest.build.generation_check import check_files, check_generation, check_quotes
from ingest.build.generation_writing import Content, Described, write_generation
from ingest.build.index_state import documents_of, rejected_of
from ingest.build.lazy_encoder import Encoder, LazyEncoder
from ingest.build.originals import are_kept, keep_originals
from ingest.build.progress import Progress, no_progress
from ingest.build.vector_writing import IN_FILES, Vectors, vectors_of
from ingest.build.version import code_version
from ingest.catalogue import Corpus, identified, keep_identifiers, open_corpus
from ingest.layout import ReadDocument
from ingest.publish import (
    ORIGINALS,
    build_lock,
    generations,
    new_generation,
    publish_generation,
    remove_leftovers,
    remove_past,
    switch_back,
)

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
    rejected: tuple[RejectedFile, ...]
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a build writes, and with what."""

    index: Path
    cache: Path
    encoder: Encoder
    progress: Progress
    keep: int
    server: VectorServer | None = None


def build(
    folder: Path,
    index: Path,
    settings: Settings,
    *,
    strict: bool = False,
    force: bool = False,
    progress: Progress = no_progress,
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
    corpus = identified(open_corpus(folder, index))
    _index_must_be_outside(corpus, index)
    place = replace(_place(index, settings, encoder, progress), server=settings.vector_server())
    with build_lock(index), build_recorded(index):
        vectors = vectors_of(index, place.server)
        remove_leftovers(index, place.keep)
        vectors.keep(generations(index))
        digests = digests_of(corpus.files)
        mark = fingerprint(corpus, digests, place.encoder.name)
        live = None if force else _live_if_same(index, mark, vectors)
        if live is not None:
            _refuse_if_strict(rejected_of(live), strict)
            _keep_identifiers(corpus)
            return Built(live, documents_of(index), rejected_of(live), unchanged=True)
        kept = settings.cache / STAGES_CACHE
        read = ContentCache(kept / "documents", code_version(), ReadDocument)
        with stage("reading"):
            gathered = read_corpus(corpus, digests, read, progress)
        passages: ContentCache[Passages] = ContentCache(kept / "passages", code_version(), Passages)
        with stage("splitting"):
            content, rejected = content_of(gathered, place.encoder, passages)
        _refuse_if_strict(rejected, strict)
        described = _described(str(folder), mark, rejected, asked_by)
        manifest = _publish(place, content, gathered.sources, described, vectors)
        _keep_identifiers(corpus)
        return Built(manifest, tuple(content.documents), rejected)


def build_from_records(
    records: Iterable[tuple[str, str, str]],
    index: Path,
    settings: Settings,
    progress: Progress = no_progress,
    encoder: Encoder | None = None,
) -> Manifest:
    """Makes an index of (id, title, text) records live; the ids are kept as document ids.

    Its vectors are in its files, whatever the settings: such an index is removed by deleting its folder.

    Raises:
        IngestError, ModelError: as ``build``, or two records have one id.
    """
    gathered = CorpusRead(sources_of_records(records), ())
    place = _place(index, settings, encoder, progress)
    with build_lock(index):
        remove_leftovers(index, place.keep)
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


def _keep_identifiers(corpus: Corpus) -> None:
    """A corpus may be closed to the build; the live index then remembers the ids alone."""
    with suppress(IngestError, OSError):
        keep_identifiers(corpus)


def _refuse_if_strict(rejected: Sequence[RejectedFile], strict: bool) -> None:
    if strict and rejected:
        reasons = "\n".join(f"- {r.reason}" for r in rejected)
        raise IngestError(f"Avec --strict, rien n’est publié : l’ancien index reste en service.\n{reasons}")


def _live_if_same(index: Path, mark: str, vectors: Vectors) -> Manifest | None:
    """The manifest of the live index when it has this fingerprint and all that belongs to it is whole."""
    try:
        folder = live_generation(index)
        manifest = read_manifest(folder)
        if manifest.fingerprint != mark or not vectors.hold(manifest):
            return None
        check_files(folder)
        return manifest if are_kept(documents_of(index), index / ORIGINALS) else None
    except (IndexNotFoundError, IndexMismatchError, IndexDamagedError):
        return None


def _described(corpus: str, mark: str, rejected: Sequence[RejectedFile], asked_by: str = "") -> Described:
    now = datetime.now(UTC)
    reasons = tuple({"file": r.file, "reason": r.reason} for r in rejected)
    return Described(new_generation(now), f"{now:%Y-%m-%dT%H:%M:%SZ}", corpus, mark, reasons, asked_by)


def _publish(
    place: _Place,
    content: Content,
    sources: Sequence[CorpusDocument],
    described: Described,
    vectors: Vectors = IN_FILES,
) -> Manifest:
    def write_checked(folder: Path) -> None:
        keep_originals(sources, place.index / ORIGINALS)
        with closing(EmbeddingCache(cache_file(place.cache, place.encoder.name))) as cache:
            try:
                write_generation(folder, content, described, place.encoder, cache, place.progress, vectors)
            except IndexDamagedError as error:
                raise _not_sound(error) from error
        try:
            with stage("checking"):
                check_generation(folder, server=place.server)
                check_quotes(folder, place.server)
        except (IndexDamagedError, VectorServerError) as error:
            raise _not_sound(error) from error

    try:
        live = publish_generation(place.index, described.generation, write_checked, place.keep)
    finally:
        vectors.keep(generations(place.index))
    return read_manifest(live)


def _not_sound(error: Exception) -> IngestError:
    return IngestError(
        "Le nouvel index n’a pas passé sa vérification et l’ancien reste en service. "
        f"Recommencez avec --force. ({error})"
    )


def verify(index: Path, settings: Settings) -> tuple[Manifest, int]:
    """Checks the live index whole; gives its manifest and the number of quotes that were checked.

    Raises:
        IndexNotFoundError, IndexMismatchError, IndexDamagedError, VectorServerError: see their messages.
    """
    folder, server = live_generation(index), settings.vector_server()
    check_generation(folder, model_name(settings), server)
    return read_manifest(folder), check_quotes(folder, server)


def rollback(index: Path, name: str | None = None, server: VectorServer | None = None) -> Manifest:
    """Makes an earlier generation live again, once checked; gives its manifest.

    Args:
        name: the generation; the one that was live before by default.
        server: where its vectors are, when they are not in its files.

    Raises:
        IndexNotFoundError: there is no previous generation, or none of this name.
        IndexMismatchError, IndexDamagedError, VectorServerError: it is not sound; nothing was changed.
    """
    live_generation(index)
    with build_lock(index):
        return read_manifest(index / switch_back(index, partial(check_generation, server=server), name))


def forget(index: Path, server: VectorServer | None = None) -> list[str]:
    """Removes every build but the live one; gives the names of those removed.

    Args:
        server: where the vectors of some may be.

    Raises:
        IndexNotFoundError: there is no live index.
        IngestError: the server does not answer; nothing was removed.
    """
    live_generation(index)
    with build_lock(index):
        vectors = vectors_of(index, server)
        forgotten = remove_past(index)
        vectors.keep(generations(index))
        return forgotten
