"""The pages of the application and who sees them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from assistant.ui import assistant_page


def public_pages() -> list[Page]:
    """The pages that everybody sees."""
    return [
        st.Page(assistant_page.draw, title="Assistant", url_path="assistant", default=True),
    ]
