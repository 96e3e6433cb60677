"""Structured logs: one JSON line an event, of what happened and never of what was said.

A line has ``time`` (ISO 8601, UTC), ``level``, ``event`` and the event's own fields: numbers, booleans and
short names. No question, no history, no message of an exception (it may repeat what somebody typed): an
error is its type and its place in the code. What the project logs without an event keeps its template, not
its values.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

from assistant.events.counters import COUNTERS
from assistant.settings import Settings

ROOT = "assistant"
_LOG = logging.getLogger("assistant.events")
_PROJECT = Path(__file__).parents[2]


def emit(event: str, level: int = logging.INFO, /, **fields: object) -> None:
    """Logs an event.

    Args:
        event: its name, in lower case and underscores.
        fields: numbers, booleans, short names, or mappings of these; never what a person wrote.
    """
    if _LOG.isEnabledFor(level):
        shown = " ".join(f"{name}={value}" for name, value in fields.items())
        _LOG.log(level, "%s %s", event, shown, extra={"event": event, "fields": fields})


def emit_error(event: str, error: BaseException, level: int = logging.ERROR, **fields: object) -> None:
    """Logs an error by its type and where it was raised; its message stays out."""
    emit(event, level, type=type(error).__name__, place=place_of(error), **fields)


def place_of(error: BaseException) -> str:
    """Where an error was raised: the project's last line on its way, « assistant/index.py:42 opened »."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if _is_ours(Path(f.filename))]
    if not ours:
        return ""
    last = ours[-1]
    return f"{Path(last.filename).relative_to(_PROJECT)}:{last.lineno} {last.name}"


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(_PROJECT) and "site-packages" not in file.parts


class JsonLines(logging.Formatter):
    """Formats a record as one JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, without its end."""
        return json.dumps(_values(record), ensure_ascii=False, default=str)


def _values(record: logging.LogRecord) -> dict[str, Any]:
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    values: dict[str, Any] = {"time": time, "level": record.levelname}
    event = getattr(record, "event", None)
    fields: Mapping[str, object] = getattr(record, "fields", {})
    if event is None:
        event, fields = "message", {"logger": record.name, "text": str(record.msg)}
    values |= {"event": event, **fields}
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        values |= {"type": type(error).__name__, "place": place_of(error)}
    return values


class _Quiet(logging.Handler):
    """A log that cannot be written stops nobody, and prints nothing of what it was given."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        COUNTERS.lost_line()


class _File(_Quiet, WatchedFileHandler):
    """A file that logrotate may move away."""


class _Stream(_Quiet, logging.StreamHandler[Any]):
    """Standard error."""


def configure_logs(settings: Settings, *, to_stderr: bool) -> None:
    """Begins to log and to count in this process; a second call replaces the first.

    Args:
        to_stderr: whether the lines go to standard error when the settings name no file, or one that
            cannot be opened; a command keeps its standard error for the person who typed it.
    """
    logger = logging.getLogger(ROOT)
    for handler in [h for h in logger.handlers if isinstance(h, _Quiet)]:
        logger.removeHandler(handler)
        handler.close()
    unwritable = False
    lines: logging.Handler | None = None
    if settings.log_file is not None:
        lines = _file(settings.log_file)
        unwritable = lines is None
    if lines is None and to_stderr:
        lines = _Stream(sys.stderr)
    if lines is not None:
        lines.setLevel(settings.log_level)
        lines.setFormatter(JsonLines())
        logger.addHandler(lines)
    if COUNTERS not in logger.handlers:
        logger.addHandler(COUNTERS)
    # The counters see every event, whatever level is written.
    logger.setLevel(min(logging.INFO, logging.getLevelNamesMapping()[settings.log_level]))
    if unwritable:
        emit("log_file_unwritable", logging.ERROR)


def _file(path: Path) -> logging.Handler | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _File(path, encoding="utf-8")
    except OSError:
        return None
