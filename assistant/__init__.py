"""French assistant over the documents and the action programme of a resource centre.

The public names are loaded when they are asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.embedding.encoder import load_encoder
    from assistant.index.opened import Index
    from assistant.search.retriever import HybridRetriever
    from assistant.settings import Settings
    from assistant.types import Answer, Filters, Turn

__all__ = ["Answer", "Assistant", "Filters", "HybridRetriever", "Index", "Settings", "Turn", "load_encoder"]

_HOMES = {
    "Answer": "types",
    "Assistant": "assistant",
    "Filters": "types",
    "HybridRetriever": "search.retriever",
    "Index": "index.opened",
    "Settings": "settings",
    "Turn": "types",
    "load_encoder": "embedding.encoder",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
