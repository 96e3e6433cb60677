"""The desk where a reply is written: elements kept, edited, moved or removed, each with its sources.

Every change is saved by itself in the register; when that fails, the page says so and the text stays here.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace

import streamlit as st

from assistant.errors import AssistantError, RegisterError
from assistant.infodoc import (
    ANSWER,
    CLOSING,
    HEADINGS,
    OPENING,
    SECTIONS,
    Draft,
    Element,
    ElementState,
    Reply,
    ReplySource,
    Request,
    checked_element,
    draft_from_json,
    draft_to_json,
    prepare_draft,
    with_changed,
    with_element,
    with_moved,
    with_numbers,
    without_element,
)
from assistant.ui.infodoc.data import check, now, past_requests, register, replies
from assistant.ui.infodoc.links import show_request
from assistant.ui.infodoc.list import subject
from assistant.ui.infodoc.reply import draw_reply
from assistant.ui.parts import open_viewer
from assistant.ui.shell import escape_markdown, live_assistant, reference_date, safe, shorten

_TITLES = {OPENING: "Ouverture", CLOSING: "Fin", **HEADINGS}
_STATES: dict[ElementState, tuple[str, str]] = {
    "citation": ("coming", "citation exacte"),
    "appuyé": ("now", "appuyé par la source"),
    "sans source": ("late", "aucune source ne l’appuie"),
    "libre": ("", ""),
}
_EDIT, _UP, _DOWN, _DROP, _BACK = "Modifier", "Monter", "Descendre", "Retirer", "Remettre"


@dataclass(slots=True)
class OpenDraft:
    """The draft of a request in this session.

    Attributes:
        version: of the saved draft that it follows; 0 when none was.
        error: why it could not be saved; the draft itself is still here.
        editing: id of the element that is being edited.
    """

    draft: Draft
    version: int
    error: str = ""
    editing: str = ""


def draw_desk(number: int, who: str) -> None:
    """Draws the desk of a request."""
    request = register().get(number)
    st.button(
        f"Demande n° {number}",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=show_request,
        args=(number,),
    )
    st.html(f"<h2>Réponse à la demande n° {number} – {safe(subject(request, 80))}</h2>")
    desk = _desk(request, who)
    if desk is None:
        return
    _draw_saved(desk, request, who)
    letter, beside = st.columns([7, 3], gap="large")
    with letter:
        for section in SECTIONS:
            _draw_section(desk, section, request, who)
    with beside:
        draw_reply(desk.draft, request, who)
        _draw_past(desk, request, who)
        _draw_request(request)
        _draw_again(desk, request, who)


def _key(request: Request) -> str:
    return f"desk-{request.id}"


def _desk(request: Request, who: str) -> OpenDraft | None:
    """The draft of this session, else the saved one, else a new one."""
    if _key(request) not in st.session_state:
        saved = replies().draft(request.id)
        if saved is not None:
            st.session_state[_key(request)] = OpenDraft(draft_from_json(saved.content), saved.version)
        else:
            with st.spinner("Je cherche dans les documents et j’écris un brouillon…"):
                try:
                    st.session_state[_key(request)] = OpenDraft(_prepared(request), 0)
                except AssistantError as error:
                    st.error(escape_markdown(str(error)))
                    return None
            _save(st.session_state[_key(request)], request, who)
    desk: OpenDraft = st.session_state[_key(request)]
    return desk


def _prepared(request: Request) -> Draft:
    return prepare_draft(
        request.text, live_assistant(), today=reference_date(), received=request.received
    ).draft


def _save(desk: OpenDraft, request: Request, who: str) -> None:
    try:
        saved = replies().save_draft(
            request.id, draft_to_json(desk.draft), version=desk.version, who=who, now=now()
        )
        desk.version, desk.error = saved.version, ""
    except RegisterError as error:
        desk.error = str(error)


def _apply(desk: OpenDraft, draft: Draft, request: Request, who: str) -> None:
    desk.draft = draft
    _save(desk, request, who)


def _draw_saved(desk: OpenDraft, request: Request, who: str) -> None:
    if not desk.error:
        st.html("<p class='facts' role='status'>Le brouillon est enregistré à chaque changement.</p>")
        return
    st.error(escape_markdown(desk.error))
    with st.container(horizontal=True):
        if st.button("Réessayer d’enregistrer", key="desk-retry"):
            _save(desk, request, who)
            st.rerun()
        if st.button("Remplacer le brouillon enregistré", key="desk-replace"):
            with contextlib.suppress(RegisterError):
                saved = replies().draft(request.id)
                desk.version = saved.version if saved else 0
            _save(desk, request, who)
            st.rerun()
        if st.button("Prendre le brouillon enregistré", key="desk-take"):
            del st.session_state[_key(request)]
            st.rerun()


def _draw_section(desk: OpenDraft, section: str, request: Request, who: str) -> None:
    elements = desk.draft.of(section)
    st.html(f"<h3 class='desk-section'>{safe(_TITLES[section])}</h3>")
    _, sources = with_numbers(desk.draft)
    numbers = {(s.document, s.page, s.quote): s.n for s in sources}
    for element in elements:
        if desk.editing == element.id:
            _draw_edited(desk, element, request, who)
        else:
            _draw_element(desk, element, numbers, request, who)
    if st.button(
        "Ajouter", icon=":material/add:", type="tertiary", key=f"add-{section}", help=_TITLES[section]
    ):
        before = {e.id for e in desk.draft.elements}
        desk.draft = with_element(desk.draft, Element("", section, ""))
        desk.editing = next(e.id for e in desk.draft.elements if e.id not in before)
        st.rerun()


def _draw_element(
    desk: OpenDraft,
    element: Element,
    numbers: dict[tuple[str, int | None, str], int],
    request: Request,
    who: str,
) -> None:
    with st.container(key=f"element-{element.id}", horizontal=True, gap="small", vertical_alignment="top"):
        kind = "heading" if element.heading else ("kept" if element.kept else "dropped")
        tone, state = _STATES[element.state] if element.kept else ("past", "retiré")
        chip = (
            f"<span class='chip {tone}'>{safe(state)}</span>" if state and element.state != "citation" else ""
        )
        with st.container(key=f"paragraph-desk-{element.id}", gap=None):
            st.html(f"<span class='{kind}'>{safe(element.text).replace(chr(10), '<br>')}</span>")
            for n in element.sources:
                source = desk.draft.source(n)
                shown = numbers.get((source.document, source.page, source.quote), n)
                _draw_marker(source, shown, f"marker-desk-{element.id}-{n}")
            if chip:
                st.html(chip)
            if element.kept and element.remark:
                st.html(f"<p class='remark'>{safe(element.remark)}</p>")
        options = [_EDIT, _UP, _DOWN, _DROP] if element.kept else [_BACK]
        chosen = st.menu_button(
            "Modifier cet élément",
            options,
            icon=":material/more_horiz:",
            type="tertiary",
            key=f"menu-{element.id}",
        )
    if chosen:
        _do(desk, element, chosen, request, who)
        st.rerun()


def _draw_marker(source: ReplySource, shown: int, key: str) -> None:
    page = f", p. {source.page}" if source.page else ""
    st.button(
        f"{shown} *source : {escape_markdown(source.title + page)}*",
        key=key,
        on_click=open_viewer,
        args=(source.document, source.page, source.quote),
        type="tertiary",
    )


def _do(desk: OpenDraft, element: Element, chosen: str, request: Request, who: str) -> None:
    if chosen == _EDIT:
        desk.editing = element.id
    elif chosen in (_UP, _DOWN):
        _apply(desk, with_moved(desk.draft, element.id, -1 if chosen == _UP else 1), request, who)
    else:
        _apply(desk, with_changed(desk.draft, replace(element, kept=chosen == _BACK)), request, who)


def _draw_edited(desk: OpenDraft, element: Element, request: Request, who: str) -> None:
    with st.container(border=True, key=f"edited-{element.id}"):
        text = st.text_area("Texte", element.text, key=f"edit-{element.id}", persist_state="session") or ""
        labels = {
            s.n: f"{shorten(s.title, 40)}{f', p. {s.page}' if s.page else ''} – {shorten(s.quote, 60)}"
            for s in desk.draft.sources
        }
        sources = element.sources
        if element.section == ANSWER and not element.heading:
            sources = tuple(
                st.multiselect(
                    "Sources",
                    list(labels),
                    list(element.sources),
                    format_func=lambda n: labels[n],
                    key=f"edit-sources-{element.id}",
                    placeholder="Aucune source",
                )
            )
        with st.container(horizontal=True):
            saved = st.button("Enregistrer", type="primary", key=f"edit-save-{element.id}")
            left = st.button("Annuler", key=f"edit-leave-{element.id}")
    if saved:
        desk.editing = ""
        edited = replace(element, text=text.strip(), sources=sources)
        _apply(desk, with_changed(desk.draft, checked_element(desk.draft, edited, check())), request, who)
        st.rerun()
    if left:
        desk.editing = ""
        if not element.text:
            desk.draft = without_element(desk.draft, element.id)
        st.rerun()


def _draw_past(desk: OpenDraft, request: Request, who: str) -> None:
    """Validated replies to similar requests, whose sentences can be taken over with their sources."""
    found = [s for s in past_requests().like(request.text, besides=request.id, now=now()) if s.reply]
    if not found:
        return
    st.html("<h3 class='label'>Réponses déjà validées</h3>")
    for similar in found[:3]:
        reply = similar.reply
        assert reply is not None
        title = f"n° {similar.request.id} – {subject(similar.request, 60)}"
        with st.expander(escape_markdown(title), key=f"past-{reply.id}"):
            _draw_past_sentences(desk, reply, request, who)


def _draw_past_sentences(desk: OpenDraft, reply: Reply, request: Request, who: str) -> None:
    past = draft_from_json(reply.content)
    for element in past.of(ANSWER, kept=True):
        if element.heading or not element.sources:
            continue
        st.html(f"<p>{safe(element.text)}</p>")
        if st.button("Reprendre cette phrase", key=f"take-{reply.id}-{element.id}", type="tertiary"):
            sources = [past.source(n) for n in element.sources]
            _apply(desk, with_element(desk.draft, replace(element, sources=()), sources), request, who)
            st.rerun()


def _draw_request(request: Request) -> None:
    with st.expander("Texte de la demande", key="desk-request"):
        st.html(f"<div class='request-text'>{safe(request.text)}</div>")


def _draw_again(desk: OpenDraft, request: Request, who: str) -> None:
    with st.popover("Recommencer le brouillon", type="tertiary", icon=":material/restart_alt:"):
        st.caption("Un autre brouillon est préparé ; celui-ci est remplacé. Les versions gardées restent.")
        if st.button("Préparer un autre brouillon", key="desk-again"):
            try:
                _apply(desk, _prepared(request), request, who)
            except AssistantError as error:
                st.error(escape_markdown(str(error)))
            else:
                st.rerun()
