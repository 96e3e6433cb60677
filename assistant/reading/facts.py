"""The exact things that a sentence says: numbers, dates, addresses, links, names, acronyms.

Each must stand in the passages that the sentence cites, in one of its written forms: « vingt » is 20,
« 01 23 45 67 89 » is « 01.23.45.67.89 », « 1er semestre » is « premier semestre », an acronym is its long
form in the glossary. Nothing here judges meaning; ``polarity`` and ``alignment`` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.language import (
    MONTH_NUMBERS,
    STOP_WORDS,
    WEEKDAYS,
    YEAR_PATTERN,
    Glossary,
    Number,
    fold,
    normalize,
    numbers_in,
    squash,
    stem,
    words,
)

Kind = Literal["courriel", "lien", "téléphone", "date", "nombre", "sigle", "nom"]

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,9}://|www\.)[^\s<>«»\"']+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|net|eu|info|gouv|io|ru|html?|pdf)\b(?:/[^\s<>«»\"']*)?"
    r"|\b(?:javascript|data|mailto|file|vbscript):[^\s<>«»\"']+",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d.,])(?:\+ ?33 ?(?:\(0\) ?)?|0)[1-9](?:[ .\-\u00a0\u202f]?\d\d){4}(?![\d])")
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}}|1er) )?({'|'.join(MONTH_NUMBERS)})(?: ({YEAR_PATTERN}))?\b"
    rf"|\b(\d{{1,2}})[/.](\d{{1,2}})[/.]({YEAR_PATTERN}|\d\d)\b"
    rf"|\b({YEAR_PATTERN})-(\d\d)-(\d\d)\b"
)
_DAYS = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})s?\b")
_ACRONYM = re.compile(r"(?<![\w@.])(?:[A-ZÀÉÈ]\.){2,}[A-Z]?|(?<![\w@])[A-ZÉÈ][A-ZÉÈ0-9&-]*[A-ZÉÈ0-9](?!\w)")
_NAME = re.compile(r"(?<![\w@])(?:[dlDLnN]['’]|[Qq]u['’])?([A-ZÀÂÉÈÊÎÔÇŒ][\w’'-]*[\w])")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]\s|[«\"“(–—•-]\s*)$")
_TRAILING = ".,;:!?)»]}’'\""


@dataclass(frozen=True, slots=True)
class Fact:
    """One exact thing of a sentence.

    Attributes:
        text: as it is written.
        key: what must be equal for two written forms to be the same thing.
    """

    kind: Kind
    text: str
    key: object


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the passages say exactly, for looking facts up."""

    mails: frozenset[str]
    links: frozenset[str]
    phones: frozenset[str]
    dates: tuple[tuple[int, int, int], ...]
    numbers: frozenset[tuple[float, str]]
    values: frozenset[float]
    stems: frozenset[str]
    letters: str
    normal: str


def facts_in(sentence: str) -> list[Fact]:
    """The exact things of a sentence, each once, in the order of their kinds."""
    text = _plain(sentence)
    found: list[Fact] = []
    for match, kind, key in _addresses(text):
        found.append(Fact(kind, match, key))
        text = text.replace(match, " " * len(match), 1)
    found += _dates_and_numbers(text)
    found += [Fact("sigle", a, _letters(a)) for a in dict.fromkeys(_ACRONYM.findall(text))]
    found += _names(text)
    return list(dict.fromkeys(found))


@lru_cache(maxsize=2_000)
def source(passages: tuple[str, ...]) -> SourceFacts:
    """The exact things that passages hold."""
    whole = _plain("\n".join(passages))
    blanked = whole
    by_kind: dict[str, set[str]] = {"courriel": set(), "lien": set(), "téléphone": set()}
    for match, kind, key in _addresses(whole):
        by_kind[kind].add(key)
        blanked = blanked.replace(match, " " * len(match), 1)
    found = numbers_in(blanked)
    return SourceFacts(
        mails=frozenset(by_kind["courriel"]),
        links=frozenset(by_kind["lien"]),
        phones=frozenset(by_kind["téléphone"]),
        dates=tuple(key for _, _, key in _dates(fold(blanked))),
        numbers=frozenset((n.value, n.unit) for n in found),
        values=frozenset(n.value for n in found),
        stems=frozenset(stem(w) for w in words(whole)),
        letters=squash(whole),
        normal=normalize(whole),
    )


def missing_facts(sentence: str, passages: Sequence[str], glossary: Glossary) -> list[Fact]:
    """The exact things of a sentence that its passages do not hold."""
    held = source(tuple(passages))
    return [fact for fact in facts_in(sentence) if not _holds(held, fact, glossary)]


