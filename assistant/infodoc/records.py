"""The nouns of the register: immutable records.

Days are ``date``, moments ``datetime`` with their time zone; times spent are whole minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.infodoc.vocabulary import RECEIVED

PERSONAL = ("requester", "organisation", "contact", "text")
"""Fields of a request whose values never leave the register: not into events, logs, prompts nor the index."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is written down of a request when it arrives.

    Attributes:
        requester, organisation, contact: personal data.
        owner: the person in charge.
        minutes: time spent.
        answered: day of the reply.
    """

    received: date
    channel: str
    text: str
    requester: str = ""
    organisation: str = ""
    kind: str = ""
    contact: str = ""
    territory: str = ""
    themes: tuple[str, ...] = ()
    deadline: date | None = None
    status: str = RECEIVED
    owner: str = ""
    minutes: int | None = None
    answered: date | None = None


@dataclass(frozen=True, slots=True)
class Request(NewRequest):
    """A request of the register.

    Attributes:
        version: grows by one with each change; whoever changes it says which one was read.
        anonymised: day on which its personal data were taken out.
    """

    id: int = 0
    version: int = 1
    anonymised: date | None = None


@dataclass(frozen=True, slots=True)
class ReplySource:
    """A quote of the corpus that a reply rests on.

    Attributes:
        n: number in the reply, from 1.
        url: of the document, when its catalogue entry has one.
    """

    n: int
    document: str
    title: str
    kind: str
    date: str | None
    page: int | None
    quote: str
    author: str | None = None
    url: str | None = None
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One version of a reply, as it was kept.

    Attributes:
        number: from 1 within its request.
        content: the draft as JSON.
        text: the reply as plain text.
        validated: moment of validation; ``None`` for a version that was only kept.
        published: id of the document that it became in the corpus, empty until then.
    """

    id: int
    request: int
    number: int
    author: str
    created: datetime
    content: str
    text: str
    validated: datetime | None = None
    published: str = ""
    sources: tuple[ReplySource, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Who changed what, when; the values of personal fields are not repeated."""

    request: int
    at: datetime
    who: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The draft of a request as it was last saved by itself.

    Attributes:
        version: grows by one with each save.
    """

    request: int
    content: str
    version: int
    author: str
    saved: datetime


@dataclass(frozen=True, slots=True)
class RequestSearch:
    """Limits of a list of requests; an empty field does not limit."""

    text: str = ""
    statuses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    owner: str = ""
    theme: str = ""
    territory: str = ""
    since: date | None = None
    until: date | None = None
    late_on: date | None = None


@dataclass(frozen=True, slots=True)
class FoundRequests:
    """One page of a list of requests, and how many there are in all."""

    requests: tuple[Request, ...] = field(default=())
    total: int = 0
