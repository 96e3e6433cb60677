"""Publishes a generation: built aside, checked, then made live by one atomic switch.

Killed at any moment, a build leaves the old index live; what it had begun is removed by the next.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import IndexNotFoundError, IngestError
from assistant.index import POINTER, live_generation, read_manifest

_BUILDING = ".building-"
_LOCK = ".lock"
KEPT = 2
"""Generations that stay: the live one and the previous one, for a return to it."""


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Only one build at a time writes into an index folder; the kernel frees the lock of a dead one.

    Raises:
        IngestError: another build holds it, or the folder cannot be written.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = (index / _LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise IngestError(
            f"Le dossier d’index « {index} » ne peut pas être écrit : {error.strerror}."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise IngestError(
                f"Une autre construction est en cours sur « {index} » ({lock.read().strip()}). "
                "Attendez qu’elle finisse, puis recommencez."
            ) from error
        lock.truncate(0)
        lock.write(f"processus {os.getpid()}, depuis {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        lock.flush()
        yield


def new_name(now: datetime) -> str:
    """A generation name that sorts by time."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def generations(index: Path) -> list[str]:
    """Names of the complete generations, the oldest first."""
    if not index.is_dir():
        return []
    return sorted(p.name for p in index.iterdir() if (p / "manifest.json").is_file() and p.name[0] != ".")


def publish(index: Path, name: str, write: Callable[[Path], None]) -> Path:
    """Has a generation written aside by ``write(folder)``, then makes it live.

    Args:
        write: writes and checks the folder it is given; what it raises leaves the old index live.

    Raises:
        IngestError: the disk refused a write.
    """
    remove_leftovers(index)
    building = index / f"{_BUILDING}{name}"
    try:
        write(building)
        _sync(building)
        building.rename(index / name)
        switch(index, name)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise IngestError(
            f"L’index n’a pas pu être écrit dans « {index} » : {error.strerror or error}. "
            "L’ancien index reste en service ; libérez de la place ou vérifiez les droits, puis recommencez."
        ) from error
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    prune(index)
    return index / name


def switch(index: Path, name: str) -> None:
    """Makes a complete generation live."""
    if name not in generations(index):
        raise IndexNotFoundError(f"La génération « {name} » n’existe pas dans « {index} ».")
    pointer = index / f".{POINTER}-{secrets.token_hex(3)}"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(index / POINTER)


def _sync(folder: Path) -> None:
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_leftovers(index: Path) -> None:
    """Removes what killed builds left behind; call it under the build lock."""
    for path in index.glob(f"{_BUILDING}*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in index.glob(f".{POINTER}-*"):
        path.unlink(missing_ok=True)


def prune(index: Path) -> None:
    """Removes the generations that are neither live nor the previous one, and the originals of none."""
    live = live_generation(index).name
    others = [name for name in generations(index) if name != live]
    for name in others[: max(0, len(others) - (KEPT - 1))]:
        shutil.rmtree(index / name)
    used = {d["sha256"] for name in generations(index) for d in _documents(index / name)}
    for path in (index / "files").glob("*"):
        if path.stem not in used:
            path.unlink()


def _documents(generation: Path) -> list[dict[str, str]]:
    values: list[dict[str, str]] = json.loads((generation / "documents.json").read_text(encoding="utf-8"))
    return values


def rollback(index: Path) -> str:
    """Makes the newest generation that is not live the live one; returns its name.

    Raises:
        IndexNotFoundError: there is no other generation.
    """
    live = live_generation(index).name
    others = [name for name in generations(index) if name != live]
    if not others:
        raise IndexNotFoundError(f"Aucune génération précédente dans « {index} ».")
    read_manifest(index / others[-1])
    switch(index, others[-1])
    return others[-1]
