"""Changes of actions as rows of the database.

Apart from ``edit_store.py`` because sqlalchemy takes long to import, and there is often nothing to read.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from assistant.errors import ActionEditError
from assistant.programme.edits import ActionEdit
from assistant.storage import ACTION_EDIT, Database

_OVERTAKEN = (
    "Cette action a été modifiée entre-temps par quelqu’un d’autre. "
    "Rouvrez-la pour voir ses changements, puis refaites les vôtres."
)


class EditRows:
    """The changes kept in one database.

    All its methods raise ``RegisterError`` when the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, edit: ActionEdit) -> None:
        """Adds a change, if the one before it is still the newest.

        Raises:
            ActionEditError: it is not.
        """
        with self.database.writing() as connection:
            if _newest_number(connection, edit.action) != edit.number - 1:
                raise ActionEditError(_OVERTAKEN)
            try:
                connection.execute(insert(ACTION_EDIT).values(**_row(edit)))
            except IntegrityError as error:  # PostgreSQL: another transaction was first
                raise ActionEditError(_OVERTAKEN) from error

    def newest(self) -> tuple[ActionEdit, ...]:
        """The newest change of each action, by action."""
        other = ACTION_EDIT.alias()
        last = select(func.max(other.c.number)).where(other.c.action == ACTION_EDIT.c.action)
        query = select(ACTION_EDIT).where(ACTION_EDIT.c.number == last.scalar_subquery())
        return self._read(query.order_by(ACTION_EDIT.c.action))

    def of(self, action: str) -> tuple[ActionEdit, ...]:
        """All the changes of an action, newest first."""
        query = select(ACTION_EDIT).where(ACTION_EDIT.c.action == action)
        return self._read(query.order_by(ACTION_EDIT.c.number.desc()))

    def _read(self, query: Select[Any]) -> tuple[ActionEdit, ...]:
        with self.database.reading() as connection:
            return tuple(_edit(row) for row in connection.execute(query))


def _newest_number(connection: Connection, action: str) -> int:
    query = select(func.coalesce(func.max(ACTION_EDIT.c.number), 0)).where(ACTION_EDIT.c.action == action)
    return int(connection.execute(query).scalar_one())


def _row(edit: ActionEdit) -> dict[str, Any]:
    return {
        **asdict(edit),
        "made": datetime.fromisoformat(edit.made),
        "start": date.fromisoformat(edit.start) if edit.start else None,
        "end": date.fromisoformat(edit.end) if edit.end else None,
    }


def _edit(row: Row[Any]) -> ActionEdit:
    return ActionEdit(
        row.action,
        row.number,
        row.author,
        row.made.astimezone(UTC).isoformat(timespec="seconds"),
        row.start.isoformat() if row.start else None,
        row.end.isoformat() if row.end else None,
        row.status,
        row.place,
        row.link,
    )
