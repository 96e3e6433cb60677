"""The Assistant page: a chat whose every sentence leads to its source."""

from __future__ import annotations

import streamlit as st

from assistant.assistant import LONGEST_QUESTION
from assistant.errors import AssistantError
from assistant.types import Filters
from assistant.ui import conversation
from assistant.ui.answer_view import draw_documents, draw_sentences, draw_sources
from assistant.ui.conversation import Exchange
from assistant.ui.resources import live_assistant, live_index, reference_date
from assistant.ui.text import escape_markdown, safe
from assistant.ui.viewer import close_viewer, draw_open_viewer


def draw() -> None:
    """Draws the page."""
    live_index()
    asked = st.chat_input(
        "Votre question", key="question", max_chars=LONGEST_QUESTION, submit_mode="stop"
    )
    if asked:
        close_viewer()
        conversation.exchanges().append(Exchange(asked, Filters(), reference_date()))
    kept = conversation.exchanges()
    if not kept:
        st.title("Assistant", anchor=False)
    for number, exchange in enumerate(kept):
        _draw_question(exchange)
        if exchange.answer is None and exchange.error is None and number == len(kept) - 1:
            _answer(exchange, kept[:number])
        _draw_answer(exchange)
    draw_open_viewer()


def _draw_question(exchange: Exchange) -> None:
    st.html(f"<div class='question'><h2 class='unseen'>Question</h2><p>{safe(exchange.question)}</p></div>")


def _answer(exchange: Exchange, before: list[Exchange]) -> None:
    with st.spinner("Je cherche dans les documents…"):
        try:
            assistant = live_assistant()
            exchange.answer = assistant.ask(
                exchange.question,
                history=conversation.history(before),
                today=exchange.today,
                filters=exchange.filters,
            )
            exchange.generation = assistant.index.manifest.generation
        except AssistantError as error:
            exchange.error = str(error)


def _draw_answer(exchange: Exchange) -> None:
    answer = exchange.answer
    if exchange.error:
        st.error(escape_markdown(exchange.error))
    if answer is None:
        return
    if answer.notice:
        st.info(escape_markdown(answer.notice))
    if answer.refused:
        st.html(f"<p class='refusal'>{safe(answer.refusal_reason or '')}</p>")
    draw_sentences(answer, exchange.id)
    draw_sources(answer.citations, exchange.id)
    draw_documents(answer.documents, exchange.id, "Documents à lire")
