"""The requests of the register: written down, changed, found.

Every change is one transaction and leaves an event. A change says which version of the request it was
made on: when somebody else was quicker, nothing is written and the other's version is handed back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.errors import ConflictError, RegisterError
from assistant.infodoc.records import PERSONAL, Event, FoundRequests, NewRequest, Request, RequestSearch
from assistant.infodoc.vocabulary import ANSWERED, CHANNELS, KINDS, OPEN, STATUSES
from assistant.language import content_stems, fold
from assistant.storage import EVENT, REQUEST, Database

LONGEST_TEXT = 20_000
LONGEST_FIELD = 300
PAGE = 25
_EARLIEST = date(1990, 1, 1)
_CREATED, _IMPORTED, _CHANGED = "créée", "importée", "modifiée"
_FRENCH = {
    "received": "date de réception",
    "channel": "canal",
    "text": "demande",
    "requester": "demandeur",
    "organisation": "organisme",
    "kind": "type de demandeur",
    "contact": "coordonnées",
    "territory": "territoire",
    "themes": "thèmes",
    "deadline": "échéance",
    "status": "état",
    "owner": "personne en charge",
    "minutes": "temps passé",
    "answered": "date de réponse",
}
_WRITTEN = tuple(_FRENCH)


class OvertakenError(ConflictError):
    """Somebody else changed the request in between.

    Attributes:
        current: the request as it is now in the register.
    """

    def __init__(self, message: str, current: Request) -> None:
        super().__init__(message)
        self.current = current


class Register:
    """The requests kept in one database; safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, new: NewRequest, *, who: str, now: datetime) -> Request:
        """Writes a request down.

        Raises:
            RegisterError: a value is not one that the register takes, or the database fails.
        """
        check_request(new, now.date())
        with self.database.writing() as connection:
            number = _insert(connection, new)
            _note(connection, number, _CREATED, who, now, new.channel)
        return _as_request(new, number, 1)

    def add_many(self, requests: Sequence[NewRequest], *, who: str, now: datetime) -> int:
        """Writes many checked requests down in one transaction; all of them, or none.

        Returns:
            The number written.
        """
        with self.database.writing() as connection:
            for new in requests:
                check_request(new, now.date())
            if requests:
                rows = [{**_values(new), "version": 1} for new in requests]
                written = connection.execute(insert(REQUEST).returning(REQUEST.c.id), rows)
                events = [_event(number, _IMPORTED, who, now, "") for number in written.scalars()]
                connection.execute(insert(EVENT), events)
        return len(requests)

    def get(self, number: int) -> Request:
        """A request by its number.

        Raises:
            RegisterError: there is none.
        """
        with self.database.reading() as connection:
            return _get(connection, number)

    def change(self, read: Request, wanted: NewRequest, *, who: str, now: datetime) -> Request:
        """Changes a request.

        Args:
            read: the request as it was when the person began.
            wanted: what it shall be.

        Raises:
            OvertakenError: somebody else changed it in between; nothing was written.
            RegisterError: a value is not one that the register takes, or the database fails.
        """
        check_request(wanted, now.date())
        changed = changed_fields(read, wanted)
        if not changed:
            return read
        with self.database.writing() as connection:
            done = connection.execute(
                update(REQUEST)
                .where(REQUEST.c.id == read.id, REQUEST.c.version == read.version)
                .values(**_values(wanted), version=read.version + 1)
            )
            if done.rowcount != 1:
                raise _overtaken(connection, _get(connection, read.id))
            _note(connection, read.id, _CHANGED, who, now, _described(changed, read, wanted))
        return _as_request(wanted, read.id, read.version + 1)

    def find(
        self, search: RequestSearch = RequestSearch(), *, first: int = 0, most: int = PAGE
    ) -> FoundRequests:
        """Requests, newest first.

        Args:
            first: how many to pass over.
        """
        where = _conditions(search)
        with self.database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(REQUEST).where(where)).scalar_one()
            rows = connection.execute(
                select(REQUEST)
                .where(where)
                .order_by(REQUEST.c.received.desc(), REQUEST.c.id.desc())
                .offset(first)
                .limit(most)
            ).all()
        return FoundRequests(tuple(map(request_from_row, rows)), int(total))

    def events(self, number: int) -> list[Event]:
        """What happened to a request, newest first."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(EVENT).where(EVENT.c.request == number).order_by(EVENT.c.id.desc())
            ).all()
        return [Event(r.request, r.at, r.who, r.what, r.detail) for r in rows]

    def known(self, column: str) -> list[str]:
        """The distinct values of ``owner``, ``territory`` or ``themes`` in the register, sorted."""
        with self.database.reading() as connection:
            values = connection.execute(select(REQUEST.c[column]).distinct()).scalars().all()
        if column == "themes":
            values = [theme for value in values for theme in json.loads(value)]
        return sorted({value for value in values if value}, key=fold)


def check_request(new: NewRequest, today: date) -> None:
    """Refuses what the register does not take.

    Raises:
        RegisterError: which field, and what it should be.
    """
    if not any(c.isalnum() for c in new.text):
        raise RegisterError("Le texte de la demande est vide. Écrivez ce qui est demandé.")
    if len(new.text) > LONGEST_TEXT:
        raise RegisterError(
            f"Le texte de la demande est trop long ({len(new.text)} caractères, {LONGEST_TEXT} au plus)."
        )
    for name in ("requester", "organisation", "contact", "territory", "owner"):
        if len(getattr(new, name)) > LONGEST_FIELD:
            raise RegisterError(f"Champ « {_FRENCH[name]} » trop long ({LONGEST_FIELD} caractères au plus).")
    for value, allowed, name in (
        (new.channel, CHANNELS, "channel"),
        (new.kind, ("", *KINDS), "kind"),
        (new.status, STATUSES, "status"),
    ):
        if value not in allowed:
            choices = ", ".join(v for v in allowed if v)
            raise RegisterError(f"Champ « {_FRENCH[name]} » : « {value} » n’est pas un choix ({choices}).")
    _check_days(new, today)
    if new.minutes is not None and not 0 <= new.minutes <= 100_000:
        raise RegisterError("Le temps passé est un nombre de minutes, de 0 à 100 000.")


def _check_days(new: NewRequest, today: date) -> None:
    if not _EARLIEST <= new.received <= today:
        raise RegisterError(
            f"La date de réception ({new.received:%d/%m/%Y}) doit être entre le {_EARLIEST:%d/%m/%Y} "
            f"et aujourd’hui ({today:%d/%m/%Y})."
        )
    if new.deadline is not None and new.deadline < new.received:
        raise RegisterError("L’échéance est avant la date de réception. Corrigez l’une des deux.")
    if new.answered is not None and not new.received <= new.answered <= today:
        raise RegisterError("La date de réponse doit être entre la date de réception et aujourd’hui.")


def changed_fields(read: NewRequest, wanted: NewRequest) -> list[str]:
    """Names of the fields that differ."""
    return [name for name in _WRITTEN if getattr(read, name) != getattr(wanted, name)]


def french_name(field: str) -> str:
    """A field as its users call it."""
    return _FRENCH[field]


def as_new_request(request: NewRequest) -> NewRequest:
    """What a person writes of a request, without its number and version."""
    return NewRequest(**{name: getattr(request, name) for name in _WRITTEN})


def note(connection: Connection, number: int, what: str, who: str, now: datetime, detail: str = "") -> None:
    """Leaves an event in a transaction that is open."""
    _note(connection, number, what, who, now, detail)


def searched(new: NewRequest) -> str:
    """The stems under which a request is found, between spaces."""
    words = (new.text, new.requester, new.organisation, new.contact, new.territory, " ".join(new.themes))
    return f" {' '.join(dict.fromkeys(content_stems(' '.join(words))))} "


def request_from_row(row: Row[Any]) -> Request:
    """A request from its row."""
    values = {f.name: getattr(row, f.name) for f in fields(Request)}
    return Request(**{**values, "themes": tuple(json.loads(row.themes))})


def _as_request(new: NewRequest, number: int, version: int) -> Request:
    return Request(**asdict(as_new_request(new)), id=number, version=version)


def _values(new: NewRequest) -> dict[str, Any]:
    values = {name: getattr(new, name) for name in _WRITTEN}
    values["themes"] = json.dumps(new.themes, ensure_ascii=False)
    return {**values, "searched": searched(new)}


def _insert(connection: Connection, new: NewRequest) -> int:
    done = connection.execute(insert(REQUEST).values(**_values(new), version=1))
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def _get(connection: Connection, number: int) -> Request:
    row = connection.execute(select(REQUEST).where(REQUEST.c.id == number)).one_or_none()
    if row is None:
        raise RegisterError(f"La demande n° {number} n’est pas dans le registre. Revenez à la liste.")
    return request_from_row(row)


def _overtaken(connection: Connection, current: Request) -> OvertakenError:
    last = connection.execute(
        select(EVENT.c.who).where(EVENT.c.request == current.id).order_by(EVENT.c.id.desc()).limit(1)
    ).scalar_one_or_none()
    return OvertakenError(
        f"{last or 'Une autre personne'} a modifié la demande n° {current.id} pendant que vous l’aviez "
        "sous les yeux. Rien n’est écrasé, et votre saisie est toujours là.",
        current,
    )


def _event(number: int, what: str, who: str, now: datetime, detail: str) -> dict[str, Any]:
    return {"request": number, "at": now, "who": who, "what": what, "detail": detail}


def _note(connection: Connection, number: int, what: str, who: str, now: datetime, detail: str) -> None:
    connection.execute(insert(EVENT).values(**_event(number, what, who, now, detail)))


def _described(changed: Iterable[str], read: NewRequest, wanted: NewRequest) -> str:
    parts = []
    for name in changed:
        before, after = (_said(getattr(one, name)) for one in (read, wanted))
        parts.append(_FRENCH[name] if name in PERSONAL else f"{_FRENCH[name]} : {before} → {after}")
    return " ; ".join(parts)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        value = ", ".join(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "—")


def _conditions(search: RequestSearch) -> ColumnElement[bool]:
    column = REQUEST.c
    wanted: list[ColumnElement[bool]] = [column.searched.contains(s, autoescape=True) for s in _stems(search)]
    if search.text.strip().lstrip("n°N#").strip().isdigit():
        number = int(search.text.strip().lstrip("n°N#"))
        wanted = [or_(column.id == number, and_(*wanted))] if number < 2**31 else wanted
    for values, among in (
        (search.statuses, column.status),
        (search.channels, column.channel),
        (search.kinds, column.kind),
    ):
        if values:
            wanted.append(among.in_(values))
    if search.owner:
        wanted.append(column.owner == search.owner)
    if search.territory:
        wanted.append(column.territory == search.territory)
    if search.theme:
        quoted = json.dumps(search.theme, ensure_ascii=False)
        wanted.append(column.themes.contains(quoted, autoescape=True))
    if search.since:
        wanted.append(column.received >= search.since)
    if search.until:
        wanted.append(column.received <= search.until)
    if search.late_on:
        wanted.append(and_(column.deadline < search.late_on, column.status.in_(OPEN)))
    return and_(True, *wanted)


def _stems(search: RequestSearch) -> list[str]:
    return list(dict.fromkeys(content_stems(search.text)))


def is_answered(request: NewRequest) -> bool:
    """Whether a reply was given."""
    return request.status == ANSWERED
