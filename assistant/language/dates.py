"""Days, months, years and periods of a French text, as days of the calendar that can be compared.

« 12 mars 2024 », « 12/03/15 », « mars 2024 », « 1er semestre 2024 », « entre mars et juin », « avant le 1er
avril », « la semaine prochaine »… The day of reference comes in as a parameter; nothing here reads a clock.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant.language.date_forms import (
    MONTH_NUMBERS,
    MONTHS,
    SEASONS,
    TOKEN,
    WEEKDAYS,
    YEAR_PATTERN,
    Days,
    Precision,
    read,
)
from assistant.language.french import fold

__all__ = [
    "MONTHS",
    "MONTH_NUMBERS",
    "WEEKDAYS",
    "YEAR_PATTERN",
    "Period",
    "Precision",
    "days_in_words",
    "in_words",
    "is_month",
    "is_year",
    "iso_days",
    "iso_in_words",
    "periods_in",
    "years_in",
]

_FILLER = r"(?:(?:le|la|les|l'annee|au|debut|fin) |l')*"
_TO = re.compile(rf" (?:au|a|jusqu'(?:au|a|en)) {_FILLER}| ?[-–/] ?")
_AND = re.compile(rf" et {_FILLER}")
_LONGEST_BOUND = 40
_BETWEEN = re.compile(rf"\bentre {_FILLER}$")
_FROM = re.compile(rf"\b(?:de|du|des|depuis) {_FILLER}$")
_BOUNDS = {
    bound: re.compile(rf"\b(?:{words}){_FILLER}$")
    for bound, words in {
        "before": "avant ",
        "after": "apres ",
        "by": "d'ici (?:a |au )?",
        "until": "jusqu'(?:au |a |en )",
        "from": "(?:a partir|a compter) d(?:e |u |')|depuis |des ",
    }.items()
}
_YEARS = re.compile(rf"(?<![\d.,]){YEAR_PATTERN}(?!\d|[.,]\d| ?[€%])")


@dataclass(frozen=True, slots=True)
class Period:
    """Some days that a text names.

    Attributes:
        start, end: first and last day; ``None`` where the period is open (« avant le 1er avril »).
        precision: what was named; ``intervalle`` for two ends or an open one.
        span: start and end of the words in the text, those that bound it included (« entre », « avant »).
    """

    start: date | None
    end: date | None
    precision: Precision
    span: tuple[int, int] = (0, 0)

    def holds(self, day: date) -> bool:
        """Whether a day is one of the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def meets(self, first: date, last: date) -> bool:
        """Whether some of the days from ``first`` to ``last`` are of the period."""
        return (self.start is None or self.start <= last) and (self.end is None or first <= self.end)


def periods_in(text: str, today: date) -> tuple[Period, ...]:
    """The periods that a text names, in order.

    Args:
        today: the day that « demain », « ce mois » or a month without a year are told from.
    """
    folded, origin = _folded(text)
    tokens = list(TOKEN.finditer(folded))
    found: list[Period] = []
    position = 0
    while position < len(tokens):
        pair = tokens[position : position + 2]
        period = _interval(folded, pair, today) if len(pair) == 2 else None
        position += 2 if period else 1
        if period := period or _single(folded, pair[0], today):
            found.append(_placed(period, origin))
    return tuple(found)


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text writes in four digits, each once, in order; those of dates too."""
    return tuple(dict.fromkeys(int(year) for year in _YEARS.findall(text)))


def is_year(word: str) -> bool:
    """Whether a word is a year in four digits."""
    return re.fullmatch(YEAR_PATTERN, word) is not None


def is_month(word: str) -> bool:
    """Whether a word is the name of a month, whatever its case and accents."""
    return fold(word) in MONTH_NUMBERS


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    return " " if letter.isspace() else fold(letter)


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text with single spaces, and the place in the text of each of its characters."""
    folded: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for plain in _folded_letter(letter):
            if plain != " " or not folded or folded[-1] != " ":
                folded.append(plain)
                origin.append(place)
    return "".join(folded), origin


def _placed(period: Period, origin: Sequence[int]) -> Period:
    start, end = period.span
    return Period(period.start, period.end, period.precision, (origin[start], origin[end - 1] + 1))


def _single(folded: str, token: re.Match[str], today: date) -> Period | None:
    days = read(token, today)
    if days is None or token.lastgroup == "bare_day":
        return None
    for bound, pattern in _BOUNDS.items():
        if match := _just_before(pattern, folded, token):
            start, end = _bounded(bound, days, today)
            return Period(start, end, "intervalle", (match.start(), token.end()))
    return Period(days.first, days.last, days.precision, token.span())


