"""The pages of the application and who sees them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from assistant.ui.assistant_page import draw as draw_assistant
from assistant.ui.documents_page import draw as draw_documents
from assistant.ui.programme_page import draw as draw_programme
from assistant.ui.titles import ASSISTANT, DOCUMENTS, PROGRAMME


def public_pages() -> list[Page]:
    """The pages that everybody sees."""
    return [
        st.Page(draw_assistant, title=ASSISTANT, url_path="assistant", default=True),
        st.Page(draw_programme, title=PROGRAMME, url_path="programme"),
        st.Page(draw_documents, title=DOCUMENTS, url_path="documents"),
    ]


def staff_pages() -> list[Page]:
    """The pages that only signed-in staff see."""
    return []


def all_pages() -> list[Page]:
    """The pages that this session may open, in the order of the menu."""
    return [*public_pages(), *staff_pages()]