def links(text: str) -> list[str]:
    """The links of a text as they are written."""
    return [match for match, kind, _ in _addresses(_plain(text)) if kind == "lien"]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def _addresses(text: str) -> Iterator[tuple[str, Kind, str]]:
    for match in _MAIL.findall(text):
        yield match, "courriel", match.casefold()
    for match in _URL.findall(_MAIL.sub(" ", text)):
        yield match.rstrip(_TRAILING), "lien", _link(match)
    for phone in _PHONE.finditer(text):
        yield phone[0], "téléphone", _phone(phone[0])


def _link(text: str) -> str:
    plain = text.casefold().rstrip(_TRAILING).rstrip("/")
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", plain)


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    return "0" + digits[2:] if digits.startswith("33") else digits


def _dates(folded: str) -> Iterator[tuple[int, int, tuple[int, int, int]]]:
    """Start, end and (day, month, year) of each date; 0 where a part is not said."""
    for m in _DATE.finditer(folded):
        if m[2]:
            day = int(m[1].removesuffix("er")) if m[1] else 0
            yield m.start(), m.end(), (day, MONTH_NUMBERS[m[2]], int(m[3] or 0))
        elif m[4]:
            year = int(m[6]) if len(m[6]) == 4 else 2000 + int(m[6])
            yield m.start(), m.end(), (int(m[4]), int(m[5]), year)
        else:
            yield m.start(), m.end(), (int(m[9]), int(m[8]), int(m[7]))


def _dates_and_numbers(text: str) -> Iterator[Fact]:
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    for start, end, key in _dates(folded):
        spans.append((start, end))
        yield Fact("date", folded[start:end], key)
    for day in _DAYS.findall(folded):
        yield Fact("date", day, day.rstrip("s"))
    for number in numbers_in(folded):
        if not any(a <= number.start < b for a, b in spans):
            yield Fact("nombre", folded[number.start : number.end].strip(), _key(number))


def _key(number: Number) -> tuple[float, str]:
    return (number.value, number.unit)


def _letters(acronym: str) -> str:
    return squash(acronym)


def _names(text: str) -> Iterator[Fact]:
    for match in _NAME.finditer(text):
        word = match[1]
        if _ACRONYM.fullmatch(word) or fold(word) in STOP_WORDS:
            continue
        opens = _SENTENCE_START.search(text[: match.start()]) is not None
        if opens and not re.match(r"[\s-]+[A-ZÉÈ][a-zéèêëîïôç]", text[match.end() :]):
            continue
        for part in re.split(r"[-']", word):
            if len(part) > 1 and fold(part) not in STOP_WORDS:
                yield Fact("nom", word, stem(words(part)[0]) if words(part) else squash(part))


def _holds(held: SourceFacts, fact: Fact, glossary: Glossary) -> bool:
    key = fact.key
    if fact.kind == "courriel":
        return key in held.mails
    if fact.kind == "téléphone":
        return key in held.phones
    if fact.kind == "lien":
        return key in held.links
    if fact.kind == "date":
        return _has_date(held, key)
    if fact.kind == "nombre":
        return _has_number(held, key)
    if fact.kind == "sigle":
        return _has_acronym(held, fact.text, glossary)
    return key in held.stems or squash(fact.text) in held.letters or _from_glossary(held, fact.text, glossary)


def _has_date(held: SourceFacts, key: object) -> bool:
    if isinstance(key, str):
        return key in held.normal
    assert isinstance(key, tuple)
    day, month, year = key
    return any(
        month == m
        and (not day or day == d)
        and (not year or year == y or (not y and float(year) in held.values))
        for d, m, y in held.dates
    )


def _has_number(held: SourceFacts, key: object) -> bool:
    assert isinstance(key, tuple)
    value, unit = key
    if unit == "rang":
        # « 1er » may also be read in a date (« 1er janvier »), « axe 2 » is « deuxième axe ».
        return key in held.numbers or (value, "") in held.numbers
    if unit in ("%", "€", "$"):
        return key in held.numbers
    return value in held.values


def _has_acronym(held: SourceFacts, text: str, glossary: Glossary) -> bool:
    letters = squash(text)
    if stem(letters) in held.stems or letters in held.stems or (len(letters) > 3 and letters in held.letters):
        return True
    return _from_glossary(held, text, glossary)


def _from_glossary(held: SourceFacts, text: str, glossary: Glossary) -> bool:
    """Whether the passages say another form of the acronym or long form that the text is part of."""
    for acronym in glossary.acronyms:
        forms = acronym.forms
        if any(squash(text) == squash(form) for form in forms) or (
            acronym.long and squash(text) in {squash(w) for w in acronym.long.split()}
        ):
            if any(form != text and squash(form) in held.letters for form in forms if len(squash(form)) > 3):
                return True
            if re.search(rf"(?<!\w){re.escape(normalize(acronym.acronym))}(?!\w)", held.normal):
                return True
    return False
