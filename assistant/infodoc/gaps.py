"""Questions without an answer: refusals of the chat, negative opinions, gaps of the replies.

What is kept tells what the corpus lacks, never who asked: what looks personal is masked before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select

from assistant.infodoc.opinions import Opinion
from assistant.infodoc.personal import without_personal
from assistant.infodoc.records import NewRequest
from assistant.settings import PARIS
from assistant.storage import GAP, Database

REFUSAL, OPINION, REPLY = "refus", "avis négatif", "réponse"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Gap:
    """One question that found no answer, or no useful one.

    Attributes:
        origin: ``refus``, ``avis négatif`` or ``réponse`` (of the desk).
        request: number of the request, for the last one.
    """

    day: date
    origin: str
    question: str
    reason: str = ""
    request: int | None = None


class Gaps:
    """The gaps kept in one register."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def refused(self, question: str, reason: str, day: date) -> None:
        """Keeps a refusal of the chat."""
        row = {
            "day": day,
            "origin": REFUSAL,
            "question": _masked(question),
            "reason": reason,
            "request": None,
        }
        with self.database.writing() as connection:
            connection.execute(insert(GAP).values(**row))

    def of_reply(self, request: int, about: NewRequest, gaps: Sequence[str], day: date) -> None:
        """Keeps the gaps of a validated reply, in place of those of an earlier version."""
        rows = [
            {"day": day, "origin": REPLY, "question": _masked(g, about), "reason": "", "request": request}
            for g in gaps
        ]
        with self.database.writing() as connection:
            connection.execute(delete(GAP).where(GAP.c.request == request))
            if rows:
                connection.execute(insert(GAP), rows)

    def between(self, first: date, last: date, opinions: Iterable[Opinion] = ()) -> list[Gap]:
        """The gaps of a time, newest first, with the negative opinions on answers."""
        with self.database.reading() as connection:
            rows = connection.execute(select(GAP).where(GAP.c.day.between(first, last))).all()
        found = [Gap(r.day, r.origin, r.question, r.reason, r.request) for r in rows]
        found += [
            Gap(day, OPINION, _masked(o.question), o.comment)
            for o in opinions
            if not o.useful and not o.refused and first <= (day := o.created.astimezone(PARIS).date()) <= last
        ]
        return sorted(found, key=lambda g: (g.day, g.question), reverse=True)


def _masked(question: str, about: NewRequest | None = None) -> str:
    return without_personal(" ".join(question.split()), about)[:_LONGEST]
