"""The application served as it is in use, and how much memory it takes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import AssistantError

PROJECT = Path(__file__).parents[2]
_STARTING = 90
"""Seconds for the server to listen."""
_LOOK = 1.0
"""Seconds between two looks at the memory."""


@dataclass(slots=True)
class Served:
    """A running server.

    Attributes:
        url: its address.
        pid: its process.
        log: what it writes.
        peak: most megabytes seen so far.
    """

    url: str
    pid: int
    log: Path
    peak: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def megabytes(self) -> float:
        """Resident memory of the server and of its children, in MB (10⁶ bytes)."""
        now = sum(map(_resident, (self.pid, *_children(self.pid))))
        self.peak = max(self.peak, now)
        return now

    def own_megabytes(self) -> float:
        """The part of it that is no file: without the index, which is mapped, nor the libraries."""
        return sum(map(_anonymous, (self.pid, *_children(self.pid))))

    def waits(self) -> list[float]:
        """Milliseconds until each answer so far was there, the queue included and the browser not."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        events = (json.loads(line) for line in lines if line.startswith('{"time"'))
        return [float(e["timings_ms"]["waited"]) for e in events if e["event"] == "answer"]

    def watch(self) -> None:
        """Looks at the memory until the server ends, for ``peak``."""
        while not self._stop.wait(_LOOK):
            self.megabytes()

    def stop(self) -> None:
        """Ends the watching."""
        self._stop.set()


@contextmanager
def served(index: Path, **variables: str) -> Iterator[Served]:
    """Serves the application on a free port of this machine, its data in a folder of its own.

    Args:
        variables: of the environment.

    Raises:
        AssistantError: it does not start.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        log = Path(folder) / "server.log"
        environment = {
            **os.environ,
            "ASSISTANT_INDEX": str(index.absolute()),
            "ASSISTANT_DATA": str(Path(folder) / "data"),
            "ASSISTANT_LOG_FILE": "",
            "ASSISTANT_LOG_LEVEL": "INFO",
            # Browsers that ask without a pause are faster than the limit of a session, made for people.
            "ASSISTANT_QUESTIONS_PER_MINUTE": "1000",
            **variables,
        }
        with log.open("w") as out:
            child = subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        server = Served(f"http://127.0.0.1:{port}", child.pid, log)
        try:
            _wait(server.url, child, log)
            threading.Thread(target=server.watch, daemon=True, name="memory").start()
            yield server
        finally:
            server.stop()
            child.terminate()
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait(url: str, child: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _STARTING
    while time.monotonic() < until and child.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):  # nosec B310 # our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace")[-500:]
    raise AssistantError(f"Le serveur ne démarre pas. Ses derniers mots : {said}")


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _anonymous(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("RssAnon:"))


def _children(pid: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(one) for task in tasks for one in (task / "children").read_text("ascii").split()]
    except OSError:
        return []
