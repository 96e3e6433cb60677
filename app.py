"""The web application: ``streamlit run app.py``.

The file is read twice in two roles: the server imports it for ``app``, and each run of a page executes it.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assistant.errors import AssistantError
from assistant.ui.navigation import all_pages
from assistant.ui.shell import links, server
from assistant.ui.shell.shared import live_centre
from assistant.ui.shell.style import ICON, draw_style
from assistant.ui.shell.titles import in_browser


def main() -> None:
    """Draws the page that the address asks for."""
    centre = live_centre()
    draw_style(centre)
    pages = all_pages()
    links.register_pages(page for section in pages.values() for page in section)
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=in_browser(page.title, centre), page_icon=ICON)
    try:
        page.run()
    except AssistantError as error:
        server.tell_error(error)


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(
        Path(__file__).resolve(),
        lifespan=server.warm_up,
        routes=server.ROUTES,
        middleware=server.MIDDLEWARE,
        on_script_error=server.show_error,
    )
else:
    main()
