"""One action beside the page of the programme that announces it."""

from __future__ import annotations

import streamlit as st

from assistant.types import Action, Occurrence
from assistant.ui.parts import card_html, draw_add_to_calendar, draw_picture, find_action
from assistant.ui.shell import escape_markdown, live_index, original_file, safe

_PARAMETER = "action"
_OCCURRENCE = "occurrence"


def open_action(identifier: str) -> None:
    """Opens the sheet of an action at the next drawing (a widget's callback)."""
    st.query_params[_PARAMETER] = identifier
    st.session_state.pop(_OCCURRENCE, None)


def close_action() -> None:
    """Closes the sheet."""
    st.query_params.pop(_PARAMETER, None)


def draw_open_action() -> None:
    """Draws the sheet that the address asks for; the last thing that the page draws."""
    identifier = st.query_params.get(_PARAMETER)
    if identifier is None:
        return
    action = find_action(identifier)
    if action is None:
        st.toast("Cette action n’est plus dans le programme.")
        close_action()
        return
    st.dialog("Action du programme", width="large", on_dismiss=close_action)(_draw)(action)


def _draw(action: Action) -> None:
    places = action.occurrences or (Occurrence(action.page, action.quote, action.themes[0]),)
    card, page = st.columns([2, 3], gap="medium")
    with card:
        st.html(card_html(action))
        draw_add_to_calendar(action, "sheet")
        place = _draw_places(places)
    with page:
        document = live_index().documents.get(action.document)
        path = original_file(document) if document else None
        if document is None or path is None or path.suffix != ".pdf":
            st.html(f"<blockquote class='quote'>{safe(place.quote)}</blockquote>")
        else:
            draw_picture(document, path, place.page, place.quote)


def _draw_places(places: tuple[Occurrence, ...]) -> Occurrence:
    """Where the programme announces the action; the one chosen is shown."""
    if len(places) == 1:
        return places[0]
    chosen = st.radio(
        "Annoncée à plusieurs endroits",
        range(len(places)),
        format_func=lambda n: escape_markdown(f"Page {places[n].page} – {places[n].theme}"),
        key=_OCCURRENCE,
    )
    return places[chosen]