def _bounded(bound: str, days: Days, today: date) -> tuple[date | None, date | None]:
    one = timedelta(days=1)
    return {
        "before": (None, days.first - one),
        "after": (days.last + one, None),
        "by": (min(today, days.last), days.last),
        "until": (None, days.last),
        "from": (days.first, None),
    }[bound]


def _just_before(pattern: re.Pattern[str], folded: str, token: re.Match[str]) -> re.Match[str] | None:
    return pattern.search(folded, max(0, token.start() - _LONGEST_BOUND), token.start())


def _interval(folded: str, pair: Sequence[re.Match[str]], today: date) -> Period | None:
    """The days from one named period to another: « de mars à juin », « entre 2014 et 2016 »."""
    left, right = pair
    between = folded[left.end() : right.start()]
    opening = _just_before(_BETWEEN, folded, left)
    if not (_TO.fullmatch(between) or (opening and _AND.fullmatch(between))):
        return None
    ends = _ends(left, right, today)
    opening = opening or _just_before(_FROM, folded, left)
    start = opening.start() if opening else left.start()
    return Period(*ends, "intervalle", (start, right.end())) if ends else None


def _ends(left: re.Match[str], right: re.Match[str], today: date) -> tuple[date, date] | None:
    """First and last day of an interval: an end without a year takes it from the other."""
    last = read(right, today)
    if last is None:
        return None
    first = read(left, today, last.first if last.has_year or left.lastgroup == "bare_day" else today)
    if first is not None and first.has_year and not last.has_year:
        last = read(right, today, first.first) or last
    if first is not None and first.first > last.last:
        if not last.has_year:
            last = read(right, today, _years_later(last.first, 1)) or last
        elif not first.has_year:
            first = read(left, today, _years_later(last.first, -1))
    return (first.first, last.last) if first is not None and first.first <= last.last else None


def _years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, 1)


def in_words(period: Period) -> str:
    """A period in French: « mars 2024 », « jusqu’au 31 mars 2024 »; ``periods_in`` reads the same days."""
    start, end = period.start, period.end
    if start is None or end is None:
        if start is not None:
            return f"à partir du {_day_in_words(start)}"
        return f"jusqu’au {_day_in_words(end)}" if end is not None else ""
    return _whole(start, end, period.precision) or days_in_words(start, end)


def days_in_words(first: date, last: date) -> str:
    """« 12 mars 2024 », « du 12 au 13 mars 2024 », « du 30 mars au 2 avril 2024 »."""
    if first == last:
        return _day_in_words(first)
    same = (first.year == last.year) + (first.year == last.year and first.month == last.month)
    return f"du {_day_in_words(first, 3 - same)} au {_day_in_words(last)}"


def iso_in_words(iso: str) -> str:
    """``2024-03-12`` as « 12 mars 2024 », ``2024-03`` as « mars 2024 », ``2024`` as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{_day_number(int(rest[1]))} {month}" if len(rest) > 1 else month


def iso_days(iso: str) -> tuple[date, date] | None:
    """First and last day of ``2024``, ``2024-03`` or ``2024-03-12``; ``None`` for anything else."""
    parts = iso.split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "0", "0")[:3])
        if day:
            return date(year, month, day), date(year, month, day)
        first, last = (month, month) if month else (1, 12)
        return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None


def _day_in_words(day: date, parts: int = 3) -> str:
    return " ".join((_day_number(day.day), MONTHS[day.month - 1], str(day.year))[:parts])


def _day_number(day: int) -> str:
    return "1er" if day == 1 else str(day)


def _whole(start: date, end: date, precision: Precision) -> str:
    """The name of a week, a season or some whole months; empty when the days have none."""
    if precision == "semaine" and start.weekday() == 0 and end - start == timedelta(days=6):
        return f"semaine du {_day_in_words(start)}"
    if precision == "saison":
        ends = (start.month, start.day), (end.month, end.day)
        return next((f"{name} {start.year}" for name, days in SEASONS.items() if days == ends), "")
    if start.day > 1 or end.day < calendar.monthrange(end.year, end.month)[1]:
        return ""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months % 12 == 0 and start.month == 1:
        return str(start.year) if months == 12 else f"de {start.year} à {end.year}"
    if months == 1:
        return f"{MONTHS[start.month - 1]} {start.year}"
    for length, name in ((3, "trimestre"), (6, "semestre")):
        rank, rest = divmod(start.month - 1, length)
        if months == length and not rest:
            return f"{rank + 1}{'er' if rank == 0 else 'e'} {name} {start.year}"
    return ""
