"""Ways from one page to another: ``app.py`` registers the pages, the others go to them by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import Page

_KEY = "pages"


def register_pages(pages: Iterable[Page]) -> None:
    """Remembers the pages of this run by their path in the address."""
    st.session_state[_KEY] = {page.title: page for page in pages}


def go_to(title: str, **query: str) -> NoReturn:
    """Goes to a page by its title, with parameters in its address."""
    st.switch_page(st.session_state[_KEY][title], query_params=query or None)
