"""An existing register taken over from a file: columns recognised, rehearsal, report of rejected lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from rapidfuzz import process

from assistant.errors import RegisterError
from assistant.infodoc.import_cells import choice, day, minutes, text_of
from assistant.infodoc.import_file import Sheet
from assistant.infodoc.records import NewRequest
from assistant.infodoc.register import LONGEST_TEXT, Register, check_request, french_name
from assistant.infodoc.vocabulary import ANSWERED, CHANNELS, KINDS, RECEIVED, STATUSES
from assistant.language import fold

MOST_LINES = 200_000
MOST_REJECTED_SHOWN = 1_000
_AT_ONCE = 2_000
_ALIKE = 82.0
FIELDS = (
    "received",
    "channel",
    "text",
    "requester",
    "organisation",
    "kind",
    "contact",
    "territory",
    "themes",
    "deadline",
    "status",
    "owner",
    "minutes",
    "answered",
)
REQUIRED = ("received", "text")
_HEADINGS: Mapping[str, Sequence[str]] = {
    "received": ("date", "date de réception", "date de demande", "reçue le", "date réception"),
    "channel": ("canal", "mode", "moyen", "voie"),
    "text": ("demande", "objet", "question", "texte", "sujet", "contenu de la demande"),
    "requester": ("demandeur", "nom", "nom du demandeur", "contact demandeur"),
    "organisation": ("organisme", "structure", "organisation", "employeur"),
    "kind": ("type de demandeur", "type", "catégorie", "public", "statut du demandeur"),
    "contact": ("coordonnées", "mail", "téléphone", "courriel"),
    "territory": ("territoire", "commune", "ville", "secteur"),
    "themes": ("thèmes", "thème", "thématique", "mots clés"),
    "deadline": ("échéance", "pour le", "date limite"),
    "status": ("état", "statut", "avancement", "suite"),
    "owner": ("personne en charge", "en charge", "suivi par", "traité par", "documentaliste"),
    "minutes": ("temps passé", "durée", "temps", "minutes"),
    "answered": ("date de réponse", "répondue le", "réponse le"),
}


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line that was not taken, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do."""

    taken: int
    rejected: tuple[RejectedLine, ...]
    rejected_total: int


def guess_columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column is which field, from its heading; a person can change it."""
    known = [(fold(word), field) for field, words in _HEADINGS.items() for word in words]
    found: dict[str, int] = {}
    for exact in (True, False):
        for number, heading in enumerate(headings):
            if number in found.values():
                continue
            match = process.extractOne(fold(heading), [w for w, _ in known], score_cutoff=_ALIKE)
            if match and (not exact or match[0] == fold(heading)):
                found.setdefault(known[match[2]][1], number)
    return found


def simulate_import(sheet: Sheet, columns: Mapping[str, int], today: date) -> Report:
    """What an import would take and reject; nothing is written."""
    rejected: list[RejectedLine] = []
    taken = total = 0
    for line, read in _requests(sheet, columns, today):
        if isinstance(read, NewRequest):
            taken += 1
        else:
            total += 1
            if len(rejected) < MOST_REJECTED_SHOWN:
                rejected.append(RejectedLine(line, read))
    return Report(taken, tuple(rejected), total)


def import_requests(
    sheet: Sheet,
    columns: Mapping[str, int],
    register: Register,
    *,
    who: str,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Writes the lines that can be taken, some thousands at a time.

    Raises:
        RegisterError: a required column is missing, or the database fails; what was written before stays.
    """
    rejected: list[RejectedLine] = []
    taken = total = 0
    batch: list[NewRequest] = []
    for line, read in chain(_requests(sheet, columns, now.date()), ((0, ""),)):
        if isinstance(read, NewRequest):
            batch.append(read)
        elif line:
            total += 1
            if len(rejected) < MOST_REJECTED_SHOWN:
                rejected.append(RejectedLine(line, read))
        if len(batch) >= _AT_ONCE or (not line and batch):
            taken += register.add_many(batch, who=who, now=now)
            batch = []
            progress(taken)
    return Report(taken, tuple(rejected), total)


def _requests(
    sheet: Sheet, columns: Mapping[str, int], today: date
) -> Iterator[tuple[int, NewRequest | str]]:
    """Each line as a request, or why it is none; empty lines are passed over."""
    for field in REQUIRED:
        if field not in columns:
            raise RegisterError(f"Dites quelle colonne est « {french_name(field)} » : elle est nécessaire.")
    for count, (line, cells) in enumerate(sheet.rows()):
        if count >= MOST_LINES:
            yield line, f"le fichier dépasse {MOST_LINES} lignes : importez la suite séparément"
            return
        if not any(text_of(c) for c in cells):
            continue
        try:
            new = _request(cells, columns)
            check_request(new, today)
        except (RegisterError, ValueError) as error:
            yield line, str(error)
        else:
            yield line, new


def _request(cells: Sequence[Any], columns: Mapping[str, int]) -> NewRequest:
    def cell(field: str) -> Any:
        place = columns.get(field)
        return cells[place] if place is not None and place < len(cells) else None

    received = day(cell("received"), "received")
    if received is None:
        raise ValueError("la date de réception manque")
    answered = day(cell("answered"), "answered")
    status = choice(cell("status"), STATUSES, "status") or (ANSWERED if answered else RECEIVED)
    return NewRequest(
        received=received,
        channel=choice(cell("channel"), CHANNELS, "channel") or "mail",
        text=text_of(cell("text"))[:LONGEST_TEXT],
        requester=text_of(cell("requester")),
        organisation=text_of(cell("organisation")),
        kind=choice(cell("kind"), KINDS, "kind"),
        contact=text_of(cell("contact")),
        territory=text_of(cell("territory")),
        themes=tuple(t.strip() for t in re.split(r"[,;|/]", text_of(cell("themes"))) if t.strip()),
        deadline=day(cell("deadline"), "deadline"),
        status=status,
        owner=text_of(cell("owner")),
        minutes=minutes(cell("minutes")),
        answered=answered,
    )
