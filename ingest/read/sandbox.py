"""Read each file in a child process, within limits of time, memory and size.

A damaged or hostile file can make a parser loop, fill the memory or crash: only the child suffers,
and the file is reported as unreadable. Children are kept from one file to the next, since starting
one costs more than reading most files, and replaced after a failure. They answer in JSON, which is
validated here; nothing that comes from a child is unpickled.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import LifoQueue
from typing import IO

from pydantic import TypeAdapter, ValidationError

from assistant.errors import IngestError
from ingest.layout import Limits, ReadDocument
from ingest.read.worker import LENGTH, MEMORY_EXIT, pack

# An answer holds the text twice, as blocks and as pages, in UTF-8 with the marks of JSON.
ANSWER_BYTES_PER_CHARACTER = 8

_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one file may cost.

    Attributes:
        timeout_s: seconds, of the clock and of the processor.
        memory_mb: address space of the child, in mebibytes.
        reading: limits that the readers check themselves.
    """

    timeout_s: float = 60
    memory_mb: int = 1500
    reading: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class _Answer:
    document: ReadDocument | None = None
    error: str = ""


_ANSWERS = TypeAdapter(_Answer)


def read_in_process(
    path: Path, *, timeout_s: float = 60, memory_mb: int = 1500, max_bytes: int | None = None
) -> ReadDocument:
    """Read one file in a process of its own.

    Args:
        path: the file.
        timeout_s: seconds after which it is given up.
        memory_mb: address space that reading it may take, in mebibytes.
        max_bytes: size above which it is not read; the readers' own limit by default.

    Raises:
        IngestError: the file cannot be read, or not within the limits.
    """
    reading = Limits() if max_bytes is None else Limits(max_bytes=max_bytes)
    [(_, result)] = read_many([path], SandboxLimits(timeout_s, memory_mb, reading), workers=1)
    if isinstance(result, IngestError):
        raise result
    return result


def read_many(
    paths: Iterable[Path], limits: SandboxLimits | None = None, workers: int = 2
) -> Iterator[tuple[Path, ReadDocument | IngestError]]:
    """Read files, several at a time.

    Yields:
        Each path with its document, or with the error that says why there is none, in the order given.
    """
    children = [_Child(limits or SandboxLimits()) for _ in range(workers)]
    idle: LifoQueue[_Child] = LifoQueue()
    for child in children:
        idle.put(child)
    pool = ThreadPoolExecutor(workers)
    ahead: deque[tuple[Path, Future[ReadDocument | IngestError]]] = deque()
    try:
        for path in paths:
            ahead.append((path, pool.submit(_read_with, idle, path)))
            if len(ahead) > 2 * workers:
                yield _result(ahead)
        while ahead:
            yield _result(ahead)
    finally:
        _close(pool, children, ahead)


def _result(
    ahead: deque[tuple[Path, Future[ReadDocument | IngestError]]],
) -> tuple[Path, ReadDocument | IngestError]:
    path, future = ahead.popleft()
    return path, future.result()


def _read_with(idle: LifoQueue[_Child], path: Path) -> ReadDocument | IngestError:
    child = idle.get()
    try:
        return child.read(path)
    except IngestError as error:
        return error
    finally:
        idle.put(child)


def _close(
    pool: ThreadPoolExecutor,
    children: list[_Child],
    ahead: deque[tuple[Path, Future[ReadDocument | IngestError]]],
) -> None:
    """Give up what is not read yet; the children are killed first, so that no thread waits for them."""
    for _, future in ahead:
        future.cancel()
    for child in children:
        child.kill()
    pool.shutdown()
    for child in children:
        child.stop()


class _Child:
    """A reading process, started at the first file and again after a failure."""

    def __init__(self, limits: SandboxLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path) -> ReadDocument:
        """Have one file read.

        Raises:
            IngestError: as the child says, or because it took too long, too much memory, or crashed.
        """
        if self._process is None:
            self._process = _start(self._limits.memory_mb)
        try:
            answer = _ANSWERS.validate_json(self._ask(self._process, path))
        except TimeoutError as error:
            self.kill()
            self.stop()
            raise IngestError(self._too_long(path)) from error
        except (EOFError, OSError, ValidationError) as error:
            code = self.stop()
            raise IngestError(self._explain(path, code)) from error
        if answer.document is None:
            raise IngestError(answer.error)
        return answer.document

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> int:
        """End the process and close its pipes; gives its exit code, that of ``Popen``."""
        process, self._process = self._process, None
        if process is None:
            return 0
        try:
            code = process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            _close_pipe(pipe)
        return code

    def _ask(self, process: subprocess.Popen[bytes], path: Path) -> bytes:
        reading = self._limits.reading
        request = {
            "path": str(path.absolute()),
            "timeout_s": self._limits.timeout_s,
            "limits": asdict(reading),
        }
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(pack(request))
        process.stdin.flush()
        deadline = time.monotonic() + self._limits.timeout_s
        [size] = LENGTH.unpack(_read_exactly(process.stdout, LENGTH.size, deadline))
        if size > reading.max_characters * ANSWER_BYTES_PER_CHARACTER:
            raise EOFError
        return _read_exactly(process.stdout, size, deadline)

    def _explain(self, path: Path, code: int) -> str:
        if code == -signal.SIGXCPU:
            return self._too_long(path)
        if code == MEMORY_EXIT:
            return (
                f"« {path.name} » demande trop de mémoire (plus de {self._limits.memory_mb} Mo). "
                "Découpez-le ou réduisez ses images."
            )
        return (
            f"« {path.name} » a fait échouer la lecture : le fichier est sans doute endommagé. "
            "Réenregistrez-le, si possible dans un autre format."
        )

    def _too_long(self, path: Path) -> str:
        seconds = f"{self._limits.timeout_s:g}".replace(".", ",")
        return f"« {path.name} » est trop long à lire (plus de {seconds} s). Découpez-le ou réenregistrez-le."


def _start(memory_mb: int) -> subprocess.Popen[bytes]:
    """Start a child that finds this package and does not get the parent's other variables (keys)."""
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.read.worker", str(memory_mb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _read_exactly(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    """Read ``size`` bytes before the deadline.

    Raises:
        TimeoutError: the deadline has passed.
        EOFError: the other side has closed.
    """
    received = bytearray()
    while len(received) < size:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        data = os.read(pipe.fileno(), min(size - len(received), 1 << 20))
        if not data:
            raise EOFError
        received += data
    return bytes(received)


def _close_pipe(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
