"""The fields of a request, for a new one and for one that is changed; what was typed stays on every error."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import streamlit as st

from assistant.errors import RegisterError
from assistant.infodoc import (
    CHANNELS,
    KINDS,
    LONGEST_FIELD,
    LONGEST_TEXT,
    STATUSES,
    NewRequest,
    OvertakenError,
    Request,
    Similar,
    as_new_request,
    changed_fields,
    french_name,
)
from assistant.ui.infodoc.data import now, past_requests, register
from assistant.ui.infodoc.links import show_request
from assistant.ui.shell import counted, escape_markdown, live_index, safe, shorten

_NEW = "new"
_READ, _CONFLICT = "infodoc_read", "infodoc_conflict"
_LEAST_TO_COMPARE = 20


def draw_new(who: str) -> None:
    """A new request; similar past ones are shown as soon as its text is there."""
    st.html("<h2>Nouvelle demande</h2>")
    form, beside = st.columns([5, 3], gap="large")
    with form:
        wanted = draw_fields(_NEW, NewRequest(received=now().date(), channel="mail", text="", owner=who))
        if st.button("Enregistrer la demande", type="primary", key="infodoc-add"):
            _add(wanted, who)
    with beside:
        draw_similar(wanted.text, 0)


def _add(wanted: NewRequest, who: str) -> None:
    try:
        added = register().add(wanted, who=who, now=now())
    except RegisterError as error:
        st.error(escape_markdown(str(error)))
        return
    forget_fields(_NEW)
    show_request(added.id)
    st.rerun()


def draw_fields(prefix: str, start: NewRequest) -> NewRequest:
    """Draws the fields and gives what they hold."""
    text = st.text_area(
        "Demande",
        start.text,
        key=f"{prefix}-text",
        height=180,
        max_chars=LONGEST_TEXT,
        persist_state="session",
        placeholder="Le texte du mail, ou ce qui a été dit.",
    )
    when, how, kind = st.columns(3)
    with when:
        received = st.date_input(
            "Reçue le",
            start.received,
            format="DD/MM/YYYY",
            key=f"{prefix}-received",
            min_value=date(1990, 1, 1),
            persist_state="session",
        )
    with how:
        channel = st.selectbox("Canal", CHANNELS, CHANNELS.index(start.channel), key=f"{prefix}-channel")
    with kind:
        place = KINDS.index(start.kind) if start.kind else None
        who = st.selectbox("Type de demandeur", KINDS, place, key=f"{prefix}-kind", placeholder="Non précisé")
    left, right = st.columns(2)
    with left:
        requester = _line("Nom du demandeur", start.requester, f"{prefix}-requester")
        organisation = _line("Organisme", start.organisation, f"{prefix}-organisation")
        contact = _line("Coordonnées", start.contact, f"{prefix}-contact")
        territory = _line("Territoire", start.territory, f"{prefix}-territory")
    with right:
        owner = _line("Personne en charge", start.owner, f"{prefix}-owner")
        themes = st.multiselect(
            "Thèmes",
            _themes(start.themes),
            start.themes,
            key=f"{prefix}-themes",
            accept_new_options=True,
            placeholder="Choisir ou écrire",
            persist_state="session",
        )
        deadline = st.date_input(
            "Échéance", start.deadline, format="DD/MM/YYYY", key=f"{prefix}-deadline", persist_state="session"
        )
        minutes = st.number_input(
            "Temps passé (minutes)",
            0,
            100_000,
            start.minutes,
            5,
            key=f"{prefix}-minutes",
            persist_state="session",
        )
    return replace(
        start,
        text=text or "",
        received=received if isinstance(received, date) else start.received,
        channel=channel or start.channel,
        kind=who or "",
        requester=requester,
        organisation=organisation,
        contact=contact,
        territory=territory,
        owner=owner,
        themes=tuple(themes),
        deadline=deadline if isinstance(deadline, date) else None,
        minutes=minutes,
    )


def _line(label: str, value: str, key: str) -> str:
    typed = st.text_input(label, value, key=key, max_chars=LONGEST_FIELD, persist_state="session")
    return (typed or "").strip()


def _themes(own: tuple[str, ...]) -> list[str]:
    known = {t for d in live_index().documents.values() for t in d.themes}
    return sorted({*known, *register().known("themes"), *own})


def forget_fields(prefix: str) -> None:
    """Empties the fields."""
    for key in [k for k in st.session_state if str(k).startswith(f"{prefix}-")]:
        del st.session_state[key]


def draw_change(request: Request, who: str) -> bool:
    """The fields of a request that is there already; gives whether the person is done with them."""
    prefix = f"change-{request.id}"
    read: Request = st.session_state.setdefault(f"{_READ}-{request.id}", request)
    _draw_conflict(request.id, prefix, who)
    wanted = draw_fields(prefix, as_new_request(read))
    place = STATUSES.index(read.status)
    wanted = replace(
        wanted, status=st.selectbox("État", STATUSES, place, key=f"{prefix}-status") or read.status
    )
    with st.container(horizontal=True):
        saved = st.button("Enregistrer", type="primary", key=f"save-{request.id}")
        left = st.button("Annuler", key=f"leave-{request.id}")
    if left or (saved and _change(read, wanted, who)):
        forget_fields(prefix)
        st.session_state.pop(f"{_READ}-{request.id}", None)
        st.session_state.pop(f"{_CONFLICT}-{request.id}", None)
        return True
    return False


def _change(read: Request, wanted: NewRequest, who: str) -> bool:
    try:
        register().change(read, wanted, who=who, now=now())
    except OvertakenError as error:
        st.session_state[f"{_CONFLICT}-{read.id}"] = (str(error), error.current, wanted)
        st.rerun()
    except RegisterError as error:
        st.error(escape_markdown(str(error)))
        return False
    return True


def _draw_conflict(number: int, prefix: str, who: str) -> None:
    """What the other person wrote beside what this one typed, and the two ways out."""
    found: tuple[str, Request, NewRequest] | None = st.session_state.get(f"{_CONFLICT}-{number}")
    if found is None:
        return
    said, current, mine = found
    st.warning(escape_markdown(said))
    rows = "".join(
        f"<dt>{safe(french_name(name))}</dt><dd>enregistré : {safe(_shown(getattr(current, name)))}<br>"
        f"votre saisie : {safe(_shown(getattr(mine, name)))}</dd>"
        for name in changed_fields(current, mine)
    )
    st.html(f"<dl class='sheet'>{rows}</dl>")
    with st.container(horizontal=True):
        if st.button("Garder ma saisie", key=f"mine-{number}"):
            st.session_state[f"{_READ}-{number}"] = current
            del st.session_state[f"{_CONFLICT}-{number}"]
            if _change(current, mine, who):
                forget_fields(prefix)
                st.session_state.pop(f"{_READ}-{number}", None)
            st.rerun()
        if st.button("Reprendre ce qui est enregistré", key=f"theirs-{number}"):
            st.session_state[f"{_READ}-{number}"] = current
            del st.session_state[f"{_CONFLICT}-{number}"]
            forget_fields(prefix)
            st.rerun()


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else str(value or "—")


def draw_similar(text: str, besides: int) -> None:
    """Past requests like a text, the probable duplicates first said to be so."""
    if len(text.strip()) < _LEAST_TO_COMPARE:
        st.html("<p class='facts'>Les demandes proches s’afficheront ici quand le texte sera écrit.</p>")
        return
    found = past_requests().like(text, besides=besides, now=now())
    duplicates = [s for s in found if s.duplicate]
    if duplicates:
        numbers = ", ".join(f"n° {s.request.id}" for s in duplicates)
        st.warning(f"Cette demande ressemble beaucoup à une demande récente ({numbers}).")
    st.html(f"<h3 class='label'>{safe(counted(len(found), 'demande proche', 'demandes proches'))}</h3>")
    for similar in found:
        _draw_similar(similar)


def _draw_similar(similar: Similar) -> None:
    request = similar.request
    with st.container(key=f"entry-similar-{request.id}", gap=None):
        st.button(
            escape_markdown(f"n° {request.id} – {shorten(' '.join(request.text.split()), 90)}"),
            key=f"open-similar-{request.id}",
            type="tertiary",
            on_click=show_request,
            args=(request.id,),
        )
        state = "réponse validée" if similar.reply else request.status
        st.html(
            f"<p class='facts'>{request.received:%d/%m/%Y} · {safe(state)} · proximité "
            f"{similar.score:.0%}</p>"
        )
