"""What the Info-doc pages share: the register, the moment, who is in charge."""

from __future__ import annotations

import contextlib
from datetime import datetime

import streamlit as st

from assistant.answer import NOT_ASKED, refusal_of
from assistant.embedding import SentenceEncoder
from assistant.errors import RegisterError
from assistant.infodoc import Checker, Gaps, PastReplies, PastRequests, Register, check_by_meaning
from assistant.language import Glossary
from assistant.reading import GroundingChecker
from assistant.settings import PARIS
from assistant.storage import Database, open_database
from assistant.types import Answer
from assistant.ui.shell import encoder, live_assistant, live_centre, settings

_REMEMBERED = "refusals_remembered"


def database() -> Database:
    """The register's database.

    Raises:
        RegisterError: it cannot be opened.
    """
    return open_database(settings())


def register() -> Register:
    """The requests."""
    return Register(database())


def replies() -> PastReplies:
    """The drafts and replies."""
    return PastReplies(database())


def past_requests() -> PastRequests:
    """Where similar past requests are looked for."""
    return PastRequests(database(), encoder())


def check() -> Checker:
    """How an edited sentence is checked against its sources."""
    return check_by_meaning(_grounding(encoder(), live_assistant().glossary))


@st.cache_resource(show_spinner=False, max_entries=1)
def _grounding(_encoder: SentenceEncoder, _glossary: Glossary) -> GroundingChecker:
    return GroundingChecker(_encoder, _glossary)


def now() -> datetime:
    """This moment, on the day that the settings give."""
    return datetime.combine(settings().reference_date(), datetime.now(PARIS).timetz())


def remember_refusal(answer: Answer, key: str) -> None:
    """Keeps what the corpus did not answer, once for each answer; the chat goes on when that fails."""
    seen: set[str] = st.session_state.setdefault(_REMEMBERED, set())
    reason = answer.refusal_reason or ""
    if key in seen or refusal_of(reason, live_centre()) in NOT_ASKED:
        return
    seen.add(key)
    with contextlib.suppress(RegisterError):
        Gaps(database()).refused(answer.question, reason, now().date())
