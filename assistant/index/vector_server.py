"""A Chroma server: a connection that never waits long, what can go wrong with it.

chromadb, which takes long to import, is imported when there is a server to speak to, and ``chroma_client.py``
with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from assistant.errors import VectorServerError
from assistant.settings import VectorServer

WRITING_SECONDS = 60.0
"""For a build, which sends and checks thousands of vectors at once."""
ON_SERVER = "sentences-{generation}"
"""Name of the collection of a generation."""


def connect(server: VectorServer) -> Any:
    """A client, to be closed.

    Raises:
        VectorServerError: the server does not answer.
    """
    from assistant.index.chroma_client import TimedClient

    with answering():
        return TimedClient(server.host, server.port, server.ssl, server.seconds)


@contextmanager
def connected_to(server: VectorServer) -> Iterator[Any]:
    """A client, closed afterwards; errors are those of ``answering``.

    Raises:
        VectorServerError: the server does not answer.
    """
    with closing(connect(server)) as client, answering():
        yield client


@contextmanager
def answering() -> Iterator[None]:
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
        "Le serveur Chroma n’a pas tous les vecteurs de cet index. Reconstruisez-le : python -m ingest build"
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
