"""The Programme d'actions page: what is planned, as a calendar or by theme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import streamlit as st

from assistant.language import to
from assistant.programme import CANCELLED, Programme, is_dated, is_over, latest_programme, to_ics
from assistant.settings import PARIS
from assistant.types import Action
from assistant.ui.parts import (
    CALENDAR_TYPE,
    card_html,
    draw_add_to_calendar,
    draw_reference_date,
    draw_time_travel,
)
from assistant.ui.programme.list import ActionFilter, Group, by_period, by_theme, choices, select_actions
from assistant.ui.programme.sheet import draw_open_action, open_action
from assistant.ui.shell import (
    counted,
    escape_markdown,
    live_centre,
    live_programmes,
    live_vocabulary,
    long_date,
    reference_date,
    safe,
)

_CALENDAR, _THEMES = "Calendrier", "Par thème"


def draw_programme_page() -> None:
    """Draws the page."""
    st.set_page_config(layout="wide")
    programmes = live_programmes()
    programme = latest_programme(programmes)
    st.html("<h1>Programme d’actions</h1>")
    if programme is None:
        st.info("Le corpus ne contient pas encore de programme d’actions.")
        return
    _draw_state(programme, reference_date())
    actions = [action for p in programmes for action in p.actions]
    chosen = _draw_filters(actions)
    found = select_actions(programmes, chosen, reference_date(), live_vocabulary())
    _draw_tools(found)
    view = st.segmented_control(
        "Présentation",
        [_CALENDAR, _THEMES],
        default=_CALENDAR,
        required=True,
        key="presentation",
        label_visibility="collapsed",
        persist_state="session",
    )
    groups = by_theme(found) if view == _THEMES else by_period(found, reference_date())
    _draw_groups(groups)
    draw_open_action()


def _draw_state(programme: Programme, today: date) -> None:
    """What the programme covers, and a banner when it is over at the reference day."""
    facts = (
        f"{programme.title}, publié le {long_date(programme.published.isoformat())} · "
        f"{counted(len(programme.actions), 'action')}"
    )
    st.html(f"<p class='facts'>{safe(facts)}</p>")
    if not is_over(programme, today):
        return
    with st.container(key="banner", border=True):
        ended, now = long_date(programme.end.isoformat()), long_date(today.isoformat())
        sentence = (
            f"Le dernier programme du corpus s’est achevé le {ended}. Au {now}, aucune de ses actions "
            "n’est à venir : elles sont montrées pour mémoire."
        )
        st.html(f"<p role='status'><strong>Ce programme est terminé.</strong> {safe(sentence)}</p>")
        draw_time_travel(programme, "banner")


def _draw_filters(actions: list[Action]) -> ActionFilter:
    options = choices(actions, live_vocabulary())
    with st.container(key="facets", horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Rechercher", key="q", bind="query-params", placeholder="Un mot, un sujet…")
        theme = _facet("Thème", options.themes, "theme")
        format = _facet("Format", options.formats, "format")
        audience = _facet("Public", options.audiences, "public")
        state = _facet("État", options.states, "etat")
    return ActionFilter(text or "", theme, format, audience, state)


def _facet(label: str, options: list[str], key: str) -> str | None:
    return st.selectbox(label, options, index=None, key=key, placeholder="Tous", bind="query-params")


def _draw_tools(found: list[Action]) -> None:
    with st.container(key="tools", horizontal=True, vertical_alignment="center", gap="xsmall"):
        number = counted(len(found), "action")
        st.html(f"<p class='facts' role='status'>{number}</p>", width="content")
        draw_reference_date()
        _draw_calendar_export(found)


def _draw_calendar_export(found: list[Action]) -> None:
    """A selection of the dated actions as one calendar file."""
    held = [action for action in found if action.status != CANCELLED]
    dated = {action.id: action for action in held if is_dated(action)}
    with st.popover("Agenda (.ics)", icon=":material/calendar_add_on:", type="tertiary", key="calendar"):
        if not dated:
            st.caption(
                "Aucune de ces actions n’a encore de jour précis : il n’y a rien à mettre dans un agenda. "
                f"Demandez la date {escape_markdown(to(live_centre().service))}."
            )
            return
        chosen = st.multiselect(
            "Actions à mettre dans l’agenda",
            list(dated),
            default=list(dated),
            format_func=lambda identifier: dated[identifier].title,
        )
        if chosen:
            st.download_button(
                f"Télécharger ({counted(len(chosen), 'action')})",
                to_ics([dated[identifier] for identifier in chosen], now=datetime.now(PARIS)),
                file_name="programme.ics",
                mime=CALENDAR_TYPE,
                on_click="ignore",
                key="ics-selection",
            )
        left_out = len(held) - len(dated)
        if left_out:
            st.caption(f"{counted(left_out, 'action')} sans jour précis : hors du fichier.")


def _draw_groups(groups: Iterable[Group]) -> None:
    empty = True
    for rank, group in enumerate(groups):
        empty = False
        number = counted(len(group.actions), "action")
        st.html(f"<h2 class='group'>{safe(group.title)} <span class='count'>{number}</span></h2>")
        with st.container(key=f"cards-{rank}", horizontal=True, gap="small"):
            for place, action in enumerate(group.actions):
                _draw_card(action, f"{rank}-{place}")
    if empty:
        st.info("Aucune action ne correspond. Enlevez un critère ou essayez un autre mot.")


def _draw_card(action: Action, key: str) -> None:
    with st.container(border=True, key=f"card-{key}"):
        st.html(card_html(action))
        with st.container(horizontal=True, gap="small"):
            st.button(
                f"Page {action.page} du programme",
                key=f"page-{key}",
                icon=":material/description:",
                type="tertiary",
                on_click=open_action,
                args=(action.id,),
            )
            draw_add_to_calendar(action, key)
