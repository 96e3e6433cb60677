"""Publishes a generation: built aside, checked, then made live by one atomic switch.

Killed at any moment, a build leaves the old index live; what it had begun is removed by the next.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import IndexNotFoundError, IngestError
from assistant.index import HISTORY, POINTER, live_generation
from assistant.system_errors import reason

PREVIOUS = "previous"
ORIGINALS = "files"
FEWEST_KEPT = 2
"""The live generation and the one to go back to."""
_BUILDING = ".building-"
_REMOVED = ".removed-"
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
"""What ``new_generation`` gives."""
_LOCK = ".lock"


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
        raise _not_writable(index, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "processus inconnu"
            raise IngestError(
                f"Une autre construction est en cours sur « {index} » ({holder}). "
                "Attendez qu’elle finisse, puis recommencez."
            ) from error
        except OSError as error:
            raise _not_writable(index, error) from error
        _sign(lock.fileno())
        yield


def _not_writable(index: Path, error: OSError) -> IngestError:
    return IngestError(
        f"Le dossier d’index « {index} » ne peut pas être écrit : {reason(error)}. "
        "Vérifiez ses droits ou choisissez-en un autre avec --index."
    )


def _sign(lock: int) -> None:
    """Says in the lock file who holds it, in one write: another build may be reading it.

    A disk that refuses these words does not take the lock away.
    """
    text = f"processus {os.getpid()}, depuis {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    with suppress(OSError):
        os.ftruncate(lock, 0)
        os.write(lock, text.encode())


def new_generation(now: datetime) -> str:
    """A generation name that tells its time."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def generations(index: Path) -> list[str]:
    """Names of the complete generations.

    Raises:
        IngestError: the index folder cannot be read.
    """
    try:
        return sorted(name for name in _folders(index) if (index / name / "manifest.json").is_file())
    except OSError as error:
        raise IngestError(
            f"Le dossier d’index « {index} » ne peut pas être lu : {reason(error)}. "
            "Vérifiez ses droits et le disque, puis recommencez."
        ) from error


def _folders(index: Path) -> list[str]:
    """Names of the folders that may be generations."""
    try:
        return [path.name for path in index.iterdir() if path.name[0] != "." and path.name != ORIGINALS]
    except (FileNotFoundError, NotADirectoryError):
        return []


def publish_generation(
    index: Path, name: str, write: Callable[[Path], None], keep: int = FEWEST_KEPT
) -> Path:
    """Has a generation written aside by ``write(folder)``, then makes it live.

    Args:
        write: writes and checks the folder it is given; what it raises leaves the old index live.
        keep: how many generations stay, the new one included.

    Raises:
        IngestError: the disk refused a write.
    """
    building = index / f"{_BUILDING}{name}"
    try:
        write(building)
        _sync(building)
        building.rename(index / name)
        switch_to(index, name)
    except OSError as error:
        raise IngestError(
            f"L’index n’a pas pu être écrit dans « {index} » : {reason(error)}. "
            "L’ancien index reste en service ; libérez de la place ou vérifiez les droits, puis recommencez."
        ) from error
    finally:
        remove_leftovers(index, keep)
    return index / name


def switch_to(index: Path, name: str) -> None:
    """Makes a complete generation live, and the one that was live the previous one."""
    if name not in generations(index):
        raise IndexNotFoundError(f"La génération « {name} » n’existe pas dans « {index} ».")
    live, past = _live(index), [n for n in past_generations(index) if n != name]
    if live and live != name:
        _write(index / PREVIOUS, live)
    _write(index / POINTER, name)
    _write(index / HISTORY, "\n".join([*past, name]))


def _live(index: Path) -> str | None:
    _named_by(index / POINTER)  # which raises when the disk does not give it
    with suppress(IndexNotFoundError):
        return live_generation(index).name
    return None


def past_generations(index: Path) -> list[str]:
    """Names of the generations that are or were live and are still there; the live one is last.

    The one that was live before it is the last but one. A generation that was written and never made live,
    because its build was killed just then, is not among them.
    """
    complete = generations(index)
    last = [name for name in (_named_by(index / PREVIOUS), _live(index)) if name in complete]
    known = [name for name in (_named_by(index / HISTORY) or "").split() if name in complete]
    return list(dict.fromkeys([*(name for name in known if name not in last), *filter(None, last)]))


def _write(pointer: Path, text: str) -> None:
    new = _draft(pointer)
    with new.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(pointer)
    _flush(pointer.parent)


