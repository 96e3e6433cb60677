"""The conversation of one session: what was asked, with which limits, and what was answered."""

from __future__ import annotations

import uuid
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from assistant.types import Answer, Dropped, Filters, Turn

_KEY = "conversation"
_TURNS_REMEMBERED = 6


@dataclass(slots=True)
class Exchange:
    """One question and its answer.

    Attributes:
        again: whether it was put off, by a limit, and may be asked again.
        begun: whether the answer was looked for; without ``answer`` nor ``error``, that was stopped.
        generation: the index generation that answered.
        suggestions: next questions, being checked beside the page; ``None`` until that began.
        dropped: sentences of a language model that were not shown; for staff alone.
        model_calls: calls of a language model that the question caused.
        useful: what the person thought of the answer; ``opinion_error`` when it could not be kept.
    """

    question: str
    filters: Filters
    today: date
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    again: bool = False
    begun: bool = False
    answer: Answer | None = None
    error: str | None = None
    generation: str = ""
    suggestions: Future[tuple[str, ...]] | None = None
    useful: bool | None = None
    opinion_error: str | None = None
    dropped: tuple[Dropped, ...] = ()
    model_calls: int = 0


def exchanges() -> list[Exchange]:
    """The exchanges of this session, oldest first; the list itself, so it can be added to."""
    kept: list[Exchange] = st.session_state.setdefault(_KEY, [])
    return kept


def model_calls() -> int:
    """Calls of a language model that this session has caused."""
    return sum(e.model_calls for e in exchanges())


def start_again() -> None:
    """Forgets the conversation of this session."""
    st.session_state[_KEY] = []


def said(answer: Answer) -> str:
    """What an answer says, in plain text."""
    if answer.refused:
        return answer.refusal_reason or ""
    return " ".join(s.text for s in answer.sentences) or (answer.notice or "")


def history(before: list[Exchange]) -> list[Turn]:
    """The last answered exchanges as turns, for questions that follow."""
    answered = [e for e in before if e.answer is not None][-_TURNS_REMEMBERED:]
    turns: list[Turn] = []
    for exchange in answered:
        turns.append(Turn("user", exchange.question))
        turns.append(Turn("assistant", said(exchange.answer) if exchange.answer else ""))
    return turns
