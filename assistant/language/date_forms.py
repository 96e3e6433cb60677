"""One date of a French text: the forms in which it is written, and the days that each names.

``dates`` joins them to periods and is what the rest of the program calls.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.language.french import fold

Precision = Literal["jour", "semaine", "mois", "saison", "trimestre", "semestre", "année", "intervalle"]

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, start=1)}
"""Number of each month by its folded name."""
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
YEAR_PATTERN = r"(?:1[5-9]|20)\d\d"
"""A year as it is written, from 1500 to 2099, to be put into larger patterns."""

_SHORT_MONTHS = {
    **{"jan": 1, "janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}
SEASONS = {  # first day and last day, as (month, day); winter ends in the next year
    "printemps": ((3, 21), (6, 20)),
    "été": ((6, 21), (9, 20)),
    "automne": ((9, 21), (12, 20)),
    "hiver": ((12, 21), (3, 20)),
    "rentrée": ((9, 1), (9, 30)),
}
_SEASON_BY_WORD = {fold(name): name for name in SEASONS}
_RANKS = {"premier": 1, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}
_DAYS_FROM_NOW = {"aujourd'hui": 0, "demain": 1, "apres-demain": 2, "hier": -1, "avant-hier": -2}
_SHIFTS = {"prochain": 1, "suivant": 1, "dernier": -1, "passe": -1}
_UNIT_MONTHS: dict[str, tuple[int, Precision]] = {
    "mois": (1, "mois"),
    "trimestre": (3, "trimestre"),
    "semestre": (6, "semestre"),
    "annee": (12, "année"),
    "an": (12, "année"),
}

_NAME = "|".join(MONTH_NUMBERS)
_ANY_NAME = rf"(?:{_NAME}|(?:{'|'.join(sorted(_SHORT_MONTHS, key=len, reverse=True))})\b\.?)"
_SHIFT = r"(?:prochaine?|suivante?|derniere?|passee?)"
_OF_YEAR = rf"(?: (?:de |de l'annee |d')?{YEAR_PATTERN})"
_UNIT = r"(?:semaine|mois|trimestre|semestre|annee|an)"
_SEASON = "|".join(_SEASON_BY_WORD)
_NOT_INSIDE, _NOT_GOING_ON = r"(?<![\w.,/])(?<!\d-)", r"(?![\w]|[.,/-]\d)"
_TOKENS = {
    "iso": rf"{YEAR_PATTERN}(?P<dash>[-/])\d\d?(?P=dash)\d\d?",
    "figures": rf"\d\d?(?P<sep> ?[/.] ?)\d\d?(?P=sep)(?:{YEAR_PATTERN}|\d\d)|\d\d?-\d\d?-{YEAR_PATTERN}",
    "month_figures": rf"\d\d?/{YEAR_PATTERN}",
    "day_figures": r"(?<=\ble )\d\d?/\d\d?",
    "day": rf"(?:\d\d?(?:er)?|premier)[ -]{_ANY_NAME}(?:{_OF_YEAR}|-(?:{YEAR_PATTERN}|\d\d)| {_SHIFT})?",
    "bare_day": rf"\d\d?(?:er)?(?=(?: au | et (?:le )?| a | ?[-–] ?)\d\d?(?:er)? {_ANY_NAME})",
    "month": rf"(?:mois d(?:e |'))?"
    rf"(?:(?:{_NAME})(?:{_OF_YEAR}|-{YEAR_PATTERN}| {_SHIFT})?|{_ANY_NAME}{_OF_YEAR})",
    "part": rf"(?:[1-4](?:er|eme|e|nd|d)|{'|'.join(_RANKS)}) (?:semestre|trimestre){_OF_YEAR}?",
    "week_of": rf"semaine du \d\d?(?:er)? {_ANY_NAME}{_OF_YEAR}?|semaine du \d\d?/\d\d?/{YEAR_PATTERN}",
    "years": rf"{YEAR_PATTERN}[-–/]{YEAR_PATTERN}",
    "year": rf"{YEAR_PATTERN}(?! ?(?:[€%]|euros?\b|habitants?\b|personnes?\b|logements?\b|\d{{3}}\b))",
    "from_now": "|".join(sorted(_DAYS_FROM_NOW, key=len, reverse=True)),
    "weekend": r"ce week-?end",
    "unit": rf"(?:ce|cet|cette) {_UNIT}(?! d[e'])(?!-la)|{_UNIT} (?:{_SHIFT}|en cours)",
    "weekday": rf"(?:{'|'.join(WEEKDAYS)}) {_SHIFT}",
    "season": rf"(?:l'|d'|(?:cet|cette|ce|en|le|la|au|du) )(?:{_SEASON})(?: {YEAR_PATTERN}| {_SHIFT})?"
    rf"|(?:{_SEASON}) {YEAR_PATTERN}",
}
TOKEN = re.compile(
    rf"{_NOT_INSIDE}(?:{'|'.join(f'(?P<{kind}>{form})' for kind, form in _TOKENS.items())}){_NOT_GOING_ON}"
)
_PARTS = re.compile(r"\d+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Days:
    """The days that one token names.

    Attributes:
        has_year: whether the year is said; else it was lent.
    """

    first: date
    last: date
    precision: Precision
    has_year: bool = True


def read(token: re.Match[str], today: date, like: date | None = None) -> Days | None:
    """The days that a token of ``TOKEN`` names; ``like`` lends the year, and the month to a day alone.

    ``None`` for what no calendar holds (« 31 février »).
    """
    parts = [part for part in _PARTS.findall(token[0]) if part not in ("er", "de", "d", "l", "du")]
    try:
        return _READERS[str(token.lastgroup)](parts, today, like or today)
    except (ValueError, OverflowError):
        return None


def _iso(parts: Sequence[str], today: date, like: date) -> Days:
    day = date(*(int(part) for part in parts))
    return Days(day, day, "jour")


def _figures(parts: Sequence[str], today: date, like: date) -> Days:
    day = date(_full_year(parts[2], today), int(parts[1]), int(parts[0]))
    return Days(day, day, "jour")


def _day_figures(parts: Sequence[str], today: date, like: date) -> Days:
    day = date(like.year, int(parts[1]), int(parts[0]))
    return Days(day, day, "jour", has_year=False)


def _month_figures(parts: Sequence[str], today: date, like: date) -> Days:
    return _months(int(parts[1]), int(parts[0]), 1, "mois")


def _day(parts: Sequence[str], today: date, like: date) -> Days:
    number, month = _number(parts[0]), _month_number(parts[1])
    year, has_year = _year_of(parts[2:], date(today.year, month, 1), today, like)
    day = date(year, month, number)
    return Days(day, day, "jour", has_year)


def _bare_day(parts: Sequence[str], today: date, like: date) -> Days:
    day = like.replace(day=int(parts[0]))
    return Days(day, day, "jour", has_year=False)


def _month(parts: Sequence[str], today: date, like: date) -> Days:
    parts = [part for part in parts if part != "mois"]
    month = _month_number(parts[0])
    year, has_year = _year_of(parts[1:], date(today.year, month, 1), today, like)
    return _months(year, month, 1, "mois", has_year)


def _part(parts: Sequence[str], today: date, like: date) -> Days:
    rank, unit = _number(parts[0]), next(part for part in parts if part in _UNIT_MONTHS)
    length, precision = _UNIT_MONTHS[unit]
    year, has_year = _year_of(parts[-1:], today, today, like)
    return _months(year, (rank - 1) * length + 1, length, precision, has_year)


def _week_of(parts: Sequence[str], today: date, like: date) -> Days:
    rest = parts[1:]
    named = _figures(rest, today, like) if rest[1].isdigit() else _day(rest, today, like)
    return _week(named.first, named.has_year)


def _year(parts: Sequence[str], today: date, like: date) -> Days:
    return _months(int(parts[0]), 1, 12, "année")


def _years(parts: Sequence[str], today: date, like: date) -> Days:
    first, last = int(parts[0]), int(parts[1])
    if first > last:
        raise ValueError("years that go backwards")
    return Days(date(first, 1, 1), date(last, 12, 31), "intervalle")


def _from_now(parts: Sequence[str], today: date, like: date) -> Days:
    word = {"aujourd": "aujourd'hui"}.get(parts[0], "-".join(parts))
    day = today + timedelta(days=_DAYS_FROM_NOW[word])
    return Days(day, day, "jour")


def _weekend(parts: Sequence[str], today: date, like: date) -> Days:
    saturday = today + timedelta(days=5 - today.weekday())
    return Days(saturday, saturday + timedelta(days=1), "intervalle")


def _unit(parts: Sequence[str], today: date, like: date) -> Days:
    shift = _shift(parts[-1])
    unit = next(part for part in parts if part == "semaine" or part in _UNIT_MONTHS)
    if unit == "semaine":
        return _week(today + timedelta(weeks=shift))
    length, precision = _UNIT_MONTHS[unit]
    first = today.year * 12 + (today.month - 1) // length * length + shift * length
    return _months(first // 12, first % 12 + 1, length, precision)


def _weekday(parts: Sequence[str], today: date, like: date) -> Days:
    ahead = (WEEKDAYS.index(parts[0]) - today.weekday()) % 7
    day = today + timedelta(days=(ahead or 7) if _shift(parts[1]) > 0 else ahead - 7)
    return Days(day, day, "jour")


def _season(parts: Sequence[str], today: date, like: date) -> Days:
    place = next(n for n, part in enumerate(parts) if part in _SEASON_BY_WORD)
    (month, day), (last_month, last_day) = SEASONS[_SEASON_BY_WORD[parts[place]]]
    year, has_year = _year_of(parts[place + 1 :], date(today.year, month, day), today, like)
    later = last_month < month
    if later and not has_year and (today.month, today.day) <= (last_month, last_day):
        year -= 1  # in January, « cet hiver » began in December
    return Days(date(year, month, day), date(year + later, last_month, last_day), "saison", has_year)


_Reader = Callable[[Sequence[str], date, date], Days]
_READERS: dict[str, _Reader] = {
    "iso": _iso,
    "figures": _figures,
    "day_figures": _day_figures,
    "month_figures": _month_figures,
    "day": _day,
    "bare_day": _bare_day,
    "month": _month,
    "part": _part,
    "week_of": _week_of,
    "years": _years,
    "year": _year,
    "from_now": _from_now,
    "weekend": _weekend,
    "unit": _unit,
    "weekday": _weekday,
    "season": _season,
}


def _number(part: str) -> int:
    return int(part) if part.isdigit() else _RANKS[part]


def _month_number(part: str) -> int:
    return MONTH_NUMBERS.get(part) or _SHORT_MONTHS[part]


def _shift(part: str) -> int:
    return next((shift for word, shift in _SHIFTS.items() if part.startswith(word)), 0)


def _full_year(part: str, today: date) -> int:
    """A year of two digits is the one nearest to the day of reference, at most twenty years ahead."""
    if len(part) > 2:
        return int(part)
    year = today.year - today.year % 100 + int(part)
    return year - 100 if year > today.year + 20 else year


def _year_of(rest: Sequence[str], begins: date, today: date, like: date) -> tuple[int, bool]:
    """The year that the words after a month say, else that of ``like``, and whether they say it."""
    if rest and rest[-1].isdigit():
        return _full_year(rest[-1], today), True
    if not rest or (shift := _shift(rest[-1])) == 0:
        return like.year, False
    coming = begins > today
    return today.year + (not coming if shift > 0 else -coming), True


def _months(year: int, month: int, length: int, precision: Precision, has_year: bool = True) -> Days:
    last_year, last_month = year + (month + length - 2) // 12, (month + length - 2) % 12 + 1
    last = date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
    return Days(date(year, month, 1), last, precision, has_year)


def _week(day: date, has_year: bool = True) -> Days:
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6), "semaine", has_year)
