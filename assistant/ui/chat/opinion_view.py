"""Thumbs up or down under an answer, with an optional comment."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from assistant.errors import AssistantError
from assistant.infodoc import LONGEST_COMMENT, Opinions
from assistant.settings import PARIS
from assistant.storage import open_database
from assistant.ui.chat.exchanges import Exchange
from assistant.ui.shell import escape_markdown, settings

_PRIVACY = "L’avis est gardé avec la question, sans votre nom. N’écrivez rien de personnel."


@st.fragment
def draw_feedback(exchange: Exchange) -> None:
    """The two thumbs; once one is chosen, room for a comment."""
    with st.container(key=f"opinion-{exchange.id}", horizontal=True, vertical_alignment="center"):
        st.html("<p class='facts'>Cette réponse vous est-elle utile\u00a0?</p>", width="content")
        _draw_thumb(exchange, "Oui", ":material/thumb_up:", useful=True)
        _draw_thumb(exchange, "Non", ":material/thumb_down:", useful=False)
    if exchange.opinion_error:
        st.error(escape_markdown(exchange.opinion_error))
    elif exchange.useful is not None:
        _draw_comment(exchange)


def _draw_thumb(exchange: Exchange, label: str, icon: str, *, useful: bool) -> None:
    st.button(
        label,
        icon=icon,
        key=f"{'useful' if useful else 'useless'}-{exchange.id}",
        type="primary" if exchange.useful is useful else "tertiary",
        on_click=_record,
        args=(exchange, useful),
    )


def _record(exchange: Exchange, useful: bool, comment: str = "") -> None:
    try:
        _keep(exchange, useful, comment)
    except AssistantError as error:
        exchange.opinion_error = str(error)
    else:
        exchange.useful, exchange.opinion_error = useful, None


def _keep(exchange: Exchange, useful: bool, comment: str) -> None:
    Opinions(open_database(settings())).record(
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
        comment = st.text_input("Votre commentaire (facultatif)", max_chars=LONGEST_COMMENT)
        st.caption(_PRIVACY)
        sent = st.form_submit_button("Envoyer")
    if sent and comment.strip():
        _record(exchange, bool(exchange.useful), comment)
        if not exchange.opinion_error:
            st.success("Merci, votre commentaire est enregistré.")
