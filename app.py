"""The web application: ``streamlit run app.py``.

The file is read twice in two roles: the server imports it for ``app``, and each run of a page executes it.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assistant.errors import AssistantError
from assistant.ui.navigation import all_pages
from assistant.ui.shell import (
    ICON,
    MIDDLEWARE,
    ROUTES,
    draw_style,
    in_browser,
    live_centre,
    register_pages,
    show_error,
    tell_error,
    warm_up,
)


def main() -> None:
    """Draws the page that the address asks for."""
    centre = live_centre()
    draw_style(centre)
    pages = all_pages()
    register_pages(page for section in pages.values() for page in section)
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=in_browser(page.title, centre), page_icon=ICON)
    try:
        page.run()
    except AssistantError as error:
        tell_error(error)


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(
        Path(__file__).resolve(),
        lifespan=warm_up,
        routes=ROUTES,
        middleware=MIDDLEWARE,
        on_script_error=show_error,
    )
else:
    main()
