"""The Espace équipe page: the way in for staff, and what they find behind it."""

from __future__ import annotations

import streamlit as st

from assistant.ui.shell import STAFF, safe, sign_out, staff_only


def draw_team_page() -> None:
    """Draws the page."""
    member = staff_only()
    st.html(f"<h1>{STAFF}</h1><p class='facts'>Connecté : {safe(member.name)}</p>")
    st.html(
        "<p class='lead'>Les pages de l’équipe sont dans le menu, sous « Équipe ». "
        "Ce que vous y changez porte votre nom et la date.</p>"
    )
    st.button("Se déconnecter", icon=":material/logout:", on_click=sign_out)
