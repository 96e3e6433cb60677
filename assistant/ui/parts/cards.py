"""Cards of actions: in an answer and in the programme."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import datetime

import streamlit as st

from assistant.programme import CANCELLED, describe_period, is_dated, to_ics, when_of
from assistant.settings import PARIS
from assistant.types import Action, ActionCard, ActionUpdate
from assistant.ui.shell import PROGRAMME, counted, go_to, live_programmes, long_date, reference_date, safe

_TONES = {
    "à venir": "coming",
    "en cours": "now",
    "passée": "past",
    "date à confirmer": "unknown",
    CANCELLED: "cancelled",
}
CALENDAR_TYPE = "text/calendar"


def find_action(identifier: str) -> Action | None:
    """The action of the live programmes with this id."""
    actions = (action for programme in live_programmes() for action in programme.actions)
    return next((action for action in actions if action.id == identifier), None)


def card_html(action: Action, level: int = 3) -> str:
    """An action as HTML: status, title, and who, what, when."""
    now = CANCELLED if action.status == CANCELLED else when_of(action, reference_date())
    chips = (
        f"<span class='chip {_TONES[now]}'>{safe(now)}</span><span class='chip'>{safe(action.format)}</span>"
    )
    facts = [
        ("Quand", describe_period(action)),
        ("Où", action.place or ""),
        ("Pour qui", ", ".join(action.audiences)),
        ("Avec", ", ".join(action.partners)),
        ("Thème", action.themes[0]),
        ("État", action.status),
    ]
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in facts if value)
    if action.link and action.link.startswith(("https://", "http://")):
        address = html.escape(action.link)
        rows += f"<dt>Inscription</dt><dd><a href='{address}' rel='noopener'>{safe(action.link)}</a></dd>"
    title = f"<h{level} class='card-title'>{safe(action.title)}</h{level}>"
    update = _update_html(action.updated) if action.updated else ""
    return f"<article class='card'><p class='chips'>{chips}</p>{title}<dl>{rows}</dl>{update}</article>"


def _update_html(update: ActionUpdate) -> str:
    """Who changed the action and when, and what the programme said."""
    made = datetime.fromisoformat(update.made).astimezone(PARIS).date().isoformat()
    before = ", ".join(part for part in (update.period, update.status, update.place, update.link) if part)
    return (
        f"<p class='updated'>Mis à jour le {safe(long_date(made))} par {safe(update.author)}.<br>"
        f"<span>Au programme publié : {safe(before)}.</span></p>"
    )


def draw_action_cards(cards: Iterable[ActionCard], key: str) -> None:
    """The actions of an answer."""
    actions = [action for card in cards if (action := find_action(card.id))]
    if not actions:
        return
    st.html(
        f"<h3 class='label'>{safe(counted(len(actions), 'action du programme', 'actions du programme'))}</h3>"
    )
    with st.container(key=f"cards-{key}", horizontal=True, gap="small"):
        for number, action in enumerate(actions):
            with st.container(border=True, key=f"card-{key}-{number}"):
                st.html(card_html(action))
                with st.container(horizontal=True, gap="small"):
                    if st.button("Voir dans le programme", key=f"see-{key}-{number}", type="tertiary"):
                        go_to(PROGRAMME, action=action.id)
                    draw_add_to_calendar(action, f"{key}-{number}")


def draw_add_to_calendar(action: Action, key: str) -> None:
    """The button that gives a dated action to a calendar program; nothing for the others."""
    if not is_dated(action) or action.status == CANCELLED:
        return
    st.download_button(
        "Ajouter à mon agenda",
        to_ics([action], now=datetime.now(PARIS)),
        file_name=f"{action.id}.ics",
        mime=CALENDAR_TYPE,
        key=f"ics-{key}",
        icon=":material/event:",
        type="tertiary",
        on_click="ignore",
    )
