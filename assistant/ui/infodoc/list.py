"""The list of requests: search, filters, one line a request that the keyboard reaches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from assistant.infodoc import (
    CHANNELS,
    CSV,
    KINDS,
    OPEN,
    PAGE,
    STATUSES,
    XLSX,
    Request,
    RequestSearch,
    Value,
    questions_of,
    requests_rows,
    to_csv,
    to_xlsx,
)
from assistant.ui.infodoc.data import now, register
from assistant.ui.infodoc.links import NEW, show, show_request
from assistant.ui.shell import counted, escape_markdown, safe, shorten

_LATE = "En retard"
_MOST_EXPORTED = 200_000
_TONES = {"reçue": "unknown", "en cours": "now", "répondue": "coming", "sans suite": "past"}


def draw_list() -> None:
    """Draws the list."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="infodoc-tools"):
        st.button(
            "Nouvelle demande",
            type="primary",
            icon=":material/add:",
            on_click=show,
            args=(NEW,),
            shortcut="Alt+N",
        )
    search = _draw_search()
    page = int(st.session_state.get("infodoc-page", 1))
    found = register().find(search, first=(page - 1) * PAGE)
    if not found.requests and found.total:
        st.session_state["infodoc-page"] = page = 1
        found = register().find(search)
    st.html(f"<p class='facts' role='status'>{safe(counted(found.total, 'demande'))}</p>")
    if not found.total:
        st.info("Aucune demande ne correspond. Enlevez un critère, ou ajoutez une demande.")
        return
    with st.container(key="infodoc-list", gap=None):
        for request in found.requests:
            _draw_line(request)
    pages = -(-found.total // PAGE)
    if pages > 1:
        st.pagination(pages, default=page, key="infodoc-page")
    _draw_export(search)


def _draw_search() -> RequestSearch:
    known = register()
    with st.container(key="facets", horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Rechercher", key="infodoc-q", placeholder="Un mot, un nom, un numéro…")
        status = st.selectbox("État", [*STATUSES, _LATE], None, key="infodoc-status", placeholder="Tous")
        kind = st.selectbox("Demandeur", KINDS, None, key="infodoc-kind", placeholder="Tous")
        channel = st.selectbox("Canal", CHANNELS, None, key="infodoc-channel", placeholder="Tous")
        theme = st.selectbox("Thème", known.known("themes"), None, key="infodoc-theme", placeholder="Tous")
        owner = st.selectbox("En charge", known.known("owner"), None, key="infodoc-owner", placeholder="Tous")
    late = status == _LATE
    return RequestSearch(
        text=text or "",
        statuses=() if late or not status else (status,),
        kinds=(kind,) if kind else (),
        channels=(channel,) if channel else (),
        theme=theme or "",
        owner=owner or "",
        late_on=now().date() if late else None,
    )


def _draw_line(request: Request) -> None:
    with st.container(key=f"entry-request-{request.id}", gap=None):
        st.button(
            escape_markdown(f"n° {request.id} – {subject(request)}"),
            key=f"open-request-{request.id}",
            type="tertiary",
            on_click=show_request,
            args=(request.id,),
        )
        st.html(f"<p class='facts'>{status_chip(request, now().date())} {safe(facts(request))}</p>")


def subject(request: Request, most: int = 110) -> str:
    """What a request asks, on one line."""
    understood = questions_of(request.text)
    asked = understood.subject or (understood.questions[0].query if understood.questions else request.text)
    more = len(understood.questions) - 1
    return shorten(" ".join(asked.split()), most) + (f" (+ {more})" if more > 0 else "")


def facts(request: Request) -> str:
    """Date, channel, requester and deadline on one line."""
    who = ", ".join(p for p in (request.requester, request.organisation) if p) or request.kind
    due = f"pour le {request.deadline:%d/%m/%Y}" if request.deadline and request.status in OPEN else ""
    owner = f"suivie par {request.owner}" if request.owner else ""
    parts = (f"{request.received:%d/%m/%Y}", request.channel, who, request.territory, due, owner)
    return " · ".join(part for part in parts if part)


def status_chip(request: Request, today: date) -> str:
    """The status as HTML, and whether the deadline has passed."""
    late = request.deadline is not None and request.deadline < today and request.status in OPEN
    chip = f"<span class='chip {_TONES[request.status]}'>{safe(request.status)}</span>"
    return chip + ("<span class='chip late'>en retard</span>" if late else "")


def _draw_export(search: RequestSearch) -> None:
    with st.popover("Exporter la liste", icon=":material/ios_share:", type="tertiary"):
        st.caption("Le fichier contient des données personnelles : gardez-le comme le registre lui-même.")

        def rows() -> list[Sequence[Value]]:
            return list(requests_rows(register().find(search, most=_MOST_EXPORTED).requests))

        st.download_button(
            "CSV",
            lambda: to_csv(rows()),
            file_name="demandes.csv",
            mime=CSV,
            on_click="ignore",
            key="list-csv",
        )
        st.download_button(
            "Excel (.xlsx)",
            lambda: to_xlsx([("Demandes", rows())]),
            file_name="demandes.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="list-xlsx",
        )
