"""The objects that all sessions share: settings, the live index, the encoder, the assistant.

Each is kept by the name of the live generation: when another one is published, the next run of a page
opens it, and the encoder, which is slow to load, stays.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from assistant.assistant import Assistant
from assistant.embeddings import SentenceEncoder, load_encoder
from assistant.index import Index, live_generation
from assistant.programme import Programme, programmes_from_json
from assistant.settings import Settings, load_settings
from assistant.types import Document

_GENERATIONS_KEPT = 2
_REFERENCE_DATE = "reference_date"


def settings() -> Settings:
    """The settings of the process."""
    return load_settings()


def live_index() -> Index:
    """The index that is live now.

    Raises:
        AssistantError: there is none, or it cannot be used.
    """
    return _index(live_generation(settings().index))


def live_assistant() -> Assistant:
    """The assistant over the index that is live now; loads the model the first time.

    Raises:
        AssistantError: no index, another model, or a damaged index.
    """
    return _assistant(live_generation(settings().index))


def live_programmes() -> tuple[Programme, ...]:
    """The action programmes of the live index."""
    return _programmes(live_generation(settings().index))


@st.cache_resource(show_spinner=False)
def encoder() -> SentenceEncoder:
    """The embedding model, loaded once for all sessions; it has its own lock."""
    return load_encoder(settings())


@st.cache_resource(show_spinner=False, max_entries=_GENERATIONS_KEPT)
def _index(generation: Path) -> Index:
    return Index.open_generation(generation)


@st.cache_resource(show_spinner=False, max_entries=_GENERATIONS_KEPT)
def _assistant(generation: Path) -> Assistant:
    return Assistant(_index(generation), encoder(), settings())


@st.cache_resource(show_spinner=False, max_entries=_GENERATIONS_KEPT)
def _programmes(generation: Path) -> tuple[Programme, ...]:
    return programmes_from_json(_index(generation).read("programmes.json"))


def original(document: Document) -> Path | None:
    """The kept original of a document, ``None`` when it is no longer there."""
    path = settings().index / "files" / f"{document.sha256}{Path(document.file).suffix.lower()}"
    return path if path.is_file() else None


def reference_date() -> date:
    """The day that the pages count from: the one chosen in this session, else today."""
    chosen: date | None = st.session_state.get(_REFERENCE_DATE)
    return chosen or settings().reference_date()


def choose_reference_date(day: date | None) -> None:
    """Sets the reference day of this session; ``None`` goes back to today."""
    st.session_state[_REFERENCE_DATE] = day
