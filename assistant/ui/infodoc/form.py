"""The public page « Poser une question »: a request to the Info-doc service, with consent."""

from __future__ import annotations

import streamlit as st

from assistant.centre import Centre
from assistant.errors import RegisterError
from assistant.infodoc import KINDS, submit_request
from assistant.infodoc import consent as consent_to
from assistant.language import to
from assistant.ui.infodoc.data import database, now
from assistant.ui.shell import ASK, count_request, escape_markdown, go_to, live_centre, safe

_SENT, _NUMBER = "form_sent", "form_number"
TEXT = "form-text"
_LONGEST = 5_000


def ask_service(request: str) -> None:
    """Goes to the form with a request already written."""
    st.session_state[TEXT] = request
    st.session_state.pop(_NUMBER, None)
    go_to(ASK)


def draw_form_page() -> None:
    """Draws the page."""
    st.set_page_config(layout="centered")
    st.html(f"<h1>{ASK} {safe(to(live_centre().service))}</h1>")
    number = st.session_state.get(_NUMBER)
    if number:
        _draw_thanks(number)
        return
    st.html(
        "<p class='lead'>Le service vous répond, avec ses sources. Dites ce que vous cherchez et pour "
        "quoi : "
        "la réponse sera plus juste.</p>"
    )
    _draw_form()


def _draw_form() -> None:
    with st.form("infodoc-form", border=False):
        text = st.text_area("Votre question", key=TEXT, height=200, max_chars=_LONGEST)
        left, right = st.columns(2)
        with left:
            requester = st.text_input("Votre nom", key="form-requester", max_chars=200, autocomplete="name")
            organisation = st.text_input(
                "Votre organisme (facultatif)",
                key="form-organisation",
                max_chars=200,
                autocomplete="organization",
            )
        with right:
            contact = st.text_input(
                "Votre adresse électronique ou téléphone", key="form-contact", max_chars=200
            )
            territory = st.text_input("Votre territoire (facultatif)", key="form-territory", max_chars=200)
        kind = st.selectbox("Vous êtes (facultatif)", KINDS, None, key="form-kind", placeholder="Choisir")
        consent = st.checkbox(escape_markdown(consent_to(live_centre())), key="form-consent")
        _draw_rights(live_centre())
        sent = st.form_submit_button("Envoyer la demande", type="primary")
    if not sent:
        return
    if not consent:
        st.error("Cochez la case de consentement pour envoyer la demande. Votre texte est toujours là.")
        return
    try:
        count_request()
        request = submit_request(
            database(),
            text=text or "",
            requester=requester or "",
            contact=contact or "",
            organisation=organisation or "",
            kind=kind or "",
            territory=territory or "",
            sent_in_session=st.session_state.get(_SENT, 0),
            now=now(),
        )
    except RegisterError as error:
        st.error(escape_markdown(str(error)))
        return
    st.session_state[_SENT] = st.session_state.get(_SENT, 0) + 1
    st.session_state[_NUMBER] = request.id
    st.rerun()


def _draw_rights(centre: Centre) -> None:
    reached = centre.contacts.mail or centre.contacts.phone or f"écrivez {to(centre.short_name)}"
    st.caption(
        f"Vous pouvez demander à voir, corriger ou effacer ces informations : {escape_markdown(reached)}."
    )


def _draw_thanks(number: int) -> None:
    st.success(f"Votre demande est enregistrée sous le numéro {number}. Le service vous répondra.")
    if phone := live_centre().contacts.phone:
        st.html(f"<p>Pour en parler : {safe(phone)}</p>")
    if st.button("Poser une autre question"):
        st.session_state.pop(_NUMBER, None)
        st.session_state.pop(TEXT, None)
        st.rerun()
