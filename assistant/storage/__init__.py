"""The one place where the application keeps what it writes: its database, tables and migrations."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.storage.database import Database, open_database, schema_revisions
    from assistant.storage.place import OLD_ACTIONS, OLD_OPINIONS, may_hold_action_edits
    from assistant.storage.tables import (
        ACTION_EDIT,
        DRAFT,
        ERASURE,
        EVENT,
        GAP,
        OPINION,
        REPLY,
        REQUEST,
        SOURCE,
        SUBMISSION,
        VECTOR,
    )
    from assistant.storage.takeover import unreadable
else:
    __getattr__ = names_of(
        __name__,
        {
            "database": (
                "Database",
                "open_database",
                "schema_revisions",
            ),
            "place": (
                "OLD_ACTIONS",
                "OLD_OPINIONS",
                "may_hold_action_edits",
            ),
            "tables": (
                "ACTION_EDIT",
                "DRAFT",
                "ERASURE",
                "EVENT",
                "GAP",
                "OPINION",
                "REPLY",
                "REQUEST",
                "SOURCE",
                "SUBMISSION",
                "VECTOR",
            ),
            "takeover": ("unreadable",),
        },
    )

__all__ = [
    "ACTION_EDIT",
    "DRAFT",
    "ERASURE",
    "EVENT",
    "GAP",
    "OLD_ACTIONS",
    "OLD_OPINIONS",
    "OPINION",
    "REPLY",
    "REQUEST",
    "SOURCE",
    "SUBMISSION",
    "VECTOR",
    "Database",
    "may_hold_action_edits",
    "open_database",
    "schema_revisions",
    "unreadable",
]
