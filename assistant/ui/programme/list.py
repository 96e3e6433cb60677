"""The actions of the programme as a reader looks for them: facets, and groups in time or by theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.language import iso_in_words
from assistant.programme import CANCELLED, Programme, Vocabulary, audiences_of, search_actions, when_of
from assistant.types import Action

_ORDER = ("en cours", "à venir", "date à confirmer", "passée")
_HEADINGS = {"en cours": "En cours", "à venir": "À venir", "passée": "Passées"}


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """What a reader looks for; ``state`` is a place in time (« à venir ») or a status (« annulée »)."""

    text: str = ""
    theme: str | None = None
    format: str | None = None
    audience: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, in the order shown."""

    themes: list[str]
    formats: list[str]
    audiences: list[str]
    states: list[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Actions under one heading."""

    title: str
    actions: tuple[Action, ...]


def choices(actions: Iterable[Action], vocabulary: Vocabulary) -> Choices:
    """The facets that at least one action has."""
    actions = list(actions)
    return Choices(
        themes=list(dict.fromkeys(theme for a in actions for theme in a.themes)),
        formats=sorted({a.format for a in actions}),
        audiences=sorted({x for a in actions for x in audiences_of(a, vocabulary)}),
        states=[*_ORDER, *sorted({a.status for a in actions})],
    )


def select_actions(
    programmes: Iterable[Programme], choice: ActionFilter, today: date, vocabulary: Vocabulary
) -> list[Action]:
    """The actions that fit; best first with a text, else in the order of the programme."""
    found = search_actions(
        programmes,
        vocabulary,
        text=choice.text,
        format=choice.format,
        theme=choice.theme,
        audience=choice.audience,
    )
    actions = [scored.action for scored in found]
    return [a for a in actions if choice.state in (None, a.status, when_of(a, today))]


def by_theme(actions: Sequence[Action]) -> list[Group]:
    """Under each theme, the actions that it announces; one of several themes stands under each."""
    themes = dict.fromkeys(theme for a in actions for theme in a.themes)
    return [Group(theme, tuple(a for a in actions if theme in a.themes)) for theme in themes]


def by_period(actions: Sequence[Action], today: date) -> list[Group]:
    """What goes on, what is coming by period, what has no date, what is past, what is cancelled."""
    groups: dict[str, list[Action]] = {}
    kept = [a for a in actions if a.status != CANCELLED]
    for state in _ORDER:
        standing = [a for a in kept if when_of(a, today) == state]
        for action in sorted(standing, key=lambda a: (a.start, _width(a)), reverse=state == "passée"):
            groups.setdefault(_heading(state, action), []).append(action)
    groups |= {"Annulées": [a for a in actions if a.status == CANCELLED]}
    return [Group(title, tuple(grouped)) for title, grouped in groups.items() if grouped]


def _width(action: Action) -> str:
    return action.end


def _heading(state: str, action: Action) -> str:
    if state not in _HEADINGS:
        return "Date à confirmer"
    return f"{_HEADINGS[state]} · {_period(action)}"


def _period(action: Action) -> str:
    """The month of a dated action, else its period as published."""
    if action.precision in ("jour", "mois"):
        return iso_in_words(action.start[:7])
    return action.period
