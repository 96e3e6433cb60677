"""A Chroma server: where it is, a connection that never waits long, what can go wrong with it.

chromadb, which takes long to import, is imported when there is a server to speak to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.errors import VectorServerError

READING_SECONDS = 2.0
"""For a question: all sentences can be compared instead."""
WRITING_SECONDS = 60.0
"""For a build, which sends and checks thousands of vectors at once."""
COLLECTION = "sentences-{generation}"


@dataclass(frozen=True, slots=True)
class VectorServer:
    """The address of a Chroma server.

    Attributes:
        seconds: longest wait for one request.
    """

    host: str
    port: int
    ssl: bool = False
    seconds: float = READING_SECONDS

    def connect(self) -> Any:
        """A client, to be closed.

        Raises:
            VectorServerError: the server does not answer.
        """
        from chromadb.config import Settings

        settings = Settings(
            anonymized_telemetry=False,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=self.host,
            chroma_server_http_port=self.port,
            chroma_server_ssl_enabled=self.ssl,
        )
        with self.answering():
            return _client_class()(settings, self.seconds)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A client, closed afterwards; errors are those of ``answering``.

        Raises:
            VectorServerError: the server does not answer.
        """
        with closing(self.connect()) as client, self.answering():
            yield client

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Makes one error of all that a request to the server may raise.

        Raises:
            VectorServerError: the server does not answer, or not as a Chroma server that has what is asked.
        """
        from chromadb.errors import NotFoundError

        try:
            yield
        except NotFoundError as error:
            raise lost() from error
        except Exception as error:
            # chromadb 1.5.9 raises a bare Exception for a reply of which it knows nothing.
            if type(error) is not Exception and not isinstance(error, _failures()):
                raise
            raise VectorServerError(
                f"Le serveur Chroma ne répond pas comme prévu ({type(error).__name__}). Démarrez-le, ou "
                "vérifiez ASSISTANT_CHROMA_HOST, ASSISTANT_CHROMA_PORT et ASSISTANT_CHROMA_SSL."
            ) from error


def lost() -> VectorServerError:
    """The error of a server that does not hold the vectors of an index, or not all of them."""
    return VectorServerError(
        "Le serveur Chroma n’a pas tous les vecteurs de cet index. "
        "Reconstruisez-le : python -m ingest build --force"
    )


def _failures() -> tuple[type[Exception], ...]:
    """What chromadb raises when a server is away or is another one.

    KeyError, TypeError, AttributeError: the reply is JSON, but not Chroma's. RuntimeError: the connection was
    closed by another thread.
    """
    import httpx
    from chromadb.errors import ChromaError

    known = (ChromaError, httpx.HTTPError, httpx.InvalidURL, ValueError, OSError)
    return (*known, KeyError, TypeError, AttributeError, RuntimeError)


@lru_cache(maxsize=1)
def _client_class() -> Any:
    """``chromadb.HttpClient`` with a limit of time, from its first request on, and an end.

    chromadb 1.5.9 has neither: its session waits for ever and is left open by ``close``.
    """
    from chromadb.api.client import Client
    from chromadb.auth import UserIdentity
    from chromadb.config import Settings
    from overrides import override

    class TimedClient(Client):
        def __init__(self, settings: Settings, seconds: float) -> None:
            self._seconds = seconds
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
            self._session.timeout = self._seconds
            return super().get_user_identity()

        @override
        def close(self) -> None:
            self._session.close()
            super().close()

    return TimedClient
