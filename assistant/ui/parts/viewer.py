"""The viewer: the page of the original with the quoted line highlighted, in a drawer beside the page.

Documents without pages are shown section by section, with the quote marked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from assistant.errors import AssistantError
from assistant.index import Index
from assistant.types import Document
from assistant.ui.parts.sections import section_html, section_with, sections_of, trail
from assistant.ui.shell import counted, escape_markdown, live_index, long_date, original_file, safe, shorten
from assistant.viewer import draw_page

_KEY = "viewer"
_WIDTH = 760
_GONE = "Ce document n’est plus dans le corpus. Posez de nouveau la question pour avoir une source à jour."


@dataclass(frozen=True, slots=True)
class ViewerPlace:
    """What the viewer shows.

    Attributes:
        page: page of a PDF, or section of a document without pages, both from 1; ``None``: where the
            quote stands.
        quote_page: page on which the quote stands.
    """

    document: str
    page: int | None = None
    quote: str = ""
    quote_page: int | None = None


def open_viewer(document: str, page: int | None = None, quote: str = "") -> None:
    """Opens the viewer at the next drawing of the page (a widget's callback)."""
    st.session_state[_KEY] = ViewerPlace(document, page, quote, page)


def close_viewer() -> None:
    """Closes the viewer."""
    st.session_state.pop(_KEY, None)


def draw_open_viewer() -> None:
    """Draws the viewer when it is open; the last thing that a page draws."""
    place: ViewerPlace | None = st.session_state.get(_KEY)
    if place is None:
        return
    document = live_index().documents.get(place.document)
    title = escape_markdown(shorten(document.title, 80)) if document else "Document disparu"
    st.dialog(title, width=_WIDTH, position="right", on_dismiss=close_viewer)(_draw)()


def _draw() -> None:
    place: ViewerPlace | None = st.session_state.get(_KEY)
    index = live_index()
    document = index.documents.get(place.document) if place else None
    if place is None or document is None:
        st.warning(_GONE)
        return
    draw_place(place, document, index)


def draw_place(place: ViewerPlace, document: Document, index: Index) -> None:
    """Draws one place of a document with its buttons; changes of page stay in the viewer's state."""
    path = original_file(document)
    if document.pages is not None and path is not None and path.suffix == ".pdf":
        _draw_page(place, document, path)
    else:
        _draw_section(place, document, index)
    _draw_footer(document, path)


def _draw_page(place: ViewerPlace, document: Document, path: Path) -> None:
    number = min(max(place.page or 1, 1), document.pages or 1)
    _draw_steps(place, number, document.pages or 1, "Page")
    quote = place.quote if number == place.quote_page else ""
    if quote:
        st.html(f"<blockquote class='quote'>{safe(quote)}</blockquote>")
    draw_picture(document, path, number, quote)


def draw_picture(document: Document, path: Path, number: int, quote: str) -> None:
    """The picture of a page with the quote highlighted; a sentence when it cannot be drawn."""
    try:
        picture = draw_page(path, number, quote)
    except AssistantError as error:
        st.error(escape_markdown(str(error)))
        return
    found = ", passage cité surligné" if picture.highlighted else ""
    st.image(picture.png, width="stretch", alt=f"Page {number} de « {document.title} »{found}")
    if quote and not picture.highlighted:
        st.caption("Le passage n’a pas pu être surligné sur cette page.")


def _draw_section(place: ViewerPlace, document: Document, index: Index) -> None:
    sections = sections_of(index.passages_of(document.id))
    if not sections:
        st.info("Aucun texte n’a été trouvé dans ce document. Téléchargez l’original pour le lire.")
        return
    number = place.page or section_with(sections, place.quote) + 1
    number = min(max(number, 1), len(sections))
    _draw_steps(place, number, len(sections), "Partie")
    section = sections[number - 1]
    heading = f"<p class='trail'>{trail(section.headings)}</p>" if section.headings else ""
    st.html(f"<article class='section'>{heading}{section_html(section, place.quote)}</article>")


def _draw_steps(place: ViewerPlace, number: int, last: int, noun: str) -> None:
    """Where one is, and the buttons to the neighbours."""
    with st.container(horizontal=True, vertical_alignment="center", key="viewer-steps"):
        _step(place, number - 1, "Précédente", ":material/chevron_left:", number == 1)
        st.html(f"<p class='where' role='status'>{noun} {number} sur {last}</p>", width="content")
        _step(place, number + 1, "Suivante", ":material/chevron_right:", number == last)
        if place.quote and place.quote_page not in (None, number):
            st.button("Revenir au passage", on_click=_go, args=(place, place.quote_page), type="tertiary")


def _step(place: ViewerPlace, number: int, label: str, icon: str, disabled: bool) -> None:
    st.button(label, icon=icon, on_click=_go, args=(place, number), disabled=disabled, key=f"step-{label}")


def _go(place: ViewerPlace, number: int) -> None:
    st.session_state[_KEY] = replace(place, page=number)


def _draw_footer(document: Document, path: Path | None) -> None:
    if path is None:
        st.caption("L’original de ce document n’est plus disponible.")
        return
    facts = [document.kind, long_date(document.date)]
    if document.pages:
        facts.append(counted(document.pages, "page"))
    st.html(f"<p class='facts'>{safe(' · '.join(fact for fact in facts if fact))}</p>")
    name = Path(document.file).name
    st.download_button(
        "Télécharger l’original",
        path.read_bytes,
        file_name=name,
        icon=":material/download:",
        on_click="ignore",
        key="viewer-download",
    )
