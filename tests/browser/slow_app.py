"""The application with a search so slow that a person stops it, and suggestions as slow as the test says."""

import os
import time
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.assistant import Assistant
from assistant.reading import Answering
from assistant.ui.chat import page as assistant_page
from assistant.ui.shell import server

SLOWLY = float(os.environ["TEST_SEARCH_SECONDS"])
SUGGESTED_SLOWLY = float(os.environ.get("TEST_SUGGESTIONS_SECONDS", "0"))
SLOW_QUESTION = "lentement"

quick = Assistant.extract


def extract(self: Assistant, question: str, *rest: Any) -> Answering:
    if SLOW_QUESTION in question:
        time.sleep(SLOWLY)
    return quick(self, question, *rest)


quick_suggestions = assistant_page.next_questions


def next_questions(*details: Any) -> tuple[str, ...]:
    time.sleep(SUGGESTED_SLOWLY)
    return quick_suggestions(*details)


Assistant.extract = extract  # type: ignore[method-assign]
assistant_page.next_questions = next_questions  # type: ignore[attr-defined]

app = st.App(
    Path(__file__).parents[2] / "app.py",
    lifespan=server.warm_up,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=server.show_error,
)
