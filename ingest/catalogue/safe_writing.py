"""Writes files of a corpus folder: aside, then in place at once, one writer at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import IngestError
from assistant.system_errors import reason


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One edit of a corpus folder at a time, whatever the process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def put(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file aside, brings it to the disk and puts it in place at once.

    Raises:
        IngestError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise IngestError(
            f"« {path} » ne peut pas être écrit : {reason(error)}. Vérifiez les droits et la place du disque."
        ) from error
