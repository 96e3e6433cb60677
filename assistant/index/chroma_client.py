"""``chromadb.HttpClient`` with a limit of time, from its first request on, and an end.

The client of chromadb 1.5.9 has neither: it waits for ever, and its connections stay open after ``close``.
"""

from __future__ import annotations

from typing import Any

import httpx
from chromadb.api.client import Client
from chromadb.auth import UserIdentity
from chromadb.config import Settings
from overrides import override

_CONNECTING = 5.0
"""Longest wait for a connection, in seconds."""


class TimedClient(Client):
    """A client of a Chroma server.

    Args:
        seconds: longest wait for one request.
    """

    def __init__(self, host: str, port: int, ssl: bool, seconds: float) -> None:
        self._seconds = seconds
        settings = Settings(
            anonymized_telemetry=False,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=host,
            chroma_server_http_port=port,
            chroma_server_ssl_enabled=ssl,
        )
        try:
            super().__init__(settings=settings)
        except Exception:
            self._session.close()
            raise

    @property
    def _session(self) -> Any:
        return self._server._session  # type: ignore[attr-defined]

    @override
    def get_user_identity(self) -> UserIdentity:
        """Who the server says this is; the first thing that a client asks."""
        self._session.timeout = httpx.Timeout(self._seconds, connect=min(self._seconds, _CONNECTING))
        return super().get_user_identity()

    @override
    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        """Two requests less, which would go through another client, without limit."""

    @override
    def close(self) -> None:
        """Ends the connections."""
        self._session.close()
        super().close()
