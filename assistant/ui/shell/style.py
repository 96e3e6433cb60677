"""The look that the theme of Streamlit cannot give: ``style.css``, and the name of the centre."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ICON = str(Path(__file__).parent / "icon.svg")
_STYLE = Path(__file__).parent / "style.css"
_LOGO = str(Path(__file__).parent / "logo.svg")


def draw_style() -> None:
    """Adds the style sheet and the name of the centre to the page."""
    st.html(_STYLE)
    st.logo(_LOGO, size="large")
