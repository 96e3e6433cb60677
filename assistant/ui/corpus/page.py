"""The Corpus page (staff): the live index, the documents, the builds, and the actions of the programme."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from assistant.errors import AssistantError
from assistant.ui.corpus.actions import draw_actions
from assistant.ui.corpus.builds import draw_builds
from assistant.ui.corpus.data import draw_notes
from assistant.ui.corpus.documents import draw_corpus_documents
from assistant.ui.corpus.state import draw_building, draw_index
from assistant.ui.shell import escape_markdown, staff_only

_STYLE = Path(__file__).parent / "corpus.css"
_INDEX, _DOCUMENTS, _BUILDS, _ACTIONS = "Index", "Documents", "Constructions", "Actions"


def draw_corpus_page() -> None:
    """Draws the page."""
    member = staff_only()
    st.set_page_config(layout="wide")
    st.html(_STYLE)
    st.html("<h1>Corpus</h1>")
    draw_notes()
    view = st.segmented_control(
        "Partie de la page",
        [_INDEX, _DOCUMENTS, _BUILDS, _ACTIONS],
        default=_INDEX,
        required=True,
        key="vue",
        label_visibility="collapsed",
        bind="query-params",
    )
    sections: dict[str, Callable[[], None]] = {
        _INDEX: draw_index,
        _DOCUMENTS: draw_corpus_documents,
        _BUILDS: draw_builds,
        _ACTIONS: partial(draw_actions, member),
    }
    if view != _ACTIONS:
        _draw_whole(partial(draw_building, member))
    _draw_whole(sections[view or _INDEX])


def _draw_whole(section: Callable[[], None]) -> None:
    """Draws a section; what is wrong with it is said in its place, and the others stay."""
    try:
        section()
    except AssistantError as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
