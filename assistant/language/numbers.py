"""Numbers of a French text, in figures and in words, as values that can be compared.

« 1 200 », « 1.200 », « 1200 » and « mille deux cents » are the same number; « 1er », « premier » and
« Ier » the same rank; « 27,5 milliards » is 27 500 000 000. « un » and « une » are articles, not numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.language.french import fold

Unit = Literal["", "%", "€", "$", "rang", "heure"]

_UNITS = {
    **dict(
        zip(
            "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
            range(2, 17),
            strict=True,
        )
    ),
    "zero": 0,
    "un": 1,
    "une": 1,
}
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_HUNDREDS = {"cent": 100, "cents": 100}
_SCALES = {
    "mille": 1_000,
    "millier": 1_000,
    "milliers": 1_000,
    "million": 10**6,
    "millions": 10**6,
    "milliard": 10**9,
    "milliards": 10**9,
}
_DOZENS = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "centaine": 100}
_FRACTIONS = {"moitie": 50.0, "quart": 25.0, "tiers": 33.0}
_RANKS = {
    "premier": 1,
    "premiere": 1,
    "second": 2,
    "seconde": 2,
    "deuxieme": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "cinquieme": 5,
    "sixieme": 6,
    "septieme": 7,
    "huitieme": 8,
    "neuvieme": 9,
    "dixieme": 10,
    "onzieme": 11,
    "douzieme": 12,
}
_ROMAN = {"i": 1, "v": 5, "x": 10}
_WORD_NUMBER = "|".join(
    sorted({**_UNITS, **_TENS, **_HUNDREDS, **_SCALES, "vingts": 0}, key=len, reverse=True)
)
_FIGURE = r"\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?"
_SCALE_WORD = r"(?: (milliers?|millions?|milliards?))?"
_TOKEN = re.compile(
    rf"(?P<clock>\b\d{{1,2}} ?(?:h|heures?|:)(?: ?\d\d)?\b)"
    rf"|(?P<rank>\b\d+ ?(?:ers?|res?|ere|e|eme|nde?|d)\b|\b(?:{'|'.join(_RANKS)})s?\b)"
    r"|(?P<roman>\b[ivx]+(?:er|e|eme)\b(?= (?:siecles?|arrondissement|republique|plan)\b))"
    rf"|(?P<figure>(?<![\w.,])(?:{_FIGURE}){_SCALE_WORD})"
    rf"|(?P<words>\b(?:{_WORD_NUMBER})(?:[ -]et[ -](?:une?|onze)|[ -](?:{_WORD_NUMBER}))*\b)"
    rf"|(?P<dozen>\b(?:{'|'.join(_DOZENS)})s?\b)"
    rf"|(?P<fraction>\b(?:{'|'.join(_FRACTIONS)})\b)"
)
_UNIT_AFTER = re.compile(
    r" ?(?:(%|pour cent|p\. ?100)|(€|(?:d'|de )?(?:k?euros?|eur)\b)|(\$|(?:de )?dollars?\b))"
)
_ARTICLES = {"un", "une"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit and where it stands in the folded text."""

    value: float
    unit: Unit
    start: int
    end: int


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text, in order; text is folded first (its length may change with ligatures)."""
    return list(_numbers(fold(text)))


def _numbers(folded: str) -> Iterator[Number]:
    end = 0
    for match in _TOKEN.finditer(folded):
        if match.start() < end:  # « cent » of « pour cent »
            continue
        kind = str(match.lastgroup or "")
        read = _READERS[kind](match[0])
        if read is None:
            continue
        value, unit = read
        end = match.end()
        if unit == "" and (after := _UNIT_AFTER.match(folded, end)):
            unit = "%" if after[1] else "€" if after[2] else "$"
            end = after.end()
        yield Number(value, unit, match.start(), end)


def _clock(text: str) -> tuple[float, Unit] | None:
    parts = [int(p) for p in re.findall(r"\d+", text)]
    hours, minutes = parts[0], parts[1] if len(parts) > 1 else 0
    return (hours + minutes / 60, "heure") if hours < 25 and minutes < 60 else (float(hours), "")


def _rank(text: str) -> tuple[float, Unit] | None:
    digits = re.match(r"\d+", text)
    value = int(digits[0]) if digits else _RANKS.get(text.rstrip("s"), 0)
    return (float(value), "rang") if value else None


def _roman(text: str) -> tuple[float, Unit] | None:
    letters = re.sub(r"(?:eme|er|e)$", "", text)
    values = [_ROMAN[c] for c in letters]
    total = sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))
    return (float(total), "rang") if values else None


def _figure(text: str) -> tuple[float, Unit] | None:
    number, _, scale = text.partition(" mill")
    plain = re.sub(r"[ .](?=\d{3}(?!\d))", "", number).replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return (round(value * (_SCALES["mill" + scale] if scale else 1), 6), "")


def _words(text: str) -> tuple[float, Unit] | None:
    parts = [p for p in re.split(r"[ -]", text) if p != "et"]
    if set(parts) <= _ARTICLES or (parts[0] in {"million", "millions", "milliers", "millier"}):
        return None
    return float(_value(parts)), ""


def _value(parts: list[str]) -> int:
    total = group = 0
    for part in parts:
        if part in _SCALES:
            total += max(group, 1) * _SCALES[part]
            group = 0
        elif part in _HUNDREDS:
            group = (group // 100) * 100 + max(group % 100, 1) * 100 if group else 100
        elif part in {"vingt", "vingts"} and group % 100 == 4:
            group += 76
        else:
            group += _TENS.get(part, _UNITS.get(part, 0))
    return total + group


def _dozen(text: str) -> tuple[float, Unit] | None:
    return float(_DOZENS[text.rstrip("s")]), ""


def _fraction(text: str) -> tuple[float, Unit] | None:
    return _FRACTIONS[text], "%"


_READERS = {
    "clock": _clock,
    "rank": _rank,
    "roman": _roman,
    "figure": _figure,
    "words": _words,
    "dozen": _dozen,
    "fraction": _fraction,
}
