"""The figures of a year, or of any time: what was asked, by whom, how fast, from what, what was lacking."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import func, select

from assistant.infodoc.gaps import Gap, Gaps
from assistant.infodoc.opinions import Opinion
from assistant.infodoc.vocabulary import CHANNELS, KINDS, STATUSES, UNKNOWN
from assistant.language import MONTHS
from assistant.storage import REPLY, REQUEST, SOURCE, Database

DELAYS = (("le jour même", 0), ("1 à 3 jours", 3), ("4 à 7 jours", 7), ("8 à 30 jours", 30))
_LONGER, _WAITING = "plus de 30 jours", "sans réponse"
_MOST_DOCUMENTS = 15
Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the requests received between two days, inclusive.

    Attributes:
        months, channels, kinds, territories, themes, statuses, delays: label and number of requests; a
            request with several themes counts in each.
        median_delay: days from reception to reply; ``None`` without a reply.
        minutes: time spent in all; ``timed``: on how many requests it was written down.
        documents: title and number of replies that cite it.
        gaps: questions without an answer.
    """

    first: date
    last: date
    total: int
    answered: int
    months: Counts
    channels: Counts
    kinds: Counts
    territories: Counts
    themes: Counts
    statuses: Counts
    delays: Counts
    median_delay: float | None
    minutes: int
    timed: int
    documents: Counts
    gaps: tuple[Gap, ...]

    @property
    def mean_minutes(self) -> float | None:
        """Mean time spent on a request, of those on which it was written down."""
        return self.minutes / self.timed if self.timed else None

    @property
    def tables(self) -> tuple[tuple[str, str, Counts], ...]:
        """Every count: its title, what its labels are, its rows."""
        return (
            ("Par mois", "Mois", self.months),
            ("Par canal", "Canal", self.channels),
            ("Par type de demandeur", "Type de demandeur", self.kinds),
            ("Par territoire", "Territoire", self.territories),
            ("Par thème", "Thème", self.themes),
            ("Par état", "État", self.statuses),
            ("Par délai de réponse", "Délai", self.delays),
            ("Documents les plus utilisés", "Document", self.documents),
        )


def yearly_figures(database: Database, first: date, last: date, opinions: Iterable[Opinion] = ()) -> Figures:
    """Counts the requests received between two days, inclusive."""
    c = REQUEST.c
    columns = (c.received, c.channel, c.kind, c.territory, c.themes, c.status, c.answered, c.minutes)
    with database.reading() as connection:
        rows = connection.execute(select(*columns).where(c.received.between(first, last))).all()
    delays = [(r.answered - r.received).days for r in rows if r.answered is not None]
    minutes = [r.minutes for r in rows if r.minutes is not None]
    themes = Counter(t for r in rows for t in (json.loads(r.themes) or [UNKNOWN]))
    return Figures(
        first=first,
        last=last,
        total=len(rows),
        answered=len(delays),
        months=_by_month([r.received for r in rows], first, last),
        channels=_in_order(CHANNELS, Counter(r.channel for r in rows)),
        kinds=_in_order((*KINDS, UNKNOWN), Counter(r.kind or UNKNOWN for r in rows)),
        territories=_largest(Counter(r.territory or UNKNOWN for r in rows)),
        themes=_largest(themes),
        statuses=_in_order(STATUSES, Counter(r.status for r in rows)),
        delays=_by_delay(delays, len(rows)),
        median_delay=float(median(delays)) if delays else None,
        minutes=sum(minutes),
        timed=len(minutes),
        documents=_documents(database, first, last),
        gaps=tuple(Gaps(database).between(first, last, opinions)),
    )


def years_with_requests(database: Database) -> list[int]:
    """The years with requests, newest first."""
    with database.reading() as connection:
        low, high = connection.execute(
            select(func.min(REQUEST.c.received), func.max(REQUEST.c.received))
        ).one()
    return list(range(high.year, low.year - 1, -1)) if low else []


def _documents(database: Database, first: date, last: date) -> Counts:
    """Documents by the number of requests whose validated reply cites them."""
    number = func.count(func.distinct(REPLY.c.request)).label("number")
    with database.reading() as connection:
        rows = connection.execute(
            select(func.max(SOURCE.c.title).label("title"), number)
            .join(REPLY, REPLY.c.id == SOURCE.c.reply)
            .join(REQUEST, REQUEST.c.id == REPLY.c.request)
            .where(REPLY.c.validated.is_not(None), REQUEST.c.received.between(first, last))
            .group_by(SOURCE.c.document)
            .order_by(number.desc(), func.max(SOURCE.c.title))
            .limit(_MOST_DOCUMENTS)
        ).all()
    return tuple((row.title, int(row.number)) for row in rows)


def _by_month(days: Sequence[date], first: date, last: date) -> Counts:
    counted = Counter((d.year, d.month) for d in days)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    one_year = first.year == last.year
    names = ((n // 12, n % 12 + 1) for n in months)
    return tuple((MONTHS[m - 1] + ("" if one_year else f" {y}"), counted[y, m]) for y, m in names)


def _by_delay(delays: Sequence[int], total: int) -> Counts:
    counted = Counter(next((name for name, most in DELAYS if d <= most), _LONGER) for d in delays)
    counted[_WAITING] = total - len(delays)
    return _in_order((*(name for name, _ in DELAYS), _LONGER, _WAITING), counted)


def _in_order(labels: Sequence[str], counted: Counter[str]) -> Counts:
    return tuple((label, counted[label]) for label in labels if counted[label])


def _largest(counted: Counter[str]) -> Counts:
    return tuple(sorted(counted.items(), key=lambda c: (c[0] == UNKNOWN, -c[1], c[0])))
