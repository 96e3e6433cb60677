"""What surrounds the pages: the HTML shell in French, security headers, warm-up, errors in one sentence.

Streamlit's own shell is in English and says so to screen readers; the middleware corrects it as it is
served. The content security policy lets nothing be requested from another host.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import re
import threading
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError, IndexDamagedError, IndexMismatchError
from assistant.events import configure_logs, emit, emit_error
from assistant.ui.shell.door import FairDoor
from assistant.ui.shell.shared import live_centre, settings, starter_questions
from assistant.ui.shell.sign_in import current_member
from assistant.ui.shell.style import ICON
from assistant.ui.shell.text import escape_markdown

TITLE = "Assistant documentaire"
_SCRIPTS = ("french.js", "shell.js")
_ICON_URL = "/icon.svg"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class FrenchShell:
    """ASGI middleware: Streamlit's HTML page in French, and security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and rewrites its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # The page is rewritten, so it must come uncompressed.
        scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        await self._app(scope, receive, _Rewriter(_secure(send) if scope.get("scheme") == "https" else send))


class _Rewriter:
    """Sends a response on; an HTML page is held back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_page(message):
                self._start = message
            else:
                await self._send({**message, "headers": [*message["headers"], *_security(())]})
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)
        else:
            await self._send(message)

    async def _send_page(self, start: Message) -> None:
        page, hashes = french_page(self._body, live_centre().name)
        replaced = {b"content-length", b"etag", b"last-modified"}
        kept = [(k, v) for k, v in start["headers"] if k.lower() not in replaced]
        length = (b"content-length", str(len(page)).encode())
        await self._send({**start, "headers": [*kept, length, *_security(hashes)]})
        await self._send({"type": "http.response.body", "body": page})


def _secure(send: Send) -> Send:
    """Cookies that come back over HTTPS alone, which Streamlit asks for only when it does the TLS itself."""

    def secure(name: bytes, value: bytes) -> bytes:
        is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        return value + b"; Secure" if is_open else value

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [(k, secure(k, v)) for k, v in message["headers"]]}
        await send(message)

    return sent


def _is_page(message: Message) -> bool:
    headers = {k.lower(): v for k, v in message["headers"]}
    attached = b"attachment" in headers.get(b"content-disposition", b"")
    return headers.get(b"content-type", b"").startswith(b"text/html") and not attached


@lru_cache(maxsize=8)
def french_page(body: bytes, centre: str) -> tuple[bytes, tuple[str, ...]]:
    """Streamlit's page in French and under the name of the centre, and the hashes of its inline scripts."""
    page = body.decode()
    page = page.replace('<html lang="en">', '<html lang="fr">')
    page = page.replace("<title>Streamlit</title>", f"<title>{TITLE}</title>")
    page = page.replace('href="./favicon.png"', f'href="{_ICON_URL}"')
    hashes = tuple(_hash(script) for script in _INLINE_SCRIPT.findall(page))
    scripts = "".join(f'<script src="/{name}"></script>' for name in _SCRIPTS)
    name = f'<meta name="application-name" content="{html.escape(centre)}">'
    page = page.replace("<head>", f"<head>{name}{scripts}", 1)
    return page.encode(), hashes


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def _security(hashes: tuple[str, ...]) -> list[tuple[bytes, bytes]]:
    headers = {**_HEADERS, "Content-Security-Policy": _POLICY.format(hashes=" ".join(hashes))}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


async def _script(request: Request) -> FileResponse:
    return FileResponse(Path(__file__).parent / request.url.path.strip("/"), media_type="text/javascript")


async def _icon(_request: Request) -> FileResponse:
    return FileResponse(ICON, media_type="image/svg+xml")


@contextlib.asynccontextmanager
async def warm_up(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Begins to log; loads the index and the model while the first visitor is still on the way."""
    # Settings that cannot be read are said by the page.
    with contextlib.suppress(AssistantError):
        configure_logs(settings(), to_stderr=True)
        emit("server_started")
    threading.Thread(target=_load, daemon=True, name="warm-up").start()
    yield {}


def _load() -> None:
    # Whatever is wrong is said by the page itself, which opens the same objects.
    with contextlib.suppress(AssistantError):
        starter_questions(settings().reference_date())


def show_error(error: Exception) -> bool:
    """Shows an unexpected error as one sentence; its type and place go to the log."""
    emit_error("page_failed", error)
    draw_error(error)
    return True


def tell_error(error: AssistantError) -> None:
    """Shows a foreseen error that leaves a page empty; its type and place go to the log."""
    emit_error("page_unavailable", error)
    draw_error(error)


def draw_error(error: Exception) -> None:
    """Draws an error for a reader: its own sentence when it was written for people."""
    if isinstance(error, IndexDamagedError | IndexMismatchError) and current_member() is None:
        # Which file it is, and the command that mends it, are for the team.
        reached = live_centre().contacts
        ways = " ou ".join(filter(None, (reached.phone, reached.mail)))
        st.error(
            escape_markdown(
                "L’index de l’assistant est abîmé : les documents ne peuvent pas être consultés pour "
                f"l’instant. Le centre répond à vos questions{f' ({ways})' if ways else ''} ; "
                "son équipe peut reconstruire l’index depuis la page Corpus."
            ),
            icon=":material/error:",
        )
    elif isinstance(error, AssistantError):
        st.error(escape_markdown(str(error)), icon=":material/error:")
    else:
        st.error(
            "Une erreur inattendue s’est produite. Rechargez la page ; si elle revient, prévenez le centre.",
            icon=":material/error:",
        )


MIDDLEWARE = [Middleware(FrenchShell), Middleware(FairDoor)]
ROUTES = [*(Route(f"/{name}", _script) for name in _SCRIPTS), Route(_ICON_URL, _icon)]
