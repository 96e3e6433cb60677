"""Pages of PDF originals as pictures, drawn by a child process within limits of time and memory.

An original comes from outside: a page that PDFium draws for minutes, or that makes it crash, must not take
the web server with it. The child is kept from one page to the next and replaced after a failure.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path

from assistant.errors import AssistantError
from assistant.viewer.pdf_pages import WIDTH, PagePicture

SECONDS = 15.0
MEGABYTES = 1500
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR")
_ROOT = Path(__file__).resolve().parents[2]


class PageDrawer:
    """The child that draws, one page at a time; safe to share between threads.

    Args:
        seconds: that one page may take, of the clock and of the processor.
        megabytes: address space of the child, in mebibytes.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, path: Path, page: int, quote: str = "", width: int = WIDTH) -> PagePicture:
        """Draws a page, numbered from 1, with a quote highlighted.

        Raises:
            AssistantError: the file cannot be opened, has no such page, or drawing it takes too much.
        """
        request = {
            "path": str(path.absolute()),
            "page": page,
            "quote": quote,
            "width": width,
            "seconds": self._seconds,
        }
        with self._lock:
            try:
                return self._ask(json.dumps(request).encode() + b"\n")
            except TimeoutError as error:
                self._end()
                raise AssistantError(
                    f"La page {page} de « {path.name} » est trop longue à dessiner. Téléchargez l’original."
                ) from error
            except (EOFError, OSError, ValueError) as error:
                self._end()
                raise AssistantError(
                    f"La page {page} de « {path.name} » n’a pas pu être dessinée : le fichier est sans doute "
                    "endommagé. Téléchargez l’original ou prévenez le centre."
                ) from error

    def close(self) -> None:
        """Ends the child."""
        with self._lock:
            self._end()

    def _ask(self, request: bytes) -> PagePicture:
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(request)
        process.stdin.flush()
        deadline = time.monotonic() + self._seconds
        head = bytearray()
        while not head.endswith(b"\n"):
            head += self._some(process, 1, deadline)
        told = json.loads(head)
        picture = bytearray()
        while len(picture) < told["size"]:
            picture += self._some(process, told["size"] - len(picture), deadline)
        if "error" in told:
            raise AssistantError(told["error"])
        return PagePicture(bytes(picture), told["pages"], told["highlighted"])

    @staticmethod
    def _some(process: subprocess.Popen[bytes], most: int, deadline: float) -> bytes:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        data = os.read(process.stdout.fileno(), min(most, 1 << 20))
        if not data:
            raise EOFError
        return data

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", "assistant.viewer.page_worker", str(self._megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": str(_ROOT)},
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            try:
                pipe.close()
            except BrokenPipeError:
                continue


_DRAWER = PageDrawer()
atexit.register(_DRAWER.close)


@lru_cache(maxsize=64)
def draw_page(path: Path, page: int, quote: str = "", width: int = WIDTH) -> PagePicture:
    """Draws a page with the child of this process; the last pages are remembered.

    Raises:
        AssistantError: as ``PageDrawer.draw``.
    """
    return _DRAWER.draw(path, page, quote, width)
