"""What the Corpus page reads, kept until the corpus folder or the live index changes; its messages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from assistant.errors import AssistantError, IndexNotFoundError
from assistant.index import live_generation
from assistant.staff import Builds, CorpusFile, PastBuild, list_builds, list_corpus
from assistant.ui.shell import escape_markdown, settings

_NOTES = "corpus_notes"
PENDING = ("ajouté", "modifié", "retiré")

_Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say at the top of the page, once."""

    kind: Literal["done", "refused"]
    text: str


@st.cache_resource(show_spinner=False)
def builds() -> Builds:
    """The builds of this process, followed by all sessions."""
    return Builds()


def corpus_files() -> tuple[CorpusFile, ...]:
    """The documents of the corpus and their state, read again when a file or the live index changed.

    Raises:
        AssistantError: the corpus cannot be read.
    """
    return _corpus_files(_signature())


def past_builds() -> tuple[PastBuild, ...]:
    """The builds that are kept, newest first.

    Raises:
        AssistantError: there is no index.
    """
    return _past_builds(_generations())


@st.cache_data(show_spinner="Lecture du corpus…", max_entries=4)
def _corpus_files(signed: _Signature) -> tuple[CorpusFile, ...]:
    return list_corpus(settings())


@st.cache_data(show_spinner="Lecture des constructions…", max_entries=4)
def _past_builds(signed: _Signature) -> tuple[PastBuild, ...]:
    return list_builds(settings())


def _signature() -> _Signature:
    """Changes with each file of the corpus and with the live index."""
    found = []
    for path in sorted(settings().corpus.rglob("*")):
        with suppress(OSError):  # it went away just now
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return (_generations()[0], tuple(found))


def _generations() -> _Signature:
    folder = settings().index
    try:
        live = live_generation(folder).name
        return (live, tuple(sorted(p.name for p in folder.iterdir())))
    except (IndexNotFoundError, OSError):
        return ("", ())


def note(text: str, *, refused: bool = False) -> None:
    """Keeps something to say at the next drawing of the page."""
    st.session_state.setdefault(_NOTES, []).append(Note("refused" if refused else "done", text))


def note_outcome(error: AssistantError) -> None:
    """Keeps why something was refused."""
    note(str(error), refused=True)


def draw_notes() -> None:
    """Says what was kept to be said."""
    for kept in st.session_state.pop(_NOTES, []):
        if kept.kind == "done":
            st.success(escape_markdown(kept.text), icon=":material/check:")
        else:
            st.error(escape_markdown(kept.text), icon=":material/block:")
