"""Opinions on answers: useful or not, with an optional comment.

Nothing about the person is kept: no name, address, session or machine; addresses and telephone numbers
typed into a question or a comment are masked before they are written.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from assistant.errors import AssistantError
from assistant.storage import OLD_OPINIONS, OPINION, Database

LONGEST_COMMENT = 1_000

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+33|0)[\s.-]?[1-9](?:[\s.-]?\d\d){4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of one answer.

    Attributes:
        answer: random name of the answer; a second opinion on it replaces the first.
        generation: the index generation that answered.
    """

    answer: str
    created: datetime
    generation: str
    useful: bool
    refused: bool
    question: str
    comment: str = ""


def masked(text: str) -> str:
    """A text without mail addresses and telephone numbers."""
    return _PHONE.sub("[téléphone]", _MAIL.sub("[adresse]", text))


class Opinions:
    """The opinions kept in one database; safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(
        self,
        answer: str,
        *,
        useful: bool,
        question: str,
        refused: bool,
        generation: str,
        now: datetime,
        comment: str = "",
    ) -> None:
        """Keeps an opinion, in place of an earlier one on the same answer.

        Raises:
            AssistantError: the database cannot be written, or the comment is too long.
        """
        if len(comment) > LONGEST_COMMENT:
            raise AssistantError(
                f"Le commentaire est trop long ({len(comment)} caractères, {LONGEST_COMMENT} au plus)."
            )
        kept = Opinion(answer, now, generation, useful, refused, masked(question), masked(comment.strip()))
        with self.database.writing() as connection:
            connection.execute(delete(OPINION).where(OPINION.c.answer == answer))
            connection.execute(insert(OPINION).values(**asdict(kept)))

    def all(self) -> list[Opinion]:
        """Every opinion, newest first.

        Raises:
            RegisterError: the database cannot be read.
        """
        with self.database.reading() as connection:
            rows = connection.execute(select(OPINION).order_by(OPINION.c.created.desc())).mappings()
            return [Opinion(**row) for row in rows]

    def left_behind(self) -> str | None:
        """Why opinions of an earlier version could not be taken over, and what to do."""
        return self.database.left.get(OLD_OPINIONS)
