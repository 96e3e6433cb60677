"""The Corpus page (staff): what the live index holds."""

from __future__ import annotations

import streamlit as st

from assistant.ui.resources import live_index
from assistant.ui.sign_in import staff_only
from assistant.ui.text import counted, safe


def draw() -> None:
    """Draws the page."""
    staff_only()
    st.set_page_config(layout="wide")
    st.html("<h1>Corpus</h1>")
    manifest = live_index().manifest
    facts = f"{counted(manifest.documents, 'document')} · {counted(manifest.passages, 'passage')}"
    st.html(f"<p class='facts'>{safe(facts)}</p>")
