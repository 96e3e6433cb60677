"""Where the database is, told without opening it: sqlalchemy and alembic take long to import."""

from __future__ import annotations

from assistant.settings import Settings

FILE = "infodoc.sqlite3"
OLD_ACTIONS, OLD_OPINIONS = "actions.sqlite3", "avis.sqlite3"
"""Files of earlier versions, taken over when the database is opened (``takeover.py``)."""


def may_hold_action_edits(settings: Settings) -> bool:
    """Whether there is anything to open in which changes of actions may be."""
    if settings.database_url.get_secret_value():
        return True
    return any((settings.data / name).exists() for name in (FILE, OLD_ACTIONS))
