"""The Documents page: the catalogue with search and facets, and the sheet of one document."""

from __future__ import annotations

import streamlit as st

from assistant.index import Index
from assistant.types import Document, Filters
from assistant.ui.documents.catalogue import search_documents
from assistant.ui.documents.sheet import draw_document_sheet
from assistant.ui.parts import close_viewer, draw_open_viewer
from assistant.ui.shell import counted, escape_markdown, live_index, long_date, safe, shorten

_PARAMETER = "document"


def draw_documents_page() -> None:
    """Draws the page."""
    st.set_page_config(layout="wide")
    index = live_index()
    chosen = st.query_params.get(_PARAMETER)
    if chosen in index.documents:
        st.button("Tous les documents", icon=":material/arrow_back:", type="tertiary", on_click=_show_all)
        draw_document_sheet(index.documents[chosen], index)
    else:
        _draw_catalogue(index, vanished=chosen is not None)
    draw_open_viewer()


def _show_all() -> None:
    close_viewer()
    st.query_params.clear()


def _show(document: str) -> None:
    close_viewer()
    st.query_params[_PARAMETER] = document


def _draw_catalogue(index: Index, *, vanished: bool) -> None:
    st.html("<h1>Documents</h1>")
    if vanished:
        st.warning("Ce document n’est plus dans le corpus. Voici ceux qui y sont.")
    text, filters = _draw_search(index)
    found = search_documents(index, text, filters)
    st.html(f"<p class='facts' role='status'>{counted(len(found), 'document')}</p>")
    if not found:
        st.info("Aucun document ne correspond. Enlevez un critère ou essayez un autre mot.")
    with st.container(key="catalogue", gap=None):
        for document in found:
            _draw_entry(document)


def _draw_search(index: Index) -> tuple[str, Filters]:
    documents = index.documents.values()
    with st.container(key="facets", horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Rechercher", key="q", bind="query-params", placeholder="Un mot, un sujet…")
        kind = _facet("Type", sorted({d.kind for d in documents}), "type")
        theme = _facet("Thème", sorted({t for d in documents for t in d.themes}), "theme")
        year = _facet("Année", sorted({d.date[:4] for d in documents if d.date}, reverse=True), "annee")
    return text, Filters(
        kinds=(kind,) if kind else (), themes=(theme,) if theme else (), since=year, until=year
    )


def _facet(label: str, options: list[str], key: str) -> str | None:
    return st.selectbox(label, options, index=None, key=key, placeholder="Tous", bind="query-params")


def _draw_entry(document: Document) -> None:
    with st.container(key=f"entry-{document.id}", gap=None):
        st.button(
            escape_markdown(document.title),
            key=f"open-{document.id}",
            on_click=_show,
            args=(document.id,),
            type="tertiary",
        )
        summary = f"<p>{safe(shorten(document.summary, 260))}</p>" if document.summary else ""
        st.html(f"<p class='facts'>{safe(facts_of(document))}</p>{summary}")


def facts_of(document: Document) -> str:
    """Kind, date, pages and themes of a document on one line."""
    pages = counted(document.pages, "page") if document.pages else ""
    parts = (document.kind, long_date(document.date), pages, ", ".join(document.themes))
    return " · ".join(part for part in parts if part)
