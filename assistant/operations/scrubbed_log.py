"""The last lines of the log as they may leave the machine: known fields alone, figures and short names."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.infodoc import without_personal

LINES = 2_000
_TAIL_BYTES = 2_000_000
_WORDS = frozenset(
    "time level event source kind mode generation model type place result reason step logger".split()
)
"""Fields in words; of the others, figures and booleans are kept."""
_SHORT = re.compile(r"[\w .:/+@<>-]{0,120}")


def last_lines(log: Path | None) -> list[str]:
    """The last lines of a log, oldest first; a last line says how many could not be read.

    Lines that are not the log's own JSON are left out: what another program wrote may hold anything.
    """
    if log is None:
        return ['{"event": "no_log_file"}']
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            tail = file.read().decode("utf-8", errors="replace").splitlines()[-LINES:]
    except OSError as error:
        return [json.dumps({"event": "log_unreadable", "type": type(error).__name__})]
    kept = [line for line in map(_scrubbed, tail) if line is not None]
    return [*kept, json.dumps({"event": "lines_left_out", "count": len(tail) - len(kept)})]


def _scrubbed(line: str) -> str | None:
    try:
        values = json.loads(line)
    except ValueError:
        return None
    if not isinstance(values, dict) or "event" not in values:
        return None
    return json.dumps(dict(_known(values)), ensure_ascii=False)


def _known(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, bool | int | float | None):
            yield name, value
        elif isinstance(value, str):
            if name in _WORDS and _SHORT.fullmatch(value):
                yield name, without_personal(value)
        elif isinstance(value, dict) and name == "timings_ms":
            yield name, dict(_known(value))
