"""What the team changed in actions after the programme was published.

The programme stays as published; a change is kept apart, with its author and its time (``edit_store.py``),
and laid over the action when it is shown or used. The newest change of an action counts; the earlier ones
stay on record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.errors import ActionEditError
from assistant.language import days_in_words
from assistant.programme.calendar import CANCELLED, POSTPONED
from assistant.programme.file import Programme
from assistant.types import Action, ActionUpdate

STATUSES = ("confirmée", POSTPONED, CANCELLED)
LONGEST_PLACE, LONGEST_LINK = 200, 500
TO_BE_SET = "nouvelle date à confirmer"
_LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, slots=True)
class ActionEdit:
    """One change of one action; ``None`` stands for « as published ».

    Attributes:
        number: 1 for the first change of the action, 2 for the next…
        made: ISO time with its time zone.
        start, end: first and last ISO day, both or neither.
        status: one of ``STATUSES``.
    """

    action: str
    number: int
    author: str
    made: str
    start: str | None = None
    end: str | None = None
    status: str | None = None
    place: str | None = None
    link: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the action is as published again."""
        return not any((self.start, self.status, self.place, self.link))

    @property
    def days(self) -> str:
        """« 12 mars 2024 », « du 12 au 13 mars 2024 »; empty without days."""
        if not (self.start and self.end):
            return ""
        return days_in_words(date.fromisoformat(self.start), date.fromisoformat(self.end))


def checked_edit(
    action: str,
    number: int,
    author: str,
    made: str,
    start: date | None,
    end: date | None,
    status: str | None,
    place: str,
    link: str,
) -> ActionEdit:
    """A change as it is kept; ``end`` is ``start`` when it is left out.

    Raises:
        ActionEditError: a value is wrong.
    """
    first, last = _days(start, end)
    return ActionEdit(action, number, author, made, first, last, _status(status), _place(place), _link(link))


def _days(start: date | None, end: date | None) -> tuple[str | None, str | None]:
    if start is None:
        if end is not None:
            raise ActionEditError("Une date de fin est donnée sans date de début. Donnez les deux.")
        return None, None
    if end is not None and end < start:
        raise ActionEditError("La date de fin précède la date de début. Corrigez l’une des deux.")
    return start.isoformat(), (end or start).isoformat()


def _status(status: str | None) -> str | None:
    if status is not None and status not in STATUSES:
        raise ActionEditError(f"Le statut « {status} » est inconnu. Choisissez : {', '.join(STATUSES)}.")
    return status


def _place(place: str) -> str | None:
    plain = " ".join(place.split())
    if len(plain) > LONGEST_PLACE:
        raise ActionEditError(f"Le lieu est trop long ({LONGEST_PLACE} caractères au plus).")
    return plain or None


def _link(link: str) -> str | None:
    plain = link.strip()
    if plain and (len(plain) > LONGEST_LINK or not _LINK.fullmatch(plain)):
        raise ActionEditError(
            "Le lien d’inscription n’est pas une adresse http:// ou https://. Copiez-le depuis le navigateur."
        )
    return plain or None


def with_edits(programmes: Sequence[Programme], edits: Iterable[ActionEdit]) -> tuple[Programme, ...]:
    """The programmes with the changes laid over their actions.

    A programme lasts until the last of its actions: one that is put off to later is still to come.
    """
    known = {edit.action: edit for edit in edits if not edit.is_empty}
    return tuple(_edited_programme(programme, known) for programme in programmes)


def _edited_programme(programme: Programme, edits: Mapping[str, ActionEdit]) -> Programme:
    if not any(action.id in edits for action in programme.actions):
        return programme
    actions = tuple(edited_action(a, edits[a.id]) if a.id in edits else a for a in programme.actions)
    changed = [a.end for a in actions if a.id in edits and a.end and a.status != CANCELLED]
    end = max([programme.end, *(date.fromisoformat(day) for day in changed)])
    return replace(programme, actions=actions, end=end)


def edited_action(action: Action, edit: ActionEdit) -> Action:
    """An action with a change laid over it; what was published is kept in ``updated``."""
    return replace(
        action,
        **_time(edit),
        status=edit.status or action.status,
        place=edit.place or action.place,
        link=edit.link or action.link,
        updated=ActionUpdate(
            edit.number, edit.author, edit.made, action.period, action.status, action.place, action.link
        ),
    )


def _time(edit: ActionEdit) -> dict[str, Any]:
    """The fields of time that a change gives; put off without a day, an action no longer has a known one."""
    if edit.start and edit.end:
        return {"start": edit.start, "end": edit.end, "precision": "jour", "period": edit.days}
    if edit.status == POSTPONED:
        return {"start": "", "end": "", "precision": "", "period": TO_BE_SET}
    return {}


def changes_in_words(actions: Iterable[Action]) -> str | None:
    """What an answer says of the actions that changed since the programme was published, if any did."""
    said = [f"« {action.title} » : {_change(action)}" for action in actions if action.updated]
    if not said:
        return None
    return f"Depuis la publication du programme, l’équipe a mis à jour : {' ; '.join(said)}."


def _change(action: Action) -> str:
    if action.status == CANCELLED:
        return "action annulée"
    parts = [action.status, action.period if action.precision == "jour" or not action.start else ""]
    return ", ".join(part for part in (*parts, action.place) if part)
