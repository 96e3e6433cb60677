"""Cells of a register that is taken over, read as days, choices and minutes; errors say what was expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from assistant.infodoc.register import french_name
from assistant.infodoc.vocabulary import ANSWERED, DROPPED, ONGOING, RECEIVED
from assistant.language import fold

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DURATION = re.compile(r"(?:(\d+)\s*h(?:eures?)?)?\s*(?:(\d+)\s*(?:m(?:in(?:utes?)?)?)?)?", re.IGNORECASE)
_CENTURY = 2000
_OTHER_WORDS = {
    "tel": "téléphone",
    "appel": "téléphone",
    "courriel": "mail",
    "e-mail": "mail",
    "email": "mail",
    "sur place": "visite",
    "accueil": "visite",
    "site": "formulaire",
    "web": "formulaire",
    "commune": "collectivité",
    "mairie": "collectivité",
    "departement": "collectivité",
    "region": "collectivité",
    "agglomeration": "collectivité",
    "prefecture": "État",
    "elue": "élu",
    "ecole": "établissement",
    "college": "établissement",
    "lycee": "établissement",
    "etudiante": "étudiant",
    "particulier": "habitant",
    "habitante": "habitant",
    "nouvelle": RECEIVED,
    "a traiter": RECEIVED,
    "traitee": ANSWERED,
    "close": ANSWERED,
    "terminee": ANSWERED,
    "repondu": ANSWERED,
    "abandonnee": DROPPED,
    "encours": ONGOING,
}


def text_of(cell: Any) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    # An apostrophe before a formula is the mark of a neutralised cell, written by this program too.
    text = str(cell).strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def day(cell: Any, field: str) -> date | None:
    """A cell as a day, ``None`` when it is empty; the day comes before the month.

    Raises:
        ValueError: what was written, and what was expected.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    try:
        if found := _ISO.match(text):
            return date(*(int(n) for n in found.groups()))
        if found := _DAY_FIRST.match(text):
            day, month, year = (int(n) for n in found.groups())
            return date(year if year > 99 else _CENTURY + year, month, day)
    except ValueError as error:
        raise ValueError(f"{french_name(field)} : « {text} » n’existe pas dans le calendrier") from error
    raise ValueError(f"{french_name(field)} : « {text} » n’est pas une date (JJ/MM/AAAA)")


def choice(cell: Any, choices: Sequence[str], field: str) -> str:
    """A cell as one of some choices, other words for them included; empty when it is.

    Raises:
        ValueError: it is none of them.
    """
    text = fold(text_of(cell))
    if not text:
        return ""
    for choice in choices:
        if text == fold(choice) or text in (f"{fold(choice)}s", f"{fold(choice)}e"):
            return choice
    other = _OTHER_WORDS.get(text) or _OTHER_WORDS.get(text.rstrip("s."))
    if other in choices:
        return str(other)
    listed = ", ".join(choices)
    raise ValueError(f"{french_name(field)} : « {text_of(cell)} » n’est pas un choix ({listed})")


def minutes(cell: Any) -> int | None:
    """Minutes of ``90``, ``1h30``, ``45 min``."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return round(cell)
    text = text_of(cell)
    if not text:
        return None
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        raise ValueError(f"temps passé : « {text} » ne se lit pas (exemples : 90, 1h30, 45 min)")
    hours, minutes = (int(n or 0) for n in found.groups())
    return 60 * hours + minutes
