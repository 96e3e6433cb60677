"""Which actions of the programme an answer points to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.programme import (
    Programme,
    ScoredAction,
    formats_in,
    is_over,
    is_upcoming,
    latest,
    search,
    theme_in,
)
from assistant.types import Action

ENOUGH = 0.45
"""Share of the question's weight of words from which an action is what was asked for."""
RELATED = 0.55
_NEAR_BEST = 0.6
_MOST = 12
_MOST_RELATED = 4
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Choice:
    """The actions chosen, best first.

    Attributes:
        score: of the best, in [0, 1].
        over: the programme that is over, when only what is coming was asked and nothing is.
        missing_year: a year that is asked for and that no programme of the corpus covers.
    """

    actions: tuple[Action, ...] = ()
    score: float = 0.0
    over: Programme | None = None
    missing_year: str | None = None


def asked_actions(
    question: str, programmes: Sequence[Programme], today: date, *, coming: bool, most: int = _MOST
) -> Choice:
    """The actions that a question about actions asks for.

    Args:
        coming: only what can still be gone to answers.
    """
    years = set(_YEAR.findall(question))
    covered = [p for p in programmes if not years or str(p.year) in years]
    if years and not covered:
        return Choice(missing_year=min(years))
    last = latest(covered)
    if coming and last is not None and is_over(last, today):
        return Choice(over=last)
    found = _named_theme(question, covered) or _matching(question, covered)
    best = found[0].score if found else 0.0
    if best < ENOUGH:
        return Choice(score=best)
    kept = [s.action for s in found if s.score >= max(ENOUGH, _NEAR_BEST * best)]
    if coming:
        kept = [a for a in kept if is_upcoming(a, today)]
    return Choice(tuple(kept[:most]), best)


def related_actions(question: str, programmes: Sequence[Programme], today: date) -> tuple[Action, ...]:
    """The actions still to come that are close to what an answer is about."""
    found = [s for s in search(programmes, text=question) if s.score >= RELATED]
    return tuple(s.action for s in found if is_upcoming(s.action, today))[:_MOST_RELATED]


def _named_theme(question: str, programmes: Sequence[Programme]) -> list[ScoredAction]:
    theme = theme_in(programmes, question)
    return search(programmes, theme=theme) if theme else []


def _matching(question: str, programmes: Sequence[Programme]) -> list[ScoredAction]:
    """Actions of the formats that the question names, else of any; best first."""
    formats = sorted(formats_in(question))
    best: dict[str, ScoredAction] = {}
    for format in formats or (None,):
        for scored in search(programmes, text=question, format=format):
            known = best.get(scored.action.id)
            if known is None or scored.score > known.score:
                best[scored.action.id] = scored
    return sorted(best.values(), key=lambda s: -s.score)
