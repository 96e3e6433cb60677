"""A real HTTP server on loopback that speaks the OpenAI protocol, streaming included, and plays a model."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PASSAGE = re.compile(r"◆\w+ passage \[(\d+)\] — (.*)\n((?:¦ .*\n)*)")


@dataclass(frozen=True)
class Asked:
    """One request as the model reads it."""

    system: str
    user: str

    @property
    def passages(self) -> dict[int, list[str]]:
        """The sentences of each passage, by number."""
        return {
            int(number): [line.removeprefix("¦ ") for line in lines.splitlines()]
            for number, _, lines in _PASSAGE.findall(self.user)
        }

    @property
    def repairing(self) -> bool:
        """Whether failed sentences are sent back."""
        return "ne sont pas étayées" in self.user

    @property
    def rewriting(self) -> bool:
        """Whether a follow-up is to be made a question of its own."""
        return "Question seule :" in self.user


@dataclass(frozen=True)
class Status:
    """An HTTP error instead of an answer."""

    code: int


@dataclass(frozen=True)
class Raw:
    """A body that is not what the protocol asks for."""

    body: bytes


class HangError(Exception):
    """Raised by a behaviour to stay silent until the server is closed."""


Says = str | Iterator[str] | Status | Raw
Behaviour = Callable[[Asked], Says]


class LlmServer:
    """The endpoint, and what it was asked.

    Attributes:
        behaviour: may be changed between two questions.
        asked: every request, oldest first.
    """

    def __init__(self) -> None:
        self.behaviour: Behaviour = lambda asked: ""
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = json.loads(self.rfile.read(length))
                _reply(self, server, body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> None:
        """Serves in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Lets hanging answers go and stops."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving() -> Iterator[LlmServer]:
    """A server for the time of a block."""
    server = LlmServer()
    server.start()
    try:
        yield server
    finally:
        server.close()


def _reply(handler: BaseHTTPRequestHandler, server: LlmServer, body: dict[str, Any]) -> None:
    messages = {m["role"]: m["content"] for m in body["messages"]}
    asked = Asked(messages.get("system", ""), messages.get("user", ""))
    server.asked.append(asked)
    said = server.behaviour(asked)
    handler.close_connection = True
    if isinstance(said, Status):
        _send(handler, said.code, b'{"error": {"message": "refus", "type": "test"}}')
        return
    if isinstance(said, Raw):
        _send(handler, 200, said.body)
        return
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()
    try:
        for piece in _pieces(said) if isinstance(said, str) else said:
            _event(handler, {"content": piece}, None)
        _event(handler, {}, "stop")
        _usage(handler, body)
        handler.wfile.write(b"data: [DONE]\n\n")
    except HangError:
        server.closing.wait(60)
    except (BrokenPipeError, ConnectionResetError):
        return


def _send(handler: BaseHTTPRequestHandler, code: int, body: bytes) -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)


def _event(handler: BaseHTTPRequestHandler, delta: dict[str, str], finish: str | None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    _chunk(handler, {"choices": [choice]})


def _usage(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    if body.get("stream_options", {}).get("include_usage"):
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        _chunk(handler, {"choices": [], "usage": usage})


def _chunk(handler: BaseHTTPRequestHandler, values: dict[str, Any]) -> None:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "test", **values}
    handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    handler.wfile.flush()


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of uneven length, cut inside words and marks as real models do."""
    step = 0
    while text:
        size = 7 + step % 23
        yield text[:size]
        text, step = text[size:], step + 5
