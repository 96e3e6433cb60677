"""What each command does, from its options to what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.settings import Settings, load_settings
from assistant.terminal import say, show_json, stage_bars
from ingest import display, pipeline


def build_index(corpus: Path | None, index: Path | None, *, strict: bool, force: bool) -> None:
    """Makes an index live and reports what was read.

    Raises:
        AssistantError: the corpus, a setting or the index folder cannot be used.
    """
    settings = _settings(corpus, index)
    with stage_bars() as progress:
        built = pipeline.build(
            settings.corpus, settings.index, settings, strict=strict, force=force, progress=progress
        )
    for line in display.report(built):
        say(line)


def check_index(index: Path | None) -> None:
    """Checks the live index and says that it is sound.

    Raises:
        AssistantError: it is not, or there is none.
    """
    settings = _settings(None, index)
    manifest, quotes = pipeline.verify(settings.index, settings)
    say(display.soundness(manifest, quotes))


def show_status(index: Path | None, *, as_json: bool) -> None:
    """Shows the state of the live index.

    Raises:
        AssistantError: there is none, or it cannot be read.
    """
    state: dict[str, Any] = pipeline.status(_settings(None, index).index)
    if as_json:
        show_json(state)
        return
    for line in display.state(state):
        say(line)


def return_to_previous(index: Path | None) -> None:
    """Makes the previous generation live again.

    Raises:
        AssistantError: there is none, or it is not sound.
    """
    manifest = pipeline.rollback(_settings(None, index).index)
    say(f"L’index précédent est de nouveau en service : {display.described(manifest)}")


def _settings(corpus: Path | None, index: Path | None) -> Settings:
    given = {name: path for name, path in (("corpus", corpus), ("index", index)) if path is not None}
    return load_settings().model_copy(update=given)
