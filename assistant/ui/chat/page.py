"""The Assistant page: a chat whose every sentence leads to its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import date
from functools import partial
from itertools import count

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.assistant import LONGEST_QUESTION
from assistant.errors import AssistantError
from assistant.reading import Answering
from assistant.types import Answer
from assistant.ui.chat import exchanges
from assistant.ui.chat.exchanges import Exchange
from assistant.ui.chat.export import Exported, to_docx, to_markdown
from assistant.ui.chat.opinion_view import draw_feedback
from assistant.ui.chat.refusal_view import draw_refusal
from assistant.ui.parts import (
    close_viewer,
    current_filters,
    draw_action_cards,
    draw_documents,
    draw_filters,
    draw_open_viewer,
    draw_reference_date,
    draw_sentences,
    draw_sources,
    filters_in_words,
)
from assistant.ui.shell import (
    answer_queue,
    background,
    count_question,
    counted,
    current_member,
    escape_markdown,
    live_assistant,
    live_index,
    next_questions,
    reference_date,
    safe,
    settings,
    starter_questions,
)
from assistant.writing import Written

_LOOK_AGAIN = 0.7
"""Seconds between two looks at questions that are being checked."""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw_assistant_page() -> None:
    """Draws the page."""
    index = live_index()
    # Streamlit's own placing of the input would scroll the page to its end whenever something is drawn.
    with st.bottom:
        tools = st.container(key="tools", horizontal=True, vertical_alignment="center", gap="xsmall")
        asked = st.chat_input(
            "Posez votre question", key="question", max_chars=LONGEST_QUESTION, submit_mode="stop"
        )
    if asked:
        _ask(asked)
    kept = exchanges.exchanges()
    _draw_heading(bool(kept))
    with tools:
        filters = draw_filters(index)
        draw_reference_date()
    _draw_limits(filters_in_words(filters, index))
    # Always at this place, so that it is the same fragment in all runs.
    beat = st.container()
    coming: Future[tuple[str, ...]] | None = None
    for number, exchange in enumerate(kept):
        coming = _draw_exchange(exchange, kept[:number], last=number == len(kept) - 1)
    with tools:
        _draw_conversation_tools(kept)
    if not kept:
        _draw_starters(reference_date())
        st.html(f"<p class='facts'>{safe(counted(len(index.documents), 'document'))} dans le corpus.</p>")
    draw_open_viewer()
    with beat:
        st.fragment(_look_again, run_every=_LOOK_AGAIN if coming else None)(coming, count())


def _look_again(coming: Future[tuple[str, ...]] | None, looks: Iterator[int]) -> None:
    """Draws the page again once what is looked for is there; the browser asks for this again and again.

    Streamlit 1.67 leaves the input disabled when a look that was asked for before a question ends together
    with its answer. Such a look finds nothing to wait for, and the page that it draws again frees the input.

    Args:
        coming: what is looked for; ``None`` when nothing is.
        looks: counts them; the first is the run of the page itself.
    """
    if next(looks) and (coming is None or coming.done()):
        st.rerun()


def _ask(question: str) -> None:
    """Asks a question, typed or suggested, within the limits of the moment."""
    close_viewer()
    exchanges.exchanges().append(Exchange(question, current_filters(live_index()), reference_date()))


def _draw_heading(talking: bool) -> None:
    if talking:
        st.html("<h1 class='unseen'>Assistant</h1>")
        return
    st.html(
        "<div class='hero'><h1>Que cherchez-vous\u00a0?</h1>"
        "<p>Chaque phrase de la réponse vient d’un document du centre et mène à la page où elle est écrite. "
        "Quand les documents ne disent rien, l’assistant le dit.</p></div>"
    )


def _draw_limits(limits: str) -> None:
    place = st.empty()
    if limits:
        place.html(f"<p class='facts'>La recherche est limitée à : {safe(limits)}.</p>")


def _draw_conversation_tools(kept: list[Exchange]) -> None:
    """Export and new conversation, once there is one."""
    answered = [Exported(e.question, e.answer, e.today) for e in kept if e.answer is not None]
    if answered:
        _draw_export(answered)
    if kept:
        st.button(
            "Nouvelle conversation",
            icon=":material/add_comment:",
            type="tertiary",
            key="new",
            on_click=_start_again,
        )


def _start_again() -> None:
    exchanges.start_again()
    close_viewer()


def _draw_export(answered: list[Exported]) -> None:
    """Files are made when they are asked for: a Word file takes longer than the whole page."""
    with st.popover("Exporter", icon=":material/ios_share:", type="tertiary", key="export"):
        st.caption("La conversation et ses sources, dans un fichier.")
        _draw_file("Word (.docx)", partial(to_docx, answered), "conversation.docx", _DOCX)
        _draw_file("Texte (.md)", partial(to_markdown, answered), "conversation.md", "text/markdown")


def _draw_file(label: str, make: Callable[[], bytes | str], name: str, type_: str) -> None:
    st.download_button(label, make, file_name=name, mime=type_, on_click="ignore", key=f"export-{name}")


def _draw_starters(today: date) -> None:
    place = st.empty()
    with place.container():
        st.html("<p class='facts' role='status'>Préparation des premières questions…</p>")
    questions = starter_questions(today)
    if not questions:
        place.empty()
        return
    with place.container(key="starters"):
        st.html("<h2 class='label'>Pour commencer</h2>")
        for number, question in enumerate(questions):
            st.button(
                escape_markdown(question),
                key=f"starter-{number}",
                on_click=_ask,
                args=(question,),
                width="stretch",
            )


def _draw_exchange(
    exchange: Exchange, before: list[Exchange], *, last: bool
) -> Future[tuple[str, ...]] | None:
    """Draws a question and its answer; gives the next questions while they are looked for."""
    st.html(f"<div class='question'><h2 class='unseen'>Question</h2><p>{safe(exchange.question)}</p></div>")
    # There at each run, or what follows would change its place, and a click sent from the old one be lost.
    place = st.empty()
    if not exchange.begun:
        _answer(exchange, before, place)
    if exchange.error:
        st.error(escape_markdown(exchange.error))
        if exchange.again:
            st.button("Relancer", key=f"retry-{exchange.id}", on_click=_begin_again, args=(exchange,))
    elif exchange.answer is not None:
        return _draw_answer(exchange, exchange.answer, last)
    else:
        _draw_stopped(exchange)
    return None


def _answer(exchange: Exchange, before: list[Exchange], place: DeltaGenerator) -> None:
    """Looks for an answer; whatever is drawn meanwhile lets the person stop the run of the page."""
    with place.container(key=f"search-{exchange.id}"):
        sign_of_life = st.empty()
        _draw_stopped(exchange)  # The style sheet shows it when nothing runs any more.
        # To click it is enough: the page is drawn again without waiting.
        st.button("Arrêter", key=f"stop-{exchange.id}", icon=":material/stop_circle:", type="tertiary")
        with st.spinner("Je cherche dans les documents…"):
            try:
                assistant = live_assistant()
                exchange.again = True
                count_question()
                exchange.begun, exchange.again = True, False
                exchange.answer = answer_queue().ask(
                    assistant,
                    exchange.question,
                    history=exchanges.history(before),
                    today=exchange.today,
                    filters=exchange.filters,
                    waiting=sign_of_life.empty,
                    seen=_show_as_written(exchange) if _may_write() else None,
                )
                exchange.generation = assistant.index.manifest.generation
            except AssistantError as error:
                exchange.begun, exchange.error = True, str(error)
    place.empty()


def _may_write() -> bool:
    """Whether this session may still call the language model."""
    return exchanges.model_calls() < settings().llm_calls_per_session


def _show_as_written(exchange: Exchange) -> Callable[[Written | Answering], object]:
    """Shows each checked sentence as soon as it is there."""
    place = st.container(key=f"writing-{exchange.id}")

    def show(event: Written | Answering) -> None:
        if isinstance(event, Written):
            place.html(f"<p>{safe(event.sentence.text)}</p>")
        else:
            exchange.dropped, exchange.model_calls = event.dropped, event.usage.calls

    return show


def _draw_stopped(exchange: Exchange) -> None:
    """An answer that was stopped, by its reader or by another click, can be looked for again."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"stopped-{exchange.id}"):
        st.html("<p class='facts'>Recherche interrompue.</p>", width="content")
        st.button("Relancer", key=f"again-{exchange.id}", on_click=_begin_again, args=(exchange,))


