"""Files read, each in a process of its own: one module a format, behind one interface.

Knows nothing of the corpus folder, nor of what is done with the blocks.
"""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from ingest.read.formats import MODULES
    from ingest.read.sandbox import SandboxLimits, read_many
else:
    __getattr__ = names_of(
        __name__,
        {
            "formats": ("MODULES",),
            "sandbox": (
                "SandboxLimits",
                "read_many",
            ),
        },
    )

__all__ = ["MODULES", "SandboxLimits", "read_many"]
