"""Takes over the two SQLite files in which earlier versions kept opinions and changes of actions.

The rows of a file are copied into the database in one transaction; once it is kept, the file is renamed
``….repris``. Whatever is interrupted is done again at the next opening: rows that are there already are left
as they are, so that nothing is lost and nothing comes twice. A file that cannot be read stays where it is.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from assistant.errors import RegisterError
from assistant.events import emit
from assistant.storage.place import OLD_ACTIONS, OLD_OPINIONS
from assistant.storage.tables import ACTION_EDIT, OPINION
from assistant.system_errors import reason

TAKEN = ".repris"
Row = dict[str, Any]
Writing = Callable[[], AbstractContextManager[Connection]]


class _UnreadableError(Exception):
    """An old file cannot be read, or holds what it should not."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of old file.

    Attributes:
        holds: what is in it, in French, for people.
        query: reads its table.
        row: one of its rows as a row of ours.
        add: adds rows to a database that may have some of them.
    """

    name: str
    holds: str
    table: str
    query: str
    row: Callable[..., Row]
    add: Callable[[Connection, Sequence[Row]], None]


def take_over(writing: Writing, folder: Path) -> dict[str, str]:
    """Takes over the old files of a folder; several processes may start at once.

    Args:
        writing: a transaction that waits for those of other processes that start.

    Returns:
        For each file that stays behind, by name, a sentence that says why and what to do.
    """
    left: dict[str, str] = {}
    for kind in _KINDS:
        problem = _taken(writing, folder / kind.name, kind)
        if problem:
            emit("old_file_left", logging.ERROR, file=kind.name)
            left[kind.name] = problem
    return left


def unreadable(folder: Path) -> Iterator[str]:
    """Looks at the old files that wait, changing nothing: a sentence for each one that cannot be read."""
    for kind in _KINDS:
        path = folder / kind.name
        try:
            if path.exists():
                _rows(path, kind)
        except _UnreadableError:
            yield _sentence(path, kind)


def _taken(writing: Writing, path: Path, kind: _Kind) -> str | None:
    if not path.exists():
        return None
    try:
        with writing() as connection:
            # Another process may have taken it over while this one waited.
            rows = _rows(path, kind) if path.exists() else []
            kind.add(connection, rows)
        _rename(path)
    except _UnreadableError:
        return _sentence(path, kind) if path.exists() else None
    except RegisterError as error:
        return f"L’ancien fichier « {path} » n’est pas encore repris : {error}"
    except OSError as error:
        return (
            f"L’ancien fichier « {path} » est repris, mais ne peut pas être renommé ({reason(error)}). "
            f"Renommez-le « {path.name}{TAKEN} »."
        )
    return None


def _sentence(path: Path, kind: _Kind) -> str:
    return (
        f"L’ancien fichier « {path} » ne se lit pas : {kind.holds} n’en sont pas repris. Remettez en place "
        "sa dernière sauvegarde et redémarrez, ou renommez-le pour continuer sans lui."
    )


def _rename(path: Path) -> None:
    """Sets a file aside under a name that is free; another process may have done it."""
    target, number = path.with_name(path.name + TAKEN), 2
    while target.exists():
        target, number = path.with_name(f"{path.name}{TAKEN}-{number}"), number + 1
    try:
        os.rename(path, target)
    except FileNotFoundError:
        return


def _rows(path: Path, kind: _Kind) -> list[Row]:
    """The rows of an old file; none when it was killed before it had a table.

    Raises:
        _UnreadableError: it is damaged, out of reach or in use, or a value is not what it should be.
    """
    # Written to when it was killed in a transaction: SQLite takes back what was not kept.
    address = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as old:
            if old.execute("pragma quick_check").fetchone() != ("ok",):
                raise _UnreadableError(path)
            tables = old.execute("select name from sqlite_master where type = 'table'").fetchall()
            found = old.execute(kind.query).fetchall() if (kind.table,) in tables else []
        return [kind.row(*values) for values in found]
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise _UnreadableError(path) from error


def _edit(
    action: str,
    number: int,
    author: str,
    made: str,
    start: str | None,
    end: str | None,
    status: str | None,
    place: str | None,
    link: str | None,
) -> Row:
    return {
        "action": action,
        "number": int(number),
        "author": author,
        "made": datetime.fromisoformat(made),
        "start": date.fromisoformat(start) if start else None,
        "end": date.fromisoformat(end) if end else None,
        "status": status,
        "place": place,
        "link": link,
    }


def _opinion(
    answer: str, created: str, generation: str, useful: int, refused: int, question: str, comment: str
) -> Row:
    return {
        "answer": answer,
        "created": datetime.fromisoformat(created),
        "generation": generation,
        "useful": bool(useful),
        "refused": bool(refused),
        "question": question,
        "comment": comment,
    }


def _add_edits(connection: Connection, rows: Sequence[Row]) -> None:
    """Adds changes; one whose number another change has taken meanwhile comes after it."""
    known = [dict(row) for row in connection.execute(select(ACTION_EDIT)).mappings()]
    taken = {(row["action"], row["number"]) for row in known}
    contents = [_without_number(row) for row in known]
    new = []
    for row in sorted(rows, key=lambda row: (row["action"], row["number"])):
        if row in known or ((row["action"], row["number"]) in taken and _without_number(row) in contents):
            continue
        number = row["number"]
        while (row["action"], number) in taken:
            number += 1
        taken.add((row["action"], number))
        new.append(row | {"number": number})
    if new:
        connection.execute(insert(ACTION_EDIT), new)


def _without_number(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "number"}


def _add_opinions(connection: Connection, rows: Sequence[Row]) -> None:
    """Adds opinions; one that was given since on the same answer stays."""
    known = set(connection.execute(select(OPINION.c.answer)).scalars())
    new = [row for row in rows if row["answer"] not in known]
    if new:
        connection.execute(insert(OPINION), new)


_KINDS = (
    _Kind(
        OLD_ACTIONS,
        "les changements d’actions",
        "modifications",
        "select action, numero, auteur, date, debut, fin, statut, lieu, inscription from modifications",
        _edit,
        _add_edits,
    ),
    _Kind(
        OLD_OPINIONS,
        "les avis sur les réponses",
        "avis",
        "select reponse, cree, generation, utile, refus, question, commentaire from avis",
        _opinion,
        _add_opinions,
    ),
)
