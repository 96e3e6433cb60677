"""The actions as the team changes them: date, status, place, registration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.errors import AssistantError
from assistant.programme import LONGEST_LINK, LONGEST_PLACE, STATUSES, ActionEdit, search_actions
from assistant.types import Action
from assistant.ui.corpus.data import note
from assistant.ui.corpus.state import moment
from assistant.ui.parts import card_html
from assistant.ui.shell import (
    Member,
    action_edits,
    counted,
    escape_markdown,
    live_programmes,
    live_vocabulary,
    published_programmes,
    safe,
)

_MOST_SHOWN = 40
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)
_DIALOG = "action_dialog"


def draw_actions(member: Member) -> None:
    """Draws the section."""
    st.html(
        "<p class='facts'>Une modification compte aussitôt dans les réponses, le programme et l’agenda. "
        "Le programme publié n’est pas changé.</p>"
    )
    if problem := _problem():
        st.warning(escape_markdown(problem))
    text = st.text_input("Rechercher une action", key="action_search", placeholder="Un mot, un sujet…")
    only = st.checkbox("Seulement les actions modifiées", key="action_changed")
    scored = search_actions(live_programmes(), live_vocabulary(), text=text or "")
    found = [s.action for s in scored if s.action.updated or not only]
    st.html(f"<p class='facts' role='status'>{safe(counted(len(found), 'action'))}</p>")
    with st.container(key="cards-edit", horizontal=True, gap="small"):
        for action in found[:_MOST_SHOWN]:
            _draw_action(action)
    if len(found) > _MOST_SHOWN:
        st.caption(f"{counted(len(found) - _MOST_SHOWN, 'autre action')} : précisez la recherche.")
    _draw_dialog(member)


def _problem() -> str | None:
    """Why some changes are not counted, if so."""
    try:
        return action_edits().left_behind()
    except AssistantError as error:
        return str(error)


def _draw_action(action: Action) -> None:
    with st.container(border=True, key=f"card-edit-{action.id}"):
        st.html(card_html(action))
        st.button(
            "Modifier",
            key=f"change-{action.id}",
            icon=":material/edit_calendar:",
            type="tertiary",
            on_click=_open,
            args=(action.id,),
        )


def _open(identifier: str) -> None:
    st.session_state[_DIALOG] = identifier


def _close() -> None:
    st.session_state.pop(_DIALOG, None)


def _draw_dialog(member: Member) -> None:
    """The action that was opened; a new build may have taken it away meanwhile."""
    identifier = st.session_state.get(_DIALOG)
    if identifier is None:
        return
    published = next((a for p in published_programmes() for a in p.actions if a.id == identifier), None)
    if published is None:
        _close()
        st.toast("Cette action n’est plus dans le programme.")
        return
    st.dialog("Modifier une action", width="medium", on_dismiss=_close)(_draw_form)(published, member)


def _draw_form(published: Action, member: Member) -> None:
    changes = action_edits().of(published.id)
    edit = changes[0] if changes else None
    st.html(
        f"<h3 class='card-title'>{safe(published.title)}</h3><p class='facts'>Au programme publié : "
        f"{safe(', '.join(x for x in (published.period, published.status, published.place) if x))}.</p>"
    )
    with st.form(f"action-{published.id}", border=False):
        first, last = st.columns(2)
        start = _draw_day(first, "Premier jour", edit.start if edit else None)
        end = _draw_day(last, "Dernier jour", edit.end if edit else None)
        status = st.selectbox(
            "Statut",
            STATUSES,
            index=STATUSES.index(edit.status) if edit and edit.status else None,
            placeholder=f"Comme publié ({published.status})",
        )
        place = st.text_input("Lieu", (edit and edit.place) or "", max_chars=LONGEST_PLACE)
        link = st.text_input(
            "Lien d’inscription", (edit and edit.link) or "", max_chars=LONGEST_LINK, placeholder="https://…"
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button("Enregistrer", type="primary")
            undone = st.form_submit_button("Rétablir comme publié") if edit and not edit.is_empty else False
    _draw_history(changes)
    after = edit.number if edit else 0
    if undone:
        _record(published, member, after, None, None, None, "", "")
    elif sent:
        _record(published, member, after, start, end, status, place, link)


def _draw_day(place: DeltaGenerator, label: str, iso: str | None) -> date | None:
    day = date.fromisoformat(iso) if iso else None
    chosen = place.date_input(label, day, min_value=_EARLIEST, max_value=_LATEST, format="DD/MM/YYYY")
    return chosen if isinstance(chosen, date) else None


def _record(
    action: Action,
    member: Member,
    after: int,
    start: date | None,
    end: date | None,
    status: str | None,
    place: str,
    link: str,
) -> None:
    try:
        action_edits().record(
            action.id,
            author=member.name,
            now=datetime.now(UTC),
            after=after,
            start=start,
            end=end,
            status=status,
            place=place,
            link=link,
        )
    except AssistantError as error:
        st.error(escape_markdown(str(error)))
        return
    note(f"Action mise à jour : {action.title}")
    _close()
    st.rerun()


def _draw_history(changes: Sequence[ActionEdit]) -> None:
    if changes:
        lines = "".join(f"<li>{safe(_in_words(change))}</li>" for change in changes)
        st.html(f"<h3 class='label'>Modifications</h3><ul class='reasons'>{lines}</ul>")


def _in_words(change: ActionEdit) -> str:
    what = ", ".join(part for part in (change.days, change.status, change.place, change.link) if part)
    return f"{moment(change.made)}, {change.author} : {what or 'comme publié'}"
