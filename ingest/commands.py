"""What each command does, from its options to what it shows."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import IngestError
from assistant.events import configure_logs
from assistant.index import live_generation
from assistant.settings import Settings, load_settings
from assistant.terminal import say, show_json, stage_bars
from ingest import display
from ingest.build import (
    Built,
    Progress,
    build,
    corpus_changes,
    forget,
    index_status,
    kept_builds,
    rollback,
    verify,
)
from ingest.catalogue import add_file, describe_entry, remove_file


def build_index(
    corpus: Path | None, index: Path | None, *, strict: bool, force: bool, by: str, json_lines: bool
) -> None:
    """Makes an index live and reports what was read.

    Raises:
        AssistantError: the corpus, a setting or the index folder cannot be used.
    """
    settings = _settings(corpus, index)

    if not json_lines:  # the page that asked for these lines logs the build itself
        configure_logs(settings, to_stderr=False)

    def run(progress: Progress) -> Built:
        return build(
            settings.corpus,
            settings.index,
            settings,
            strict=strict,
            force=force,
            progress=progress,
            asked_by=by,
        )

    if json_lines:
        built = run(_tell_progress)
        _tell(unchanged=built.unchanged, **asdict(built.manifest))
        return
    with stage_bars() as progress:
        built = run(progress)
    for line in display.report(built):
        say(line)


def _tell_progress(stage: str, done: int, total: int) -> None:
    _tell(stage=stage, done=done, total=total)


def _tell(**values: Any) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def check_index(index: Path | None) -> None:
    """Checks the live index and says that it is sound.

    Raises:
        AssistantError: it is not, or there is none.
    """
    settings = _settings(None, index)
    manifest, quotes = verify(settings.index, settings)
    say(display.soundness(manifest, quotes))


def show_status(index: Path | None, *, as_json: bool) -> None:
    """Shows the state of the live index.

    Raises:
        AssistantError: there is none, or it cannot be read.
    """
    settings = _settings(None, index)
    values = index_status(settings.index, settings.vector_server())
    if as_json:
        show_json(values)
        return
    for line in display.state(values):
        say(line)


def show_history(index: Path | None, *, as_json: bool) -> None:
    """Lists the builds that one can go back to.

    Raises:
        AssistantError: there is no index.
    """
    folder = _settings(None, index).index
    kept, live = kept_builds(folder), live_generation(folder).name
    if as_json:
        _tell(live=live, builds=[asdict(manifest) for manifest in kept])
        return
    for manifest in kept:
        say(f"{'→' if manifest.generation == live else ' '} {display.described(manifest)}")


def go_back(index: Path | None, generation: str | None) -> None:
    """Makes an earlier generation live again.

    Raises:
        AssistantError: there is none, or it is not sound.
    """
    settings = _settings(None, index)
    manifest = rollback(settings.index, generation, settings.vector_server())
    say(f"L’index est de nouveau celui-ci : {display.described(manifest)}")


def forget_past(index: Path | None) -> None:
    """Removes the builds that are no longer live.

    Raises:
        AssistantError: there is no index, or a build is running.
    """
    settings = _settings(None, index)
    forgotten = forget(settings.index, settings.vector_server())
    say(f"{len(forgotten)} constructions supprimées ; celle en service reste.")


def show_corpus(corpus: Path | None, index: Path | None, *, as_json: bool) -> None:
    """Lists the files of the corpus and what changed since the live build.

    Raises:
        AssistantError: the corpus cannot be read.
    """
    settings = _settings(corpus, index)
    entries = corpus_changes(settings.corpus, settings.index)
    if as_json:
        _tell(documents=[asdict(entry) for entry in entries])
        return
    for entry in entries:
        say(f"{entry.state:12} {entry.id} ({entry.file})")


def add_document(file: Path, name: str, corpus: Path | None) -> None:
    """Checks a file and adds it to the corpus.

    Raises:
        AssistantError: it is refused, or the corpus cannot be written.
    """
    settings = _settings(corpus, None)
    most = settings.upload_megabytes * 1_000_000
    added = add_file(settings.corpus, file, name, max_bytes=most, index=settings.index)
    say(f"« {added.name} » est ajouté au corpus. Construisez l’index pour qu’il y soit cherché.")


def remove_document(document: str, corpus: Path | None, sha256: str) -> None:
    """Removes a document from the corpus, if its content is the one that was shown.

    Raises:
        AssistantError: it is unknown or has another content, a programme is taken from it, or the corpus
            cannot be written.
    """
    settings = _settings(corpus, None)
    removed = remove_file(settings.corpus, document, sha256=sha256, index=settings.index)
    say(f"« {removed} » est retiré du corpus. Construisez l’index pour qu’il n’y soit plus cherché.")


def describe_document(document: str, corpus: Path | None) -> None:
    """Changes the catalogue entry of a document with the JSON fields of standard input.

    Raises:
        AssistantError: the document is unknown, a field is wrong, or the catalogue cannot be written.
    """
    try:
        fields = json.load(sys.stdin)
    except ValueError as error:
        raise IngestError(
            "Les champs de la fiche ne sont pas du JSON. Écrivez {« title » : texte…}."
        ) from error
    settings = _settings(corpus, None)
    describe_entry(settings.corpus, document, fields, index=settings.index)
    say(f"La fiche de « {document} » est changée. Construisez l’index pour qu’elle y soit.")


def _settings(corpus: Path | None, index: Path | None) -> Settings:
    given = {name: path for name, path in (("corpus", corpus), ("index", index)) if path is not None}
    return load_settings().model_copy(update=given)
