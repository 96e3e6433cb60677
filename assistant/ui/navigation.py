"""The pages of the application and who sees them.

The staff pages are there for everybody, hidden in the menu of who is not signed in: their address then leads
to the sign-in form, which each of them draws itself (``staff_only``).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.navigation.page import Page

from assistant.ui.chat import draw_assistant_page
from assistant.ui.corpus import draw_corpus_page
from assistant.ui.documents import draw_documents_page
from assistant.ui.evaluations import draw_evaluations_page
from assistant.ui.infodoc import draw_form_page, draw_infodoc_page
from assistant.ui.programme import draw_programme_page
from assistant.ui.shell import (
    ASK,
    ASSISTANT,
    CORPUS,
    DOCUMENTS,
    EVALUATIONS,
    INFODOC,
    PROGRAMME,
    SERVICE,
    STAFF,
    TEAM,
    current_member,
)
from assistant.ui.team import draw_service_page, draw_team_page


def public_pages() -> list[Page]:
    """The pages that everybody sees."""
    return [
        st.Page(draw_assistant_page, title=ASSISTANT, url_path="assistant", default=True),
        st.Page(draw_programme_page, title=PROGRAMME, url_path="programme"),
        st.Page(draw_documents_page, title=DOCUMENTS, url_path="documents"),
        st.Page(draw_form_page, title=ASK, url_path="question"),
    ]


def staff_pages(*, hidden: bool) -> list[Page]:
    """The pages of the team, which only show something to who is signed in."""
    visibility: Literal["hidden", "visible"] = "hidden" if hidden else "visible"
    return [
        st.Page(draw_team_page, title=STAFF, url_path="equipe"),
        st.Page(draw_infodoc_page, title=INFODOC, url_path="info-doc", visibility=visibility),
        st.Page(draw_corpus_page, title=CORPUS, url_path="corpus", visibility=visibility),
        st.Page(draw_evaluations_page, title=EVALUATIONS, url_path="evaluations", visibility=visibility),
        st.Page(draw_service_page, title=SERVICE, url_path="service", visibility=visibility),
    ]


def all_pages() -> dict[str, list[Page]]:
    """The pages that this session may open, under the headings of the menu."""
    if current_member() is None:
        return {"": [*public_pages(), *staff_pages(hidden=True)]}
    return {"": public_pages(), TEAM: staff_pages(hidden=False)}
