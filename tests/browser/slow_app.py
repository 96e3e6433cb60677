"""The application with a search so slow that a person stops it. Served by the tests of the stop button."""

import os
import time
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.assistant import Assistant, Examination
from assistant.ui import server

SLOWLY = float(os.environ["TEST_SEARCH_SECONDS"])
SLOW_QUESTION = "lentement"

quick = Assistant.extract


def extract(self: Assistant, question: str, *rest: Any) -> Examination:
    if SLOW_QUESTION in question:
        time.sleep(SLOWLY)
    return quick(self, question, *rest)


Assistant.extract = extract  # type: ignore[method-assign]

app = st.App(
    Path(__file__).parents[2] / "app.py",
    lifespan=server.warm_up,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=server.show_error,
)
