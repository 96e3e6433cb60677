"""Dated actions as an iCalendar file (RFC 5545), which calendar programs import.

An action of which only the month, the semester or the year is known has no place in a calendar:
``undated`` names those that were left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from assistant.errors import QuestionError
from assistant.types import Action

PRODUCT = "-//Assistant Ville//Programme d'actions//FR"
UID_DOMAIN = "assistant-ville"
EVENT_STATUS = {
    "confirmée": "CONFIRMED",
    "envisagée": "TENTATIVE",
    "reportée": "TENTATIVE",
    "annulée": "CANCELLED",
}


def is_dated(action: Action) -> bool:
    """Whether the day of the action is known."""
    return action.precision == "jour" and bool(action.start)


def undated(actions: Iterable[Action]) -> list[Action]:
    """The actions that no calendar can hold yet, in the order given."""
    return [action for action in actions if not is_dated(action)]


def to_ics(actions: Iterable[Action], *, now: datetime) -> str:
    """The dated actions as iCalendar text, one all-day event each, lines ended by CRLF.

    Args:
        actions: the actions to export; those without a day are left out.
        now: time of the export with its time zone, written as ``DTSTAMP``.

    Raises:
        QuestionError: none of the actions has a day.
    """
    dated = [action for action in actions if is_dated(action)]
    if not dated:
        raise QuestionError(
            "Aucune de ces actions n'a encore de jour précis : il n'y a rien à mettre dans un agenda. "
            "Demandez la date au centre."
        )
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for action in dated:
        calendar.add_component(_event(action, now))
    text: str = calendar.to_ical().decode()
    return text


def _event(action: Action, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{action.id}@{UID_DOMAIN}")
    event.add("dtstamp", now)
    event.add("dtstart", date.fromisoformat(action.start))
    # RFC 5545, 3.6.1: the end of an all-day event is the day after its last.
    event.add("dtend", date.fromisoformat(action.end) + timedelta(days=1))
    event.add("summary", action.title)
    event.add("status", EVENT_STATUS[action.status])
    event.add("categories", [action.format])
    event.add("description", f"{action.document}, page {action.page} : {action.quote}")
    if action.updated:
        event.add("sequence", action.updated.number)
        event.add("last-modified", datetime.fromisoformat(action.updated.made))
    if action.place:
        event.add("location", action.place)
    if action.link:
        event.add("url", action.link)
    return event
