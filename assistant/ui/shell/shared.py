"""The objects that all sessions share: settings, the live index, the encoder, the assistant.

Each is kept by the name of the live generation: when another one is published, the next run of a page
opens it, and the encoder, which is slow to load, stays.
"""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from pathlib import Path

import streamlit as st

from assistant.assistant import Assistant
from assistant.centre import UNKNOWN, Centre
from assistant.embedding import SentenceEncoder, load_encoder
from assistant.errors import AssistantError, IndexDamagedError, SettingsError
from assistant.events import emit
from assistant.index import CENTRE, Index, expected_digests, read_centre, sha256, usable_index, with_live
from assistant.operations import note_answer
from assistant.programme import ActionEdits, Programme, Vocabulary, programmes_from_json, with_edits
from assistant.settings import Settings, load_settings
from assistant.types import Document
from assistant.ui.shell.queue import AnswerQueue
from assistant.ui.shell.suggestions import starters

_GENERATIONS_KEPT = 2
REFERENCE_DAY = "reference_date"
"""Key of the reference day in the session, and of its widget."""


def settings() -> Settings:
    """The settings of the process."""
    return load_settings()


def live_index() -> Index:
    """The index that is live now.

    Raises:
        AssistantError: there is none, or it cannot be used.
    """
    return with_live(settings().index, _index)


def live_centre() -> Centre:
    """The profile of the centre, reached as the settings say; the neutral one while there is no index.

    It is read by itself, so that a page that tells of a damaged index can name whom to ask.
    """
    try:
        return _reached(with_live(settings().index, _centre))
    except SettingsError:
        return UNKNOWN
    except AssistantError:
        return _reached(UNKNOWN)


def _reached(centre: Centre) -> Centre:
    return centre.reached_at(settings().infodoc_phone, settings().infodoc_mail)


def live_vocabulary() -> Vocabulary:
    """How the centre of the live index names its formats, publics and topics.

    Raises:
        AssistantError: there is no index, or its profile is damaged.
    """
    return with_live(settings().index, _vocabulary)


def live_assistant() -> Assistant:
    """The assistant over the index that is live now; loads the model the first time.

    Raises:
        AssistantError: no index, another model, or a damaged index.
    """
    return with_live(settings().index, _assistant)


def live_programmes() -> tuple[Programme, ...]:
    """The action programmes of the live index, with what the team has changed in their actions."""
    edits = action_edits().current() if settings().action_edits else ()
    return with_edits(published_programmes(), edits)


def published_programmes() -> tuple[Programme, ...]:
    """The action programmes of the live index, as published."""
    return with_live(settings().index, _programmes)


def action_edits() -> ActionEdits:
    """What the team changed in actions."""
    return _action_edits(settings().data, settings())


@st.cache_resource(show_spinner=False, max_entries=1)
def _action_edits(data: Path, _settings: Settings) -> ActionEdits:
    return ActionEdits(_settings)


@st.cache_resource(show_spinner=False)
def encoder() -> SentenceEncoder:
    """The embedding model, loaded once for all sessions; it has its own lock."""
    began = time.perf_counter()
    loaded = load_encoder(settings())
    emit("model_loaded", model=loaded.name, ms=round((time.perf_counter() - began) * 1000))
    return loaded


@st.cache_resource(show_spinner=False, max_entries=_GENERATIONS_KEPT, on_release=Index.close)
def _index(generation: Path) -> Index:
    began = time.perf_counter()
    opened = usable_index(generation, encoder, settings().vector_server())
    found, ms = opened.manifest, round((time.perf_counter() - began) * 1000)
    emit("index_opened", generation=found.generation, documents=found.documents, ms=ms)
    return opened


@lru_cache(maxsize=_GENERATIONS_KEPT)
def _centre(generation: Path) -> Centre:
    with contextlib.suppress(IndexDamagedError):  # the damage may be that what it was is not known
        expected = expected_digests(generation).get(CENTRE)
        if expected is not None and _digest(generation / CENTRE) != expected:
            return UNKNOWN
    return read_centre(generation)


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except OSError:
        return ""


@lru_cache(maxsize=_GENERATIONS_KEPT)
def _vocabulary(generation: Path) -> Vocabulary:
    return Vocabulary(_centre(generation))


@st.cache_resource(show_spinner=False)
def answer_queue() -> AnswerQueue:
    """Where all sessions ask their questions."""
    return AnswerQueue(note_answer)


@st.cache_resource(show_spinner=False)
def background() -> ThreadPoolExecutor:
    """Runs what a page can show later, one thing at a time."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggestions")


@st.cache_resource(show_spinner=False, max_entries=_GENERATIONS_KEPT)
def _assistant(generation: Path) -> Assistant:
    return Assistant(_index(generation), encoder(), settings())


@st.cache_resource(show_spinner=False, max_entries=_GENERATIONS_KEPT)
def _programmes(generation: Path) -> tuple[Programme, ...]:
    return programmes_from_json(_index(generation).read("programmes.json"))


def original_file(document: Document) -> Path | None:
    """The kept original of a document, ``None`` when it is no longer there."""
    path = settings().index / "files" / f"{document.sha256}{Path(document.file).suffix.lower()}"
    return path if path.is_file() else None


def reference_date() -> date:
    """The day that the pages count from: the one chosen in this session, else today."""
    chosen: date | None = st.session_state.get(REFERENCE_DAY)
    return chosen or settings().reference_date()


def choose_reference_date(day: date) -> None:
    """Sets the reference day of this session."""
    st.session_state[REFERENCE_DAY] = day


@st.cache_data(show_spinner=False, max_entries=64)
def _starters(_assistant: Assistant, generation: str, today: date) -> tuple[str, ...]:
    return starters(_assistant, answer_queue(), today)


def starter_questions(today: date) -> tuple[str, ...]:
    """Checked questions to begin with, the same all day for a generation of the index."""
    assistant = live_assistant()
    return _starters(assistant, assistant.index.manifest.generation, today)