def _draft(pointer: Path) -> Path:
    return pointer.with_name(f".{pointer.name}-new")


def _named_by(pointer: Path) -> str | None:
    try:
        return pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):  # lost, or damaged: it names nothing
        return None
    except OSError as error:
        raise IngestError(
            f"« {pointer} » ne peut pas être lu : {reason(error)}. Vérifiez-le ou supprimez-le."
        ) from error


def _sync(folder: Path) -> None:
    """Brings a folder to the disk, so that the switch cannot get there before it."""
    for path in folder.rglob("*"):
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(index: Path, keep: int = FEWEST_KEPT) -> None:
    """Removes all but the live generation, the previous one, some before them, and their originals.

    Pointers that were lost are written from the others. Call it under the build lock: it removes what a
    killed build left. What cannot be removed now is left for the next time.
    """
    live, complete = _live(index), generations(index)
    if live in complete:
        with suppress(OSError):
            _mend(index, complete)
    kept = {live, _named_by(index / PREVIOUS), *past_generations(index)[-keep:]}
    with suppress(OSError):
        if live in complete or not complete:  # otherwise what can be gone back to is all that there is
            for name in _folders(index):
                if name not in kept and (name in complete or _NAME.fullmatch(name)):
                    _remove(index / name)
        for path in (*index.glob(f"{_BUILDING}*"), *index.glob(f"{_REMOVED}*")):
            shutil.rmtree(path, ignore_errors=True)
        for pointer in (POINTER, PREVIOUS, HISTORY):
            _draft(index / pointer).unlink(missing_ok=True)
        _remove_originals(index)


def _mend(index: Path, complete: list[str]) -> None:
    """Writes the pointers that are lost or damaged again, while the others still tell what they said."""
    past, history = past_generations(index), (_named_by(index / HISTORY) or "").split()
    if [name for name in history if name in complete] != past:
        _write(index / HISTORY, "\n".join(past))
    if past[:-1] and _named_by(index / PREVIOUS) not in past[:-1]:
        _write(index / PREVIOUS, past[-2])
    if _named_by(index / POINTER) != past[-1]:
        _write(index / POINTER, past[-1])


def _remove(generation: Path) -> None:
    """Takes a generation away as a whole, so that nobody opens one that is half removed."""
    with suppress(OSError):
        generation.rename(generation.with_name(f"{_REMOVED}{generation.name}"))


def _remove_originals(index: Path) -> None:
    try:
        used = {d["sha256"] for name in generations(index) for d in _documents(index / name)}
    except (ValueError, TypeError, KeyError):
        return  # a damaged generation no longer says which originals are its own
    for path in (index / ORIGINALS).glob("*"):
        if path.suffix == ".part" or path.stem not in used:
            path.unlink(missing_ok=True)


def _documents(generation: Path) -> list[dict[str, str]]:
    values: list[dict[str, str]] = json.loads((generation / "documents.json").read_text(encoding="utf-8"))
    return values


def previous_generation(index: Path) -> str | None:
    """Name of the generation that was live before the live one, if it is still there."""
    live = live_generation(index).name
    return next((name for name in reversed(past_generations(index)) if name != live), None)


def switch_back(index: Path, check: Callable[[Path], None], name: str | None = None) -> str:
    """Makes an earlier generation the live one, the previous one unless another is named; returns its name.

    Args:
        check: raises when the folder it is given is not a sound generation.

    Raises:
        IndexNotFoundError: there is no previous generation, or none of this name.
    """
    wanted = name or previous_generation(index)
    if wanted is None:
        raise IndexNotFoundError(
            f"Aucun index précédent dans « {index} ». Construisez-en un : python -m ingest build"
        )
    if wanted not in past_generations(index):
        raise IndexNotFoundError(
            f"La construction « {wanted} » n’est plus dans « {index} ». "
            "Choisissez-en une autre : python -m ingest history"
        )
    check(index / wanted)
    switch_to(index, wanted)
    return wanted


def remove_past(index: Path) -> list[str]:
    """Removes every generation but the live one, with the originals that only they had; returns their names.

    Call it under the build lock.
    """
    live = live_generation(index).name
    forgotten = [name for name in past_generations(index) if name != live]
    for pointer in (PREVIOUS, HISTORY):
        (index / pointer).unlink(missing_ok=True)
    remove_leftovers(index)
    return forgotten
