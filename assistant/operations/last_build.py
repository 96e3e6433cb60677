"""How the last build of an index went, kept beside it: who asks may be in another process, or come later."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import IndexNotFoundError
from assistant.events import emit
from assistant.index import live_generation

FILE = "last-build.json"


@dataclass(frozen=True, slots=True)
class LastBuild:
    """The last build of an index.

    Attributes:
        started: ISO 8601, UTC.
        seconds: how long it took; ``None`` while it runs, or when it was killed.
        result: ``published``, ``unchanged``, ``failed``, or empty as ``seconds``.
        error: type of what stopped it.
    """

    started: str
    seconds: float | None = None
    result: str = ""
    error: str = ""


def last_build(index: Path) -> LastBuild | None:
    """The last build of an index; ``None`` when none is known."""
    try:
        return LastBuild(**json.loads((index / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def build_recorded(index: Path) -> Iterator[None]:
    """Keeps how the build that runs inside goes; call it under the build lock.

    A disk that refuses the record does not stop the build.
    """
    build = LastBuild(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    before, began = _live(index), time.monotonic()
    emit("build_started")
    _keep(index, build)
    try:
        yield
    except BaseException as error:
        build = replace(build, result="failed", error=type(error).__name__)
        raise
    else:
        build = replace(build, result="unchanged" if _live(index) == before else "published")
    finally:
        build = replace(build, seconds=round(time.monotonic() - began, 1))
        _keep(index, build)
        level = logging.ERROR if build.error else logging.INFO
        emit("build_finished", level, result=build.result, seconds=build.seconds, type=build.error)


def _live(index: Path) -> str:
    try:
        return live_generation(index).name
    except IndexNotFoundError:
        return ""


def _keep(index: Path, build: LastBuild) -> None:
    new = index / f".{FILE}-new"
    with suppress(OSError):
        try:
            new.write_text(json.dumps(asdict(build)), encoding="utf-8")
            new.replace(index / FILE)
        finally:
            new.unlink(missing_ok=True)  # there still when the build was interrupted just then
