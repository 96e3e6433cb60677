"""The sheet of one request: what is asked, what is known, the replies, what happened."""

from __future__ import annotations

import html

import streamlit as st

from assistant.infodoc import Reply, Request, questions_of
from assistant.ui.infodoc.data import now, register, replies
from assistant.ui.infodoc.entry import draw_change, draw_similar
from assistant.ui.infodoc.links import CHANGE, DESK, LIST, show, show_request
from assistant.ui.infodoc.list import status_chip, subject
from assistant.ui.shell import escape_markdown, safe


def draw_request_sheet(number: int, _who: str) -> None:
    """Draws the sheet."""
    request = register().get(number)
    st.button(
        "Toutes les demandes", icon=":material/arrow_back:", type="tertiary", on_click=show, args=(LIST,)
    )
    st.html(
        f"<h2>Demande n° {request.id} – {safe(subject(request, 90))}</h2>"
        f"<p class='chips'>{status_chip(request, now().date())}</p>"
    )
    with st.container(horizontal=True):
        label = "Reprendre la réponse" if replies().draft(number) else "Préparer la réponse"
        st.button(label, type="primary", icon=":material/edit_note:", on_click=show, args=(DESK, number))
        st.button("Modifier la fiche", icon=":material/edit:", on_click=show, args=(CHANGE, number))
    text, facts = st.columns([5, 3], gap="large")
    with text:
        st.html(f"<div class='request-text'>{html.escape(request.text)}</div>")
        _draw_questions(request)
        _draw_replies(replies().of(number))
    with facts:
        _draw_facts(request)
        draw_similar(request.text, request.id)
        _draw_events(number)


def draw_change_page(number: int, who: str) -> None:
    """Draws the fields of a request that is changed."""
    st.html(f"<h2>Modifier la demande n° {number}</h2>")
    if draw_change(register().get(number), who):
        show_request(number)
        st.rerun()


def _draw_questions(request: Request) -> None:
    questions = questions_of(request.text).questions
    items = "".join(f"<li>{safe(q.query)}</li>" for q in questions)
    if items:
        st.html(f"<h3 class='part'>Ce qui est demandé</h3><ol class='asked'>{items}</ol>")


def _draw_replies(kept: list[Reply]) -> None:
    if not kept:
        return
    st.html("<h3 class='label'>Réponses enregistrées</h3>")
    for reply in kept:
        state = f"validée le {reply.validated:%d/%m/%Y}" if reply.validated else "gardée"
        corpus = " · dans le corpus" if reply.published else ""
        title = f"Version {reply.number}, {state} par {reply.author}{corpus}"
        with st.expander(escape_markdown(title), key=f"reply-{reply.id}"):
            st.code(reply.text, language=None, wrap_lines=True)


def _draw_facts(request: Request) -> None:
    facts = [
        ("Reçue le", f"{request.received:%d/%m/%Y}"),
        ("Canal", request.channel),
        ("Demandeur", request.requester),
        ("Organisme", request.organisation),
        ("Type", request.kind),
        ("Coordonnées", request.contact),
        ("Territoire", request.territory),
        ("Thèmes", ", ".join(request.themes)),
        ("Échéance", f"{request.deadline:%d/%m/%Y}" if request.deadline else ""),
        ("En charge", request.owner),
        ("Temps passé", f"{request.minutes} min" if request.minutes is not None else ""),
        ("Répondue le", f"{request.answered:%d/%m/%Y}" if request.answered else ""),
        ("Anonymisée le", f"{request.anonymised:%d/%m/%Y}" if request.anonymised else ""),
    ]
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in facts if value)
    st.html(f"<dl class='sheet'>{rows}</dl>")


def _draw_events(number: int) -> None:
    with st.expander("Historique", key=f"events-{number}"):
        lines = "".join(
            f"<li>{e.at.astimezone(now().tzinfo):%d/%m/%Y %H:%M} – {safe(e.who)} : {safe(e.what)}"
            f"{' (' + safe(e.detail) + ')' if e.detail else ''}</li>"
            for e in register().events(number)
        )
        st.html(f"<ul class='facts'>{lines}</ul>")
