"""French assistant over the documents and the action programme of a resource centre.

The public names are loaded when they are asked for, so that importing the package costs nothing.
"""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.embedding import load_encoder
    from assistant.index import Index
    from assistant.search import HybridRetriever
    from assistant.settings import Settings
    from assistant.types import Answer, Filters, Turn
else:
    __getattr__ = names_of(
        __name__,
        {
            "assistant": ("Assistant",),
            "embedding": ("load_encoder",),
            "index": ("Index",),
            "search": ("HybridRetriever",),
            "settings": ("Settings",),
            "types": ("Answer", "Filters", "Turn"),
        },
    )

__all__ = ["Answer", "Assistant", "Filters", "HybridRetriever", "Index", "Settings", "Turn", "load_encoder"]
