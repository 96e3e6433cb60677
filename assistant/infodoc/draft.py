"""A draft reply: elements that a person keeps, edits, moves or removes, each with its sources.

A draft is immutable; every operation gives another one. It is kept as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from assistant.errors import RegisterError
from assistant.infodoc.records import ReplySource

ElementState = Literal["citation", "appuyé", "sans source", "libre"]
OPENING, UNDERSTOOD, ANSWER, READING, ACTIONS, CONTACTS, MISSING, CLOSING = SECTIONS = (
    "ouverture",
    "compris",
    "réponse",
    "lecture",
    "actions",
    "contacts",
    "manques",
    "fin",
)
HEADINGS = {
    UNDERSTOOD: "Ce que nous avons compris de votre demande",
    ANSWER: "Éléments de réponse",
    READING: "Documents à lire",
    ACTIONS: "Actions à venir",
    CONTACTS: "À qui s’adresser",
    MISSING: "Ce que nous n’avons pas trouvé, et où chercher",
}
CHECKED = (ANSWER,)
"""Sections in which a sentence states a fact, and so needs a source."""


@dataclass(frozen=True, slots=True)
class Element:
    """One piece of a reply.

    Attributes:
        sources: numbers of the draft's sources that it rests on.
        state: an exact quote, supported by its sources, without support, or free of facts.
        kept: whether it is part of the reply.
        heading: whether it is a heading inside its section, over the elements after it.
        remark: what the writer must know of it before sending; never part of the letter.
    """

    id: str
    section: str
    text: str
    sources: tuple[int, ...] = ()
    state: ElementState = "libre"
    kept: bool = True
    heading: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply being written.

    Attributes:
        sources: what its elements rest on; their numbers do not change while it is edited.
        gaps: questions of the request that found no answer.
    """

    elements: tuple[Element, ...] = ()
    sources: tuple[ReplySource, ...] = ()
    gaps: tuple[str, ...] = ()

    def of(self, section: str, *, kept: bool = False) -> list[Element]:
        """The elements of a section, in order; only those that are kept when asked."""
        return [e for e in self.elements if e.section == section and (e.kept or not kept)]

    def source(self, n: int) -> ReplySource:
        """A source by its number."""
        return next(s for s in self.sources if s.n == n)

    def unsupported(self) -> list[Element]:
        """The kept elements that state something no source supports."""
        return [e for e in self.elements if e.kept and e.state == "sans source" and e.text.strip()]

    def remarked(self) -> list[Element]:
        """The kept elements that the writer must look at again."""
        return [e for e in self.elements if e.kept and e.remark]


def with_changed(draft: Draft, element: Element) -> Draft:
    """The draft with one element in place of the one with its id."""
    return replace(draft, elements=tuple(element if e.id == element.id else e for e in draft.elements))


def without_element(draft: Draft, identifier: str) -> Draft:
    """The draft without an element."""
    return replace(draft, elements=tuple(e for e in draft.elements if e.id != identifier))


def with_moved(draft: Draft, identifier: str, by: int) -> Draft:
    """The draft with an element moved up (−1) or down (+1) within its section."""
    elements = list(draft.elements)
    place = next(n for n, e in enumerate(elements) if e.id == identifier)
    same = [n for n, e in enumerate(elements) if e.section == elements[place].section]
    target = same.index(place) + by
    if not 0 <= target < len(same):
        return draft
    elements[place], elements[same[target]] = elements[same[target]], elements[place]
    return replace(draft, elements=tuple(elements))


def with_element(draft: Draft, element: Element, sources: Iterable[ReplySource] = ()) -> Draft:
    """The draft with an element at the end of its section, and the sources that come with it."""
    draft, numbers = with_sources(draft, sources)
    element = replace(element, id=new_id(draft), sources=(*element.sources, *numbers))
    last = max((n for n, e in enumerate(draft.elements) if _rank(e) <= _rank(element)), default=-1)
    elements = (*draft.elements[: last + 1], element, *draft.elements[last + 1 :])
    return replace(draft, elements=elements)


def with_sources(draft: Draft, sources: Iterable[ReplySource]) -> tuple[Draft, tuple[int, ...]]:
    """The draft with more sources, and their numbers in it; the same quote keeps its number."""
    known = {(s.document, s.page, s.quote): s.n for s in draft.sources}
    kept = list(draft.sources)
    numbers: list[int] = []
    for source in sources:
        key = (source.document, source.page, source.quote)
        if key not in known:
            known[key] = max((s.n for s in kept), default=0) + 1
            kept.append(replace(source, n=known[key]))
        numbers.append(known[key])
    return replace(draft, sources=tuple(kept)), tuple(dict.fromkeys(numbers))


def new_id(draft: Draft) -> str:
    """An id that no element has."""
    return f"e{max((int(e.id[1:]) for e in draft.elements), default=0) + 1}"


def _rank(element: Element) -> int:
    return SECTIONS.index(element.section)


def draft_to_json(draft: Draft) -> str:
    """The draft as it is kept."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def draft_from_json(text: str) -> Draft:
    """A kept draft.

    Raises:
        RegisterError: it cannot be read.
    """
    try:
        values = json.loads(text)
        elements = tuple(Element(**{**e, "sources": tuple(e["sources"])}) for e in values["elements"])
        sources = tuple(ReplySource(**s) for s in values["sources"])
        return Draft(elements, sources, tuple(values["gaps"]))
    except (ValueError, KeyError, TypeError) as error:
        raise RegisterError(
            "Le brouillon enregistré ne se lit plus. Préparez-en un autre : les versions gardées restent."
        ) from error


def with_numbers(draft: Draft) -> tuple[list[Element], list[ReplySource]]:
    """The kept elements with their sources numbered from 1 in reading order, and these sources."""
    order: dict[int, int] = {}
    elements: list[Element] = []
    for section in SECTIONS:
        for element in draft.of(section, kept=True):
            for n in element.sources:
                order.setdefault(n, len(order) + 1)
            elements.append(replace(element, sources=tuple(order[n] for n in element.sources)))
    return elements, [replace(draft.source(old), n=new) for old, new in order.items()]


def without_empty_headings(elements: Sequence[Element]) -> list[Element]:
    """Elements without the headings that nothing follows in their section."""
    pairs = zip(elements, [*elements[1:], None], strict=True)
    return [
        e
        for e, after in pairs
        if not e.heading or (after is not None and after.section == e.section and not after.heading)
    ]
