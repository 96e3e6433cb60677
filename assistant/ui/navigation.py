"""The pages of the application and who sees them.

The staff pages are there for everybody, hidden in the menu of who is not signed in: their address then leads
to the sign-in form, which each of them draws itself (``staff_only``).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.navigation.page import Page

from assistant.ui.chat.page import draw as draw_assistant
from assistant.ui.corpus.page import draw as draw_corpus
from assistant.ui.documents.page import draw as draw_documents
from assistant.ui.evaluations.page import draw as draw_evaluations
from assistant.ui.infodoc.form import draw as draw_form
from assistant.ui.infodoc.page import draw as draw_infodoc
from assistant.ui.programme.page import draw as draw_programme
from assistant.ui.shell.sign_in import current_member
from assistant.ui.shell.titles import (
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
)
from assistant.ui.team.page import draw as draw_staff
from assistant.ui.team.service import draw as draw_service


def public_pages() -> list[Page]:
    """The pages that everybody sees."""
    return [
        st.Page(draw_assistant, title=ASSISTANT, url_path="assistant", default=True),
        st.Page(draw_programme, title=PROGRAMME, url_path="programme"),
        st.Page(draw_documents, title=DOCUMENTS, url_path="documents"),
        st.Page(draw_form, title=ASK, url_path="question"),
    ]


def staff_pages(*, hidden: bool) -> list[Page]:
    """The pages of the team, which only show something to who is signed in."""
    visibility: Literal["hidden", "visible"] = "hidden" if hidden else "visible"
    return [
        st.Page(draw_staff, title=STAFF, url_path="equipe"),
        st.Page(draw_infodoc, title=INFODOC, url_path="info-doc", visibility=visibility),
        st.Page(draw_corpus, title=CORPUS, url_path="corpus", visibility=visibility),
        st.Page(draw_evaluations, title=EVALUATIONS, url_path="evaluations", visibility=visibility),
        st.Page(draw_service, title=SERVICE, url_path="service", visibility=visibility),
    ]


def all_pages() -> dict[str, list[Page]]:
    """The pages that this session may open, under the headings of the menu."""
    if current_member() is None:
        return {"": [*public_pages(), *staff_pages(hidden=True)]}
    return {"": public_pages(), TEAM: staff_pages(hidden=False)}
