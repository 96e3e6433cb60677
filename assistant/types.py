"""The nouns of the assistant: plain immutable records, without behaviour of their own.

Pages are numbered from 1 as a PDF viewer does; ``None`` means that the format has no pages.
Dates are ISO strings (``2015``, ``2015-02`` or ``2015-02-15``) where they come from a catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["verbatim", "supported"]
Mode = Literal["extractive", "llm"]
When = Literal["à venir", "en cours", "passée", "date à confirmer"]
SentenceKind = Literal["prose", "item", "heading"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item of a passage.

    Attributes:
        text: the sentence, cleaned, as it is shown.
        quote: the same words exactly as they stand on the page, white space collapsed; empty when
            they could not be found there, and then the sentence is searched but never shown.
        page: page that holds ``quote``.
        intro: the line that introduces the list, for a list item.
    """

    text: str
    quote: str
    page: int | None
    kind: SentenceKind = "prose"
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """About 120 to 220 tokens of one section of one document."""

    id: str
    document: str
    pages: tuple[int, ...]
    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences in reading order, a list item on a line of its own."""
        parts = [("\n" if s.kind == "item" else " ") + s.text for s in self.sentences]
        return "".join(parts).strip()


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the corpus, as its catalogue entry and its file describe it.

    Attributes:
        file: path of the original, relative to the corpus folder.
        sha256: of the original file.
        pages: number of pages, ``None`` for formats without pages.
        empty_pages: pages on which no text was found (scanned pages).
    """

    id: str
    title: str
    kind: str
    date: str | None = None
    themes: tuple[str, ...] = ()
    author: str | None = None
    url: str | None = None
    rights: str | None = None
    summary: str | None = None
    file: str = ""
    sha256: str = ""
    pages: int | None = None
    empty_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of the programme that announces an action.

    Attributes:
        quote: the words exactly as they stand on the page, white space collapsed.
        theme: heading under which they stand.
    """

    page: int
    quote: str
    theme: str


@dataclass(frozen=True, slots=True)
class ActionUpdate:
    """Who changed an action last, and what was published.

    Attributes:
        number: how many times it was changed.
        made: ISO time with its time zone.
    """

    number: int
    author: str
    made: str
    period: str
    status: str
    place: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a programme, as published or as the team changed it since.

    Attributes:
        period: what the programme says of the time (``2015``, ``1er semestre 2015``, ``12 mars 2015``).
        precision: ``jour``, ``mois``, ``semestre``, ``année``.
        start, end: first and last possible ISO day of the period.
        page, quote: the first of ``occurrences``.
        keywords: words under which it is looked for and that its title lacks.
        topics: subjects of the field, from a closed list.
        occurrences: every place that announces it, in reading order.
        updated: what was published, when the team changed the action since.
    """

    id: str
    title: str
    format: str
    axis: str
    themes: tuple[str, ...]
    period: str
    precision: str
    start: str
    end: str
    status: str
    document: str
    page: int
    quote: str
    audiences: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    place: str | None = None
    link: str | None = None
    updated: ActionUpdate | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits of a search; an empty field does not limit.

    Attributes:
        since, until: ISO dates, inclusive, compared with the document's date.
    """

    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __bool__(self) -> bool:
        return bool(self.documents or self.kinds or self.themes or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a shown sentence stands: document, page, exact quote."""

    n: int
    document: str
    title: str
    kind: str
    date: str | None
    page: int | None
    quote: str
    passage: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One shown sentence and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ActionCard:
    """An action as an answer shows it, with its place in time at the reference date."""

    id: str
    title: str
    format: str
    theme: str
    status: str
    when: When
    period: str
    document: str
    page: int


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document to read, and why."""

    document: str
    title: str
    kind: str
    date: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Handover:
    """Whom to ask when the corpus does not answer, with the request already written."""

    service: str
    phone: str | None
    mail: str | None
    request: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant answers; ``to_dict`` gives the JSON contract.

    Attributes:
        notice: a remark of the assistant itself, never a fact of the corpus (the programme is over…).
        timings_ms: milliseconds by stage, and ``total``.
    """

    question: str
    standalone_question: str
    mode: Mode = "extractive"
    model: str = ""
    refused: bool = False
    refusal_reason: str | None = None
    notice: str | None = None
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    actions: tuple[ActionCard, ...] = ()
    documents: tuple[DocumentCard, ...] = ()
    handover: Handover | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        from dataclasses import asdict

        return asdict(self)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the model that was not shown, for evaluators and staff.

    Attributes:
        problems: why, in French.
    """

    text: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, and what they cost at the prices of the settings."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cost + other.cost,
        )
