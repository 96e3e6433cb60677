"""Personal data: what is due for anonymisation, the traces, the data of one person."""

from __future__ import annotations

import json

import streamlit as st

from assistant.errors import RegisterError
from assistant.infodoc import PersonalData, Request
from assistant.ui.infodoc.data import database, now
from assistant.ui.infodoc.list import facts, subject
from assistant.ui.shell import counted, escape_markdown, safe, settings

_AT_ONCE = 200
_DONE = "anonymised"


def draw_privacy(who: str) -> None:
    """Draws the page."""
    data = PersonalData(database())
    st.html("<h2>Données personnelles</h2>")
    if done := st.session_state.pop(_DONE, ""):
        st.success(done)
    _draw_due(data, who)
    _draw_person(data)
    _draw_traces(data)


def _draw_due(data: PersonalData, who: str) -> None:
    months = settings().infodoc_retention_months
    due = data.due(now().date(), months)
    st.html(
        "<h3 class='part'>À anonymiser</h3>"
        f"<p>{safe(counted(len(due), 'demande close', 'demandes closes'))} depuis plus de {months} mois. "
        "Rien n’est détruit sans le visa des archives départementales : cette liste propose, vous "
        "décidez.</p>"
    )
    if not due:
        return
    labels = {r.id: f"n° {r.id} · {subject(r, 60)} · {facts(r)}" for r in due[:_AT_ONCE]}
    chosen = st.multiselect(
        "Demandes", list(labels), list(labels), format_func=lambda n: labels[n], key="erase-requests"
    )
    visa = st.text_input("Référence du visa", key="erase-visa", max_chars=200)
    sure = st.checkbox("Je sais que c’est définitif", key="erase-sure")
    if st.button("Anonymiser", key="erase", disabled=not (chosen and visa.strip() and sure)):
        _erase(data, [r for r in due if r.id in chosen], visa, who)


def _erase(data: PersonalData, requests: list[Request], visa: str, who: str) -> None:
    try:
        done = data.anonymise(requests, visa=visa, who=who, now=now())
    except RegisterError as error:
        st.error(escape_markdown(str(error)))
        return
    st.session_state[_DONE] = f"{counted(done, 'demande anonymisée', 'demandes anonymisées')}."
    st.rerun()


def _draw_person(data: PersonalData) -> None:
    st.html(
        "<h3 class='part'>Données d’une personne</h3>"
        "<p class='facts'>Pour répondre à une demande d’accès : tout ce que le registre garde sur elle.</p>"
    )
    person = st.text_input("Nom, adresse électronique ou téléphone", key="person", max_chars=200)
    if not person.strip():
        return
    try:
        found = data.about(person)
    except RegisterError as error:
        st.error(escape_markdown(str(error)))
        return
    st.html(f"<p role='status'>{safe(counted(len(found['demandes']), 'demande'))}</p>")
    if found["demandes"]:
        st.download_button(
            "Exporter ces données (.json)",
            json.dumps(found, ensure_ascii=False, indent=2),
            file_name="donnees-personne.json",
            mime="application/json",
            on_click="ignore",
            key="person-export",
        )


def _draw_traces(data: PersonalData) -> None:
    with st.expander("Anonymisations faites", key="erasures"):
        rows = data.erasures()
        if not rows:
            st.html("<p class='facts'>Aucune.</p>")
            return
        items = "".join(
            f"<li>n° {e.request} – {e.at:%d/%m/%Y} – {safe(e.who)} – visa {safe(e.visa)} "
            f"({safe(e.fields)})</li>"
            for e in rows
        )
        st.html(f"<ul class='facts'>{items}</ul>")
