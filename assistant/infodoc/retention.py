"""Personal data over time: what is due for anonymisation, doing it with a trace, one person's data.

Nothing is taken out by itself: requests and replies of a public service are public archives, whose
destruction needs the visa of the departmental archives (articles L. 212-2 and L. 212-3 of the code du
patrimoine). A person decides, says under which visa, and the trace of it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from assistant.errors import RegisterError
from assistant.infodoc.personal import without_personal
from assistant.infodoc.records import NewRequest, Request
from assistant.infodoc.register import as_new_request, note, request_from_row, searched
from assistant.infodoc.vocabulary import OPEN
from assistant.language import content_stems, fold
from assistant.storage import DRAFT, ERASURE, EVENT, REPLY, REQUEST, SOURCE, VECTOR, Database

ERASED = "anonymisée"
_FIELDS = ("demandeur", "organisme", "coordonnées", "texte de la demande", "réponses")
_DAYS_A_MONTH = 30.4375
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Erasure:
    """The trace of an anonymisation: which request, when, by whom, under which visa, which fields."""

    request: int
    at: datetime
    who: str
    visa: str
    fields: str


class PersonalData:
    """The personal data of one register."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def due(self, today: date, months: int) -> list[Request]:
        """Closed requests received more than so many months ago, not yet anonymised, oldest first."""
        limit = date.fromordinal(max(1, today.toordinal() - round(months * _DAYS_A_MONTH)))
        c = REQUEST.c
        closed = and_(c.anonymised.is_(None), c.status.not_in(OPEN))
        last = func.coalesce(c.answered, c.received)
        with self.database.reading() as connection:
            rows = connection.execute(
                select(REQUEST).where(closed, last < limit).order_by(c.received, c.id)
            ).all()
        return [request_from_row(row) for row in rows]

    def anonymise(self, requests: Sequence[Request], *, visa: str, who: str, now: datetime) -> int:
        """Takes the personal data out of some requests, their replies, drafts and vectors, for good.

        Args:
            visa: reference of the visa of the archives.

        Returns:
            The number of requests changed; those already anonymised are passed over.

        Raises:
            RegisterError: no visa is given, or the database fails; then nothing is changed.
        """
        if not visa.strip():
            raise RegisterError(
                "Indiquez la référence du visa des archives départementales : sans lui, rien n’est détruit."
            )
        done = 0
        with self.database.writing() as connection:
            for request in requests:
                row = connection.execute(select(REQUEST).where(REQUEST.c.id == request.id)).one_or_none()
                if row is not None and row.anonymised is None:
                    _erase(connection, request_from_row(row), visa.strip(), who, now)
                    done += 1
        return done

    def erasures(self) -> list[Erasure]:
        """The traces, newest first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(ERASURE).order_by(ERASURE.c.id.desc())).all()
        return [Erasure(r.request, r.at, r.who, r.visa, r.fields) for r in rows]

    def about(self, person: str) -> dict[str, Any]:
        """All that the register holds about a person, as plain JSON values (GDPR, article 15).

        Args:
            person: a name, an address or a telephone number, at least three letters.

        Raises:
            RegisterError: too short to look for.
        """
        wanted = fold(person).strip()
        if len(wanted) < _SHORTEST:
            raise RegisterError("Donnez au moins trois lettres du nom, de l’adresse ou du téléphone.")
        with self.database.reading() as connection:
            found = [r for r in map(request_from_row, _candidates(connection, person)) if _names(r, wanted)]
            return {"recherche": person.strip(), "demandes": [_whole(connection, r) for r in found]}


def _candidates(connection: Connection, person: str) -> Sequence[Row[Any]]:
    stems = content_stems(person)
    holds = [REQUEST.c.searched.contains(s, autoescape=True) for s in stems]
    return connection.execute(select(REQUEST).where(and_(True, *holds)).order_by(REQUEST.c.id)).all()


def _names(request: Request, wanted: str) -> bool:
    texts = (request.requester, request.contact, request.organisation, request.text)
    return any(set(wanted.split()) <= set(fold(t).split()) or wanted in fold(t) for t in texts)


def _whole(connection: Connection, request: Request) -> dict[str, Any]:
    replies = connection.execute(select(REPLY).where(REPLY.c.request == request.id)).all()
    events = connection.execute(select(EVENT).where(EVENT.c.request == request.id)).all()
    return {
        "numéro": request.id,
        **{k: v for k, v in _plain(asdict(as_new_request(request))).items() if v},
        "réponses": [{"créée": r.created.isoformat(), "texte": r.text} for r in replies],
        "événements": [{"quand": e.at.isoformat(), "qui": e.who, "quoi": e.what} for e in events],
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, default=str, ensure_ascii=False))
    return plain


def _erase(connection: Connection, request: Request, visa: str, who: str, now: datetime) -> None:
    bare = _bare(request)
    values = {
        "requester": "",
        "organisation": "",
        "contact": "",
        "text": bare.text,
        "searched": searched(bare),
    }
    connection.execute(
        update(REQUEST)
        .where(REQUEST.c.id == request.id)
        .values(**values, anonymised=now.date(), version=request.version + 1)
    )
    for reply in connection.execute(select(REPLY).where(REPLY.c.request == request.id)).all():
        quotes = connection.execute(select(SOURCE.c.quote).where(SOURCE.c.reply == reply.id)).scalars().all()
        text = without_personal(reply.text, request, quotes)
        content = without_personal(reply.content, request, quotes)
        connection.execute(update(REPLY).where(REPLY.c.id == reply.id).values(text=text, content=content))
    connection.execute(delete(DRAFT).where(DRAFT.c.request == request.id))
    connection.execute(delete(VECTOR).where(VECTOR.c.request == request.id))
    trace = {"request": request.id, "at": now, "who": who, "visa": visa, "fields": ", ".join(_FIELDS)}
    connection.execute(insert(ERASURE).values(**trace))
    note(connection, request.id, ERASED, who, now, f"visa {visa}")


def _bare(request: Request) -> NewRequest:
    return replace(
        as_new_request(request),
        requester="",
        organisation="",
        contact="",
        text=without_personal(request.text, request),
    )
