"""The look that the theme of Streamlit cannot give: ``style.css``, and the name of the centre."""

from __future__ import annotations

import html
from pathlib import Path

import streamlit as st

from assistant.centre import Centre
from assistant.language import capital

ICON = str(Path(__file__).parent / "icon.svg")
_STYLE = Path(__file__).parent / "style.css"
_LOGO = Path(__file__).parent / "logo.svg"


def draw_style(centre: Centre) -> None:
    """Adds the style sheet and the name of the centre to the page."""
    st.html(_STYLE)
    st.logo(logo(centre), size="large")


def logo(centre: Centre) -> str:
    """The logo as SVG: the short name of the centre, and under it what its whole name adds."""
    name, rest = capital(centre.bare_name), ""
    if centre.name.casefold().startswith(name.casefold()):
        rest = capital(centre.name[len(name) :].strip(" –-,"))
    values = {"NAME": centre.name, "FIRST": name, "SECOND": rest}
    drawn = _LOGO.read_text(encoding="utf-8")
    for mark, value in values.items():
        drawn = drawn.replace(f"{{{mark}}}", html.escape(value))
    return drawn
