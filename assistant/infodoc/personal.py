"""Finds and takes out what tells who a person is: names known to the register, phones, mails, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.infodoc.records import NewRequest
from assistant.language import fold

_PATTERNS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("adresse électronique", "[adresse électronique]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "téléphone",
        "[téléphone]",
        re.compile(r"(?<!\d)(?:(?:\+|00)33[\s.-]?(?:\(0\))?|0)[\s.-]?[1-9](?:[\s.-]?\d\d){4}(?!\d)"),
    ),
    (
        "adresse postale",
        "[adresse]",
        re.compile(
            r"\b\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|place|allée|impasse|chemin|route|quai"
            r"|cours"
            r"|square|résidence|bd|av\.)\s[^\n,;.]{2,60}",
            re.IGNORECASE,
        ),
    ),
    (
        "nom",
        "[nom]",
        re.compile(
            r"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame|Dr|Me)\s+"
            r"(?:[A-ZÉÈ][\w’'-]+|[A-Z]\.)(?:\s+[A-ZÉÈ][\w’'-]+)*"
        ),
    ),
)
_PARTICLES = frozenset("de du des la le les et ville commune mairie association centre service".split())
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class PersonalTrace:
    """Something personal in a text.

    Attributes:
        kind: what it is, in French.
        start, end: where it stands.
        replacement: what stands in its place once it is taken out.
    """

    kind: str
    text: str
    start: int
    end: int
    replacement: str


def personal_traces(
    text: str, request: NewRequest | None = None, allowed: Iterable[str] = ()
) -> list[PersonalTrace]:
    """What is personal in a text, in its order.

    Args:
        request: whose requester, organisation and contact are looked for.
        allowed: strings that are not personal though they look so (the service's own phone and mail).
    """
    kept = {fold(a).strip() for a in allowed if a}
    found = [
        PersonalTrace(kind, m.group(), m.start(), m.end(), replacement)
        for kind, replacement, pattern in _PATTERNS
        for m in pattern.finditer(text)
    ]
    if request is not None:
        found += _named(text, request)
    longest = sorted((t for t in found if fold(t.text).strip() not in kept), key=lambda t: (t.start, -t.end))
    distinct: list[PersonalTrace] = []
    for trace in longest:
        if not distinct or trace.start >= distinct[-1].end:
            distinct.append(trace)
    return distinct


def without_personal(text: str, request: NewRequest | None = None, allowed: Iterable[str] = ()) -> str:
    """A text with what is personal replaced by what it was."""
    for trace in reversed(personal_traces(text, request, allowed)):
        text = text[: trace.start] + trace.replacement + text[trace.end :]
    return text


def _named(text: str, request: NewRequest) -> Iterator[PersonalTrace]:
    """Where a text names the requester (whole, or one of its words) and the organisation."""
    plain = fold(text)
    if len(plain) != len(text):
        text = plain
    wanted = [(word, "nom", "[nom]") for word in _names_of(request.requester)]
    wanted += [(name, "organisme", "[organisme]") for name in (request.organisation, request.contact) if name]
    for name, kind, replacement in wanted:
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name.strip()))}(?!\w)", plain):
            yield PersonalTrace(
                kind, text[match.start() : match.end()], match.start(), match.end(), replacement
            )


def _names_of(requester: str) -> list[str]:
    words = [w for w in re.split(r"[\s,.]+", requester) if len(w) >= _SHORTEST_NAME]
    single = [w for w in words if fold(w) not in _PARTICLES]
    return [requester, *single] if requester.strip() else []
