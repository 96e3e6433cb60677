"""What a refusal offers: what was looked for, whom to ask, and the request already written."""

from __future__ import annotations

import html
from urllib.parse import quote

import streamlit as st

from assistant.types import Answer, Handover
from assistant.ui.infodoc import ask_service, remember_refusal
from assistant.ui.shell import french_spaces, safe

_SUBJECT = "Demande documentaire"


def mail_link(handover: Handover) -> str:
    """A ``mailto:`` address (RFC 6068) with the subject and the request filled in."""
    body = handover.request.replace("\n", "\r\n")
    return f"mailto:{quote(handover.mail or '', safe='@')}?subject={quote(_SUBJECT)}&body={quote(body)}"


def draw_refusal(answer: Answer, key: str) -> None:
    """The reason, what was looked for, and the request to the service."""
    remember_refusal(answer, key)
    looked_for = safe(answer.standalone_question)
    st.html(
        f"<div class='refusal'><p class='reason'>{safe(answer.refusal_reason or '')}</p>"
        f"<p class='facts'>Recherché : «\u00a0{looked_for}\u00a0»</p></div>"
    )
    if answer.handover is not None:
        _draw_handover(answer.handover, key)


def _draw_handover(handover: Handover, key: str) -> None:
    with st.container(border=True, key=f"handover-{key}"):
        lines = [f"<h3 class='card-title'>Demander au {safe(_lower_first(handover.service))}</h3>"]
        if handover.phone:
            number = "".join(c for c in handover.phone if c.isdigit() or c == "+")
            lines.append(f"<p>Téléphone : <a href='tel:{number}'>{safe(handover.phone)}</a></p>")
        if handover.mail:
            address = html.escape(mail_link(handover))
            lines.append(f"<p><a class='button' href='{address}'>Écrire à {safe(handover.mail)}</a></p>")
        st.html("".join(lines))
        if st.button("Envoyer par le formulaire", key=f"ask-{key}", icon=":material/outgoing_mail:"):
            ask_service(handover.request)
        with st.expander("Voir et copier la demande déjà écrite", key=f"request-{key}"):
            st.code(french_spaces(handover.request), language=None, wrap_lines=True)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
