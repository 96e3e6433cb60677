"""The Info-doc page (staff): the register, the desk where replies are written, the figures."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.ui.infodoc.entry import draw_new
from assistant.ui.infodoc.figures import draw_yearly_figures
from assistant.ui.infodoc.importing import draw_import
from assistant.ui.infodoc.links import (
    CHANGE,
    DESK,
    FIGURES,
    IMPORT,
    LIST,
    NEW,
    PRIVACY,
    SHEET,
    request_number,
    show,
    view,
)
from assistant.ui.infodoc.list import draw_list
from assistant.ui.infodoc.privacy import draw_privacy
from assistant.ui.infodoc.sheet import draw_change_page, draw_request_sheet
from assistant.ui.infodoc.workshop import draw_desk
from assistant.ui.parts import draw_open_viewer
from assistant.ui.shell import INFODOC, staff_only

_STYLE = Path(__file__).parent / "infodoc.css"
_VIEWS = {
    LIST: "Demandes",
    NEW: "Nouvelle demande",
    FIGURES: "Chiffres",
    IMPORT: "Import",
    PRIVACY: "Données personnelles",
}


def draw_infodoc_page() -> None:
    """Draws the page."""
    member = staff_only()
    st.set_page_config(layout="wide")
    st.html(_STYLE)
    st.html(f"<h1>{INFODOC}</h1>")
    current, number = view(), request_number()
    with st.container(horizontal=True, key="infodoc-views", gap="small"):
        for name, label in _VIEWS.items():
            st.button(
                label,
                key=f"view-{name}",
                type="primary" if name == current else "tertiary",
                on_click=show,
                args=(name,),
            )
    if number is not None and current in (SHEET, CHANGE, DESK):
        {SHEET: draw_request_sheet, CHANGE: draw_change_page, DESK: draw_desk}[current](number, member.name)
    elif current == NEW:
        draw_new(member.name)
    elif current == FIGURES:
        draw_yearly_figures()
    elif current == IMPORT:
        draw_import(member.name)
    elif current == PRIVACY:
        draw_privacy(member.name)
    else:
        draw_list()
    draw_open_viewer()