def _begin_again(exchange: Exchange) -> None:
    exchange.begun, exchange.error = False, None


def _draw_answer(exchange: Exchange, answer: Answer, last: bool) -> Future[tuple[str, ...]] | None:
    with st.container(key=f"answer-{exchange.id}"):
        st.html("<h2 class='unseen'>Réponse</h2>")
        if answer.notice:
            st.info(escape_markdown(answer.notice), icon=":material/info:")
        if answer.refused:
            draw_refusal(answer, exchange.id)
        draw_sentences(answer, exchange.id)
        draw_sources(answer.citations, exchange.id)
        draw_action_cards(answer.actions, exchange.id)
        cited = {c.document for c in answer.citations}
        others = [d for d in answer.documents if d.document not in cited]
        draw_documents(others, exchange.id, "Documents proches" if answer.refused else "Documents à lire")
        if answer.sentences or answer.refused:
            draw_feedback(exchange)
        _draw_background(exchange, answer)
        if last and answer.sentences:
            return _draw_next(exchange, answer)
    return None


def _draw_background(exchange: Exchange, answer: Answer) -> None:
    """On demand: how a follow-up was understood; for staff, what the language model wrote in vain."""
    if answer.standalone_question.strip() != exchange.question.strip():
        with st.expander("Comment la question a été comprise"):
            st.html(f"<p>{safe(answer.standalone_question)}</p>")
    if exchange.dropped and current_member() is not None:
        with st.expander(f"Phrases écartées ({len(exchange.dropped)})"):
            for one in exchange.dropped:
                st.html(f"<p>{safe(one.text)}<br><em>{safe(' ; '.join(one.problems))}</em></p>")


def _draw_next(exchange: Exchange, answer: Answer) -> Future[tuple[str, ...]] | None:
    """Questions to go on with; they are checked beside the page, which stays free for the next question."""
    if exchange.suggestions is None:
        asked = [e.question for e in exchanges.exchanges()]
        exchange.suggestions = background().submit(
            next_questions, live_assistant(), answer_queue(), answer, asked, exchange.today, exchange.filters
        )
    if not exchange.suggestions.done():
        return exchange.suggestions
    if exchange.suggestions.exception() is None:
        _draw_suggestions(exchange.suggestions.result(), exchange.id)
    return None


def _draw_suggestions(questions: tuple[str, ...], key: str) -> None:
    if not questions:
        return
    with st.container(key=f"next-{key}"):
        st.html("<h3 class='label'>Pour continuer</h3>")
        for number, question in enumerate(questions):
            st.button(
                escape_markdown(question),
                key=f"next-{key}-{number}",
                on_click=_ask,
                args=(question,),
                icon=":material/subdirectory_arrow_right:",
            )
