"""What one network address may ask of the server in a minute, so that a noisy visitor leaves room to others.

Pages and their files are counted together, new sessions (a WebSocket each) apart: these cost a run of a page.
"""

from __future__ import annotations

import math
from functools import cached_property

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.operations import Rates, wait_in_words
from assistant.ui.shell.shared import settings
from assistant.ui.shell.visitors import network_of

_TOO_MANY = 429
_TRY_AGAIN_LATER = 1013
"""WebSocket close code (IANA registry, « Try Again Later »)."""


class FairDoor:
    """ASGI middleware: answers 429 with the wait to an address that asks too much."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    @cached_property
    def _requests(self) -> Rates:
        return Rates(settings().requests_per_minute_by_address)

    @cached_property
    def _sessions(self) -> Rates:
        return Rates(settings().sessions_per_minute_by_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or says when to come back."""
        client = scope.get("client")
        address = network_of(client[0]) if client else ""
        rates = {"http": self._requests, "websocket": self._sessions}.get(scope["type"])
        wait = rates.take(address) if rates is not None and address else 0.0
        if not wait:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(send, wait)
        else:
            await receive()
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER, "reason": "Trop de sessions"})


async def _refuse(send: Send, wait: float) -> None:
    body = f"Trop de requêtes depuis votre réseau. Réessayez dans {wait_in_words(wait)}.\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(math.ceil(wait)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": _TOO_MANY, "headers": headers})
    await send({"type": "http.response.body", "body": body})
