"""Limits of a search, and the day that the pages count from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import streamlit as st

from assistant.index import Index
from assistant.programme import Programme, latest_programme
from assistant.types import Filters
from assistant.ui.shell import (
    REFERENCE_DAY,
    choose_reference_date,
    counted,
    escape_markdown,
    live_programmes,
    long_date,
    reference_date,
    settings,
    shorten,
)

_KINDS, _THEMES, _SINCE, _UNTIL, _DOCUMENT = (
    "filter_kinds",
    "filter_themes",
    "filter_since",
    "filter_until",
    "filter_document",
)
_AFTER_PUBLICATION = timedelta(days=15)


def current_filters(index: Index) -> Filters:
    """The limits chosen in this session, without what the corpus no longer has."""
    state = st.session_state
    document = state.get(_DOCUMENT)
    since, until = state.get(_SINCE), state.get(_UNTIL)
    return Filters(
        documents=(document,) if document in index.documents else (),
        kinds=tuple(k for k in state.get(_KINDS, ()) if k in _kinds(index)),
        themes=tuple(t for t in state.get(_THEMES, ()) if t in _themes(index)),
        since=since if since in _years(index) else None,
        until=until if until in _years(index) else None,
    )


def ask_only(document: str) -> None:
    """Limits the questions to one document."""
    clear_filters()
    st.session_state[_DOCUMENT] = document


def clear_filters() -> None:
    """Takes all limits off."""
    for key in (_KINDS, _THEMES):
        st.session_state[key] = []
    for key in (_SINCE, _UNTIL, _DOCUMENT):
        st.session_state[key] = None


def filters_in_words(filters: Filters, index: Index) -> str:
    """The limits in words; empty without any."""
    parts = [
        f"« {shorten(index.documents[d].title, 60)} »" for d in filters.documents if d in index.documents
    ]
    parts += [*filters.kinds, *filters.themes]
    if filters.since:
        parts.append(f"depuis {filters.since}")
    if filters.until:
        parts.append(f"jusqu’à {filters.until}")
    return ", ".join(parts)


def draw_filters(index: Index) -> Filters:
    """The button that opens the limits, and the limits chosen."""
    filters = current_filters(index)
    _forget_unknown(index)
    chosen = sum(map(bool, (filters.documents, filters.kinds, filters.themes, filters.since, filters.until)))
    label = f"Filtres ({chosen})" if chosen else "Filtres"
    with st.popover(label, icon=":material/tune:", type="tertiary", key="filters"):
        if filters.documents:
            title = index.documents[filters.documents[0]].title
            st.checkbox(
                f"Seulement : {escape_markdown(shorten(title, 70))}",
                value=True,
                key="only_document",
                on_change=ask_everything,
            )
        st.multiselect("Type de document", _kinds(index), key=_KINDS, persist_state="session")
        st.multiselect("Thème", _themes(index), key=_THEMES, persist_state="session")
        since, until = st.columns(2, wrap=False)
        years = _years(index)
        since.selectbox("Depuis", years, index=None, key=_SINCE, persist_state="session", placeholder="—")
        until.selectbox("Jusqu’à", years, index=None, key=_UNTIL, persist_state="session", placeholder="—")
        st.caption(counted(len(_selected(index)), "document concerné", "documents concernés"))
        if filters:
            st.button("Tout enlever", on_click=clear_filters, type="tertiary", icon=":material/close:")
    return current_filters(index)


def ask_everything() -> None:
    """Takes the limit to one document off."""
    st.session_state[_DOCUMENT] = None
    st.session_state.pop("only_document", None)


def _selected(index: Index) -> list[str]:
    chosen = index.selected(current_filters(index))
    return list(index.documents) if chosen is None else chosen


def _forget_unknown(index: Index) -> None:
    """A choice that a rebuilt corpus no longer offers is taken off before its widget is drawn."""
    for key, known in ((_KINDS, _kinds(index)), (_THEMES, _themes(index))):
        if key in st.session_state:
            st.session_state[key] = [value for value in st.session_state[key] if value in known]
    for key in (_SINCE, _UNTIL):
        if st.session_state.get(key) not in (None, *_years(index)):
            st.session_state[key] = None


def _kinds(index: Index) -> list[str]:
    return _sorted(d.kind for d in index.documents.values())


def _themes(index: Index) -> list[str]:
    return _sorted(theme for d in index.documents.values() for theme in d.themes)


def _years(index: Index) -> list[str]:
    return _sorted((d.date or "")[:4] for d in index.documents.values())


def _sorted(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value})


def draw_reference_date() -> date:
    """The button that opens the reference day, and the day chosen."""
    today = reference_date()
    with st.popover(
        f"Au {long_date(today.isoformat())}", icon=":material/event:", type="tertiary", key="day"
    ):
        st.session_state.setdefault(REFERENCE_DAY, today)
        st.date_input("Date de référence", key=REFERENCE_DAY, format="DD/MM/YYYY", persist_state="session")
        st.caption("Ce qui est « à venir » est compté depuis ce jour.")
        st.button("Aujourd’hui", on_click=choose_reference_date, args=(settings().reference_date(),))
        programme = latest_programme(live_programmes())
        if programme is not None:
            draw_time_travel(programme, "day")
    return reference_date()


def draw_time_travel(programme: Programme, key: str) -> None:
    """A button that goes back to when a programme had just been published."""
    day = demonstration_day(programme)
    st.button(
        f"Se placer au {long_date(day.isoformat())}",
        key=f"travel-{key}",
        icon=":material/history:",
        on_click=choose_reference_date,
        args=(day,),
    )


def demonstration_day(programme: Programme) -> date:
    """A day soon after a programme was published, at which its actions are still to come."""
    first = max(programme.published, programme.start)
    return min(first + _AFTER_PUBLICATION, programme.end)
