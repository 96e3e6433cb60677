"""The sheet of one document: what it says in its own sentences, its outline, its pages, its conditions."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.index import Index
from assistant.types import Document
from assistant.ui.documents.digest import Heading, document_digest, outline
from assistant.ui.parts import ask_only, draw_picture, draw_sentences, open_viewer
from assistant.ui.shell import (
    ASSISTANT,
    counted,
    escape_markdown,
    go_to,
    long_date,
    original_file,
    safe,
    shorten,
)


def draw_document_sheet(document: Document, index: Index) -> None:
    """Draws the sheet."""
    st.html(f"<h1>{safe(document.title)}</h1>")
    if document.summary:
        st.html(f"<p class='lead'>{safe(document.summary)}</p>")
    _draw_buttons(document)
    text, facts = st.columns([5, 3], gap="large")
    with text:
        _draw_digest(document, index)
        _draw_outline(document, index)
    with facts:
        _draw_cover(document)
        _draw_facts(document)


def _draw_buttons(document: Document) -> None:
    with st.container(horizontal=True, key="sheet-buttons"):
        if st.button("Interroger ce document", icon=":material/forum:", type="primary"):
            ask_only(document.id)
            go_to(ASSISTANT)
        st.button("Lire", icon=":material/menu_book:", on_click=open_viewer, args=(document.id,))
        path = original_file(document)
        if path is not None:
            st.download_button(
                "Télécharger",
                path.read_bytes,
                file_name=Path(document.file).name,
                icon=":material/download:",
                on_click="ignore",
            )


def _draw_digest(document: Document, index: Index) -> None:
    summary = document_digest(index, document.id)
    if summary.sentences:
        st.html("<h2>En quelques phrases du document</h2>")
        draw_sentences(summary, "digest")


def _draw_outline(document: Document, index: Index) -> None:
    lines = outline(index.passages_of(document.id))
    if not lines:
        return
    st.html("<h2>Plan</h2>")
    with st.container(key="outline", gap=None):
        for number, heading in enumerate(lines):
            _draw_heading(document, heading, number)


def _draw_heading(document: Document, heading: Heading, number: int) -> None:
    page = f" · p. {heading.page}" if heading.page else ""
    st.button(
        f"{escape_markdown(shorten(heading.title, 100))}{page}",
        key=f"outline-{min(heading.level, 2)}-{number}",
        on_click=open_viewer,
        args=(document.id, heading.page or heading.section),
        type="tertiary",
    )


def _draw_cover(document: Document) -> None:
    """The first page of a PDF, small."""
    path = original_file(document)
    if document.pages and path is not None and path.suffix == ".pdf":
        with st.container(key="cover"):
            draw_picture(document, path, 1, "")


def _draw_facts(document: Document) -> None:
    empty = ", ".join(map(str, document.empty_pages))
    facts = [
        ("Type", document.kind),
        ("Date", long_date(document.date)),
        ("Thèmes", ", ".join(document.themes)),
        ("Auteur", document.author or ""),
        ("Longueur", counted(document.pages, "page") if document.pages else ""),
        ("Pages sans texte", empty),
        ("Réutilisation", document.rights or "Conditions non précisées : demandez au centre."),
        ("En ligne", document.url or ""),
        ("Fichier", Path(document.file).name),
    ]
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in facts if value)
    st.html(f"<h2>Fiche</h2><dl class='sheet'>{rows}</dl>")
