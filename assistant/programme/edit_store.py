"""Where the changes of actions are kept: written by the team's page, read at each question.

Reading costs a look at the folder when nothing was ever kept, else one query on a short table.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING

from assistant.errors import ActionEditError, RegisterError
from assistant.events import emit_error
from assistant.index import Index
from assistant.programme.edits import ActionEdit, checked_edit, with_edits
from assistant.programme.file import Programme, programmes_from_json
from assistant.settings import Settings
from assistant.storage import OLD_ACTIONS, may_hold_action_edits

if TYPE_CHECKING:
    from assistant.programme.edit_rows import EditRows

PAUSE = 10.0
"""Seconds for which answers leave a database alone that could not be read: each try may wait for as long."""
_UNREAD = (
    "Les changements que l’équipe a faits dans les actions ne peuvent pas être lus en ce moment : "
    "vérifiez les dates auprès du centre."
)


class ActionEdits:
    """The changes of actions; safe to use from several threads and processes.

    Attributes:
        notice: what answers say when ``current`` may lack changes.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.notice: str | None = None
        self._settings = settings
        self._clock = clock
        self._last: tuple[ActionEdit, ...] = ()
        self._again = clock()
        self._turn = Lock()

    def record(
        self,
        action: str,
        *,
        author: str,
        now: datetime,
        after: int = 0,
        start: date | None = None,
        end: date | None = None,
        status: str | None = None,
        place: str = "",
        link: str = "",
    ) -> ActionEdit:
        """Keeps a change; what it leaves out is as published.

        Args:
            after: number of the change that its author saw (0 for none).
            end: last day; ``start`` when it is left out.

        Raises:
            ActionEditError: a value is wrong, somebody else changed the action meanwhile, or the database
                cannot be written.
        """
        made = now.isoformat(timespec="seconds")
        edit = checked_edit(action, after + 1, author, made, start, end, status, place, link)
        with self._rows() as rows:
            rows.add(edit)
        return edit

    def newest(self) -> tuple[ActionEdit, ...]:
        """The newest change of each action, by action.

        Raises:
            ActionEditError: the database cannot be read.
        """
        if not may_hold_action_edits(self._settings):
            return ()
        with self._rows() as rows:
            return rows.newest()

    def current(self) -> tuple[ActionEdit, ...]:
        """As ``newest``, for answers: what was read last when nothing can be read, which ``notice`` says."""
        with self._turn:  # who waits while a try fails does not try again
            if self._clock() >= self._again:
                self._read()
            return self._last

    def _read(self) -> None:
        try:
            self._last = self.newest()
            self.notice = _UNREAD if self.left_behind() else None
        except ActionEditError as error:
            emit_error("action_edits_unread", error, logging.WARNING)
            self.notice, self._again = _UNREAD, self._clock() + PAUSE

    def of(self, action: str) -> tuple[ActionEdit, ...]:
        """All the changes of an action, newest first.

        Raises:
            ActionEditError: the database cannot be read.
        """
        if not may_hold_action_edits(self._settings):
            return ()
        with self._rows() as rows:
            return rows.of(action)

    def left_behind(self) -> str | None:
        """Why changes of an earlier version could not be taken over, and what to do; for the team.

        Raises:
            ActionEditError: the database cannot be read.
        """
        if not may_hold_action_edits(self._settings):
            return None
        with self._rows() as rows:
            return rows.database.left.get(OLD_ACTIONS)

    @contextmanager
    def _rows(self) -> Iterator[EditRows]:
        from assistant.programme.edit_rows import EditRows
        from assistant.storage import open_database

        try:
            yield EditRows(open_database(self._settings))
        except RegisterError as error:
            raise ActionEditError(
                f"Les modifications d’actions ne peuvent pas être lues ou écrites. {error}"
            ) from error


def current_programmes(index: Index, settings: Settings) -> tuple[Programme, ...]:
    """The programmes of an index with the changes made since, unless the settings leave them out."""
    published = programmes_from_json(index.read("programmes.json"))
    return with_edits(published, ActionEdits(settings).newest()) if settings.action_edits else published
