"""Which words of a text are names: by their capitals, where capitals mean something.

A message typed in capitals, or with a capital at each word, names nothing by them; it is read in small
letters then. Names of the corpus are found by comparing stems, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_CAPITALS = 0.75
"""Share of the letters, or of the words, from which capitals are a way of typing."""
_FEWEST_LETTERS = 8
_FEWEST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ELIDED = re.compile(r"^(?:[dlnsjcmt]|qu|jusqu|lorsqu|puisqu)[’'](?=\w)", re.IGNORECASE)
_ENDS = ".?!»\n"
_MOST_INITIALS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A word written as a name.

    Attributes:
        text: the word, without what is elided before it.
        start, end: its characters in the text.
        opens: whether it begins a sentence, where any word has a capital.
    """

    text: str
    start: int
    end: int
    opens: bool


def typed_in_capitals(text: str) -> bool:
    """Whether capitals are a way of typing in a text: most letters are capitals, or each word has one."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _FEWEST_LETTERS:
        return False
    words = [w for w in _WORD.findall(text) if len(w) > 1]
    high = sum(c.isupper() for c in letters)
    if len(words) > 1 and high > _MOST_CAPITALS * len(letters):
        return True
    return len(words) >= _FEWEST_WORDS and all(w[0].isupper() for w in words)


def in_small_letters(text: str) -> str:
    """A text typed in capitals in small letters, its first one kept; any other text as it is."""
    if not typed_in_capitals(text):
        return text
    small = text.lower()
    return small[:1].upper() + small[1:]


def names_in(text: str) -> tuple[Name, ...]:
    """The words of a text that begin with a capital; none in a text typed in capitals."""
    return () if typed_in_capitals(text) else tuple(_capitalised(text))


def initials_in(text: str) -> tuple[str, ...]:
    """The words of a text in capitals alone (PRE, QPV); none in a text typed in capitals."""
    return tuple(n.text for n in names_in(text) if _is_initials(n.text))


def _is_initials(word: str) -> bool:
    return 1 < len(word) <= _MOST_INITIALS and word.isupper()


def _capitalised(text: str) -> Iterator[Name]:
    for match in _WORD.finditer(text):
        elided = _ELIDED.match(match[0])
        start = match.start() + (elided.end() if elided else 0)
        word = text[start : match.end()]
        if word[:1].isupper():
            before = text[: match.start()].rstrip()
            yield Name(word, start, match.end(), not before or before[-1] in _ENDS)
