"""The pages run in Streamlit's own test harness, over the real corpus and the real model."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_reading import OpenPage
from streamlit.testing.v1 import AppTest

from assistant.index import live_generation, read_manifest
from assistant.settings import load_settings

APP = Path(__file__).parents[2] / "app.py"
SLOW = 900
"""Seconds: the first page of a test session loads the model."""


@pytest.fixture
def ui_settings(
    corpus_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """The application set up over the real corpus, in February 2015; what it writes goes to ``tmp_path``."""
    monkeypatch.setenv("ASSISTANT_INDEX", str(corpus_index))
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_TODAY", "2015-02-15")
    monkeypatch.chdir(APP.parent)
    load_settings.cache_clear()
    yield monkeypatch
    load_settings.cache_clear()


@pytest.fixture
def assistant_page(ui_settings: pytest.MonkeyPatch) -> AppTest:
    """The whole application, at its first page."""
    return AppTest.from_file(str(APP), default_timeout=SLOW)


@pytest.fixture
def open_page(ui_settings: pytest.MonkeyPatch) -> OpenPage:
    """Opens one page alone: ``open_page(draw, document="…")`` with parameters in its address."""

    def open_(page: Callable[[], None], **parameters: str) -> AppTest:
        app = AppTest.from_function(page, default_timeout=SLOW)
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    return open_


@pytest.fixture(scope="session")
def actions(corpus_index: Path) -> int:
    """Number of actions of the programme."""
    programmes = json.loads((live_generation(corpus_index) / "programmes.json").read_text(encoding="utf-8"))
    return sum(len(programme["actions"]) for programme in programmes)


@pytest.fixture(scope="session")
def documents(corpus_index: Path) -> int:
    """Number of documents of the corpus."""
    return read_manifest(live_generation(corpus_index)).documents
