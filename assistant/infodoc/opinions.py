"""Opinions on answers: useful or not, with an optional comment, in a SQLite file.

Nothing about the person is kept: no name, address, session or machine; addresses and telephone numbers
typed into a question or a comment are masked before they are written.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import AssistantError

FILE = "avis.sqlite3"
LONGEST_COMMENT = 1_000

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\+33|0)[\s.-]?[1-9](?:[\s.-]?\d\d){4}(?!\d)")
_SCHEMA = """
create table if not exists avis (
    reponse text primary key, cree text not null, generation text not null, utile integer not null,
    refus integer not null, question text not null, commentaire text not null
)
"""
_COLUMNS = "reponse, cree, generation, utile, refus, question, commentaire"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of one answer.

    Attributes:
        answer: random name of the answer; a second opinion on it replaces the first.
        created: ISO time with its time zone.
        generation: the index generation that answered.
    """

    answer: str
    created: str
    generation: str
    useful: bool
    refused: bool
    question: str
    comment: str = ""


def masked(text: str) -> str:
    """A text without mail addresses and telephone numbers."""
    return _PHONE.sub("[téléphone]", _MAIL.sub("[adresse]", text))


class Opinions:
    """The opinions kept in one folder; safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

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
            AssistantError: the file cannot be written, or the comment is too long.
        """
        if len(comment) > LONGEST_COMMENT:
            raise AssistantError(
                f"Le commentaire est trop long ({len(comment)} caractères, {LONGEST_COMMENT} au plus)."
            )
        kept = Opinion(
            answer, now.isoformat(), generation, useful, refused, masked(question), masked(comment.strip())
        )
        with self._open() as connection:
            connection.execute(
                f"insert or replace into avis ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)", astuple(kept)
            )

    def all(self) -> list[Opinion]:
        """Every opinion, newest first."""
        with self._open() as connection:
            query = f"select {_COLUMNS} from avis order by cree desc"  # nosec B608 # our own columns
            rows = connection.execute(query).fetchall()
        return [Opinion(a, c, g, bool(useful), bool(r), q, m) for a, c, g, useful, r, q, m in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=5)) as connection, connection:
                connection.execute(_SCHEMA)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise AssistantError(
                f"L’avis n’a pas pu être enregistré dans « {self._path} ». "
                "Vérifiez que ce dossier peut être écrit et qu’il reste de la place."
            ) from error
