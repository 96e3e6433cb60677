"""Thumbs up or down under an answer, with an optional comment."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import streamlit as st

from assistant.errors import AssistantError
from assistant.feedback import LONGEST_COMMENT, Opinions
from assistant.settings import PARIS
from assistant.ui.conversation import Exchange
from assistant.ui.resources import settings
from assistant.ui.text import escape_markdown

_PRIVACY = "L’avis est gardé avec la question, sans votre nom. N’écrivez rien de personnel."


@st.fragment
def draw_feedback(exchange: Exchange) -> None:
    """The two thumbs; once one is chosen, room for a comment."""
    with st.container(key=f"opinion-{exchange.id}", horizontal=True, vertical_alignment="center"):
        st.html("<p class='facts'>Cette réponse vous est-elle utile\u00a0?</p>", width="content")
        useful, useless = f"useful-{exchange.id}", f"useless-{exchange.id}"
        if st.button("Oui", icon=":material/thumb_up:", key=useful, type=_type(exchange, True)):
            _record(exchange, useful=True)
        if st.button("Non", icon=":material/thumb_down:", key=useless, type=_type(exchange, False)):
            _record(exchange, useful=False)
    if exchange.useful is not None:
        _draw_comment(exchange)


def _type(exchange: Exchange, useful: bool) -> Literal["primary", "tertiary"]:
    return "primary" if exchange.useful is useful else "tertiary"


def _record(exchange: Exchange, *, useful: bool, comment: str = "") -> None:
    try:
        _keep(exchange, useful, comment)
    except AssistantError as error:
        st.error(escape_markdown(str(error)))
        return
    exchange.useful = useful
    if not comment:
        st.rerun(scope="fragment")


def _keep(exchange: Exchange, useful: bool, comment: str) -> None:
    Opinions(settings().data).record(
        exchange.id,
        useful=useful,
        question=exchange.question,
        refused=bool(exchange.answer and exchange.answer.refused),
        generation=exchange.generation,
        now=datetime.now(PARIS),
        comment=comment,
    )


def _draw_comment(exchange: Exchange) -> None:
    with st.form(f"comment-{exchange.id}", border=False, clear_on_submit=True):
        comment = st.text_input(
            "Votre commentaire (facultatif)", max_chars=LONGEST_COMMENT, help=None, placeholder=_PRIVACY
        )
        if st.form_submit_button("Envoyer") and comment.strip():
            _record(exchange, useful=bool(exchange.useful), comment=comment)
            st.success("Merci, votre avis est enregistré.")
        else:
            st.caption(_PRIVACY)
