"""Drafts and replies of the register: saved as they are written, kept in versions, validated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from assistant.errors import ConflictError, RegisterError
from assistant.infodoc.records import Reply, ReplySource, SavedDraft
from assistant.infodoc.register import note
from assistant.infodoc.vocabulary import ANSWERED, ONGOING, RECEIVED
from assistant.storage import DRAFT, REPLY, REQUEST, SOURCE, Database


class PastReplies:
    """The drafts and replies of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def draft(self, request: int) -> SavedDraft | None:
        """The draft of a request as it was last saved, ``None`` if there is none."""
        with self.database.reading() as connection:
            row = connection.execute(select(DRAFT).where(DRAFT.c.request == request)).one_or_none()
        return None if row is None else SavedDraft(**row._mapping)

    def save_draft(self, request: int, content: str, *, version: int, who: str, now: datetime) -> SavedDraft:
        """Saves a draft.

        Args:
            version: of the draft that was read; 0 when there was none.

        Raises:
            ConflictError: somebody else saved another in between; nothing was written.
        """
        values = {"content": content, "version": version + 1, "author": who, "saved": now}
        with self.database.writing() as connection:
            kept = connection.execute(select(DRAFT).where(DRAFT.c.request == request)).one_or_none()
            if (kept.version if kept else 0) != version:
                raise ConflictError(
                    f"{kept.author if kept else 'Une autre personne'} a enregistré un autre brouillon de la "
                    f"demande n° {request}. Le vôtre reste affiché : copiez-le, ou remplacez celui qui est "
                    "enregistré."
                )
            if kept is None:
                connection.execute(insert(DRAFT).values(request=request, **values))
            else:
                connection.execute(update(DRAFT).where(DRAFT.c.request == request).values(**values))
            _begin_work(connection, request, who, now)
        return SavedDraft(request, content, version + 1, who, now)

    def keep(
        self,
        request: int,
        *,
        content: str,
        text: str,
        sources: Sequence[ReplySource],
        who: str,
        now: datetime,
    ) -> Reply:
        """Keeps a version of a reply with its sources."""
        with self.database.writing() as connection:
            last = connection.execute(
                select(func.max(REPLY.c.number)).where(REPLY.c.request == request)
            ).scalar()
            values: dict[str, Any] = {
                "request": request,
                "number": (last or 0) + 1,
                "author": who,
                "created": now,
                "content": content,
                "text": text,
                "validated": None,
                "published": "",
            }
            done = connection.execute(insert(REPLY).values(**values))
            assert done.inserted_primary_key is not None
            number = int(done.inserted_primary_key[0])
            if sources:
                connection.execute(insert(SOURCE), [{"reply": number, **asdict(s)} for s in sources])
            note(connection, request, "réponse enregistrée", who, now, f"version {values['number']}")
        return Reply(id=number, sources=tuple(sources), **values)

    def validate(self, reply: Reply, *, who: str, now: datetime, minutes: int | None = None) -> Reply:
        """Marks a reply as the one that was given; its request is answered.

        Args:
            minutes: time spent on the request in all; ``None`` leaves what is written.
        """
        values: dict[str, Any] = {
            "status": ANSWERED,
            "answered": now.date(),
            "version": REQUEST.c.version + 1,
        }
        if minutes is not None:
            values["minutes"] = minutes
        with self.database.writing() as connection:
            connection.execute(update(REPLY).where(REPLY.c.id == reply.id).values(validated=now))
            connection.execute(update(REQUEST).where(REQUEST.c.id == reply.request).values(**values))
            note(connection, reply.request, "réponse validée", who, now, f"version {reply.number}")
            return _reply(connection, reply.id)

    def publish(self, reply: Reply, document: str, *, who: str, now: datetime) -> None:
        """Notes that a reply became a document of the corpus."""
        with self.database.writing() as connection:
            connection.execute(update(REPLY).where(REPLY.c.id == reply.id).values(published=document))
            note(connection, reply.request, "versée au corpus", who, now, document)

    def of(self, request: int) -> list[Reply]:
        """The replies to a request, newest version first."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(REPLY).where(REPLY.c.request == request).order_by(REPLY.c.number.desc())
            ).all()
            return [_with_sources(connection, row) for row in rows]

    def validated(self, requests: Sequence[int]) -> dict[int, Reply]:
        """The last validated reply of each of some requests."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(REPLY)
                .where(REPLY.c.request.in_(requests), REPLY.c.validated.is_not(None))
                .order_by(REPLY.c.number)
            ).all()
            return {row.request: _with_sources(connection, row) for row in rows}


def _begin_work(connection: Connection, request: int, who: str, now: datetime) -> None:
    """A request whose reply is being written is no longer only received."""
    done = connection.execute(
        update(REQUEST)
        .where(REQUEST.c.id == request, REQUEST.c.status == RECEIVED)
        .values(status=ONGOING, version=REQUEST.c.version + 1)
    )
    if done.rowcount:
        note(connection, request, "modifiée", who, now, f"état : {RECEIVED} → {ONGOING}")


def _reply(connection: Connection, number: int) -> Reply:
    row = connection.execute(select(REPLY).where(REPLY.c.id == number)).one_or_none()
    if row is None:
        raise RegisterError("Cette réponse n’est plus dans le registre. Revenez à la demande.")
    return _with_sources(connection, row)


def _with_sources(connection: Connection, row: Row[Any]) -> Reply:
    rows = connection.execute(select(SOURCE).where(SOURCE.c.reply == row.id).order_by(SOURCE.c.n)).all()
    sources = tuple(ReplySource(**{k: v for k, v in r._mapping.items() if k != "reply"}) for r in rows)
    return Reply(sources=sources, **row._mapping)
