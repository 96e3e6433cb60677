"""Fonts of a PDF that show one text and give another to who extracts it.

A font with one of the encodings of the Latin alphabet shows the letter « A » for the code 0x41. Its
``/ToUnicode`` table, which extraction believes, may say anything. Fonts with an encoding of their own (most
subsets) cannot be judged so: their letters are drawings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_ENCODINGS = ("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding")
_SIMPLE = ("/Type1", "/TrueType", "/MMType1")
_NEEDED = {"/Subtype", "/Encoding", "/ToUnicode"}
_FEW = 3
"""Letters that may be told wrong before it is no accident."""
_LONGEST_TABLE = 200_000
_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<\s*([0-9A-Fa-f]{2})\s*>\s*<\s*([0-9A-Fa-f]{4})\s*>")
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f]{2})\s*>\s*<\s*([0-9A-Fa-f]{2})\s*>\s*<\s*([0-9A-Fa-f]{4})\s*>")


def is_lying_font(value: Any) -> bool:
    """Whether an object of a PDF is a font whose table gives other letters than those that it shows."""
    from pypdf.generic import DictionaryObject, StreamObject

    if not isinstance(value, DictionaryObject) or not {str(name) for name in value} >= _NEEDED:
        return False
    table = value["/ToUnicode"]
    if str(value["/Subtype"]) not in _SIMPLE or str(value["/Encoding"]) not in _ENCODINGS:
        return False
    if not isinstance(table, StreamObject):
        return False
    pairs = dict(_letters(table.get_data()[:_LONGEST_TABLE]))
    return sum(code != said for code, said in pairs.items()) > _FEW


def _letters(table: bytes) -> Iterator[tuple[int, int]]:
    """The codes of ASCII letters and digits, each with the character that a table gives for it."""
    for part in _CHARACTERS.findall(table):
        for code, said in _PAIR.findall(part):
            yield from _letter(int(code, 16), int(said, 16))
    for part in _RANGES.findall(table):
        for first, last, said in _RANGE.findall(part):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                yield from _letter(code, (int(said, 16) + step) % 0x10000)


def _letter(code: int, said: int) -> Iterator[tuple[int, int]]:
    if code < 128 and chr(code).isalnum():
        yield code, said
