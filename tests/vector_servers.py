"""A real Chroma server on a port of this machine, which the tests stop, hang and start again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from assistant.index import connected_to
from assistant.settings import VectorServer
from ingest.build.vector_writing import MARK

STARTING = 600


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class ChromaServer:
    """``chroma run`` over a folder; what it holds stays there when it is stopped."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def settings(self) -> dict[str, Any]:
        """What a ``Settings`` needs to use it."""
        return {"chroma_host": "127.0.0.1", "chroma_port": self.port}

    @property
    def variables(self) -> dict[str, str]:
        """The same for a process."""
        return {f"ASSISTANT_{name.upper()}": str(value) for name, value in self.settings.items()}

    @property
    def address(self) -> VectorServer:
        return VectorServer("127.0.0.1", self.port, seconds=30)

    def start(self) -> None:
        """Starts it unless it runs; one that hangs goes on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [Path(sys.executable).with_name("chroma"), "run", "--host", "127.0.0.1"]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port), "--path", self.folder / "store"],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + STARTING
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v2/heartbeat", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        pytest.fail(f"Le serveur Chroma ne démarre pas : {(self.folder / 'server.log').read_text()}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def hang(self) -> None:
        """It still takes connections, and answers nothing."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def collections(self, index: Path) -> dict[str, list[list[float]]]:
        """The vectors of every collection of an index, by its name."""
        return {name: vectors.tolist() for name, vectors in self._all(index, "embeddings").items()}

    def texts(self, index: Path) -> list[str]:
        """The texts that the collections of an index hold."""
        return [text for kept in self._all(index, "documents").values() for text in kept if text]

    def _all(self, index: Path, field: Literal["embeddings", "documents"]) -> dict[str, Any]:
        mark = (index / MARK).read_text(encoding="utf-8").strip()
        with connected_to(self.address) as client:
            own = [c for c in client.list_collections() if (c.metadata or {}).get("index") == mark]
            return {c.name: c.get(include=[field])[field] for c in own}
