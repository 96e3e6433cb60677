"""Expressions that people write in a data file, found in a text whatever its accents, case or plural.

An expression is a few words: « jardin partagé ». A word that ends in ``*`` stands for all its endings
(« économi* »), ``*`` alone for any word, ``…`` for up to five words (« coordonnateurs … PRE »). A word in
capitals is an acronym, which has no plural: PRE is not « près ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.language.french import normalize

ANYTHING, GAP = "*", "…"
_WORD = re.compile(r"\w+|[%€]")
_PARTS = re.compile(r"[\s-]+")
_PLURAL = re.compile(r"[sx]$")
_ANY_WORD = r"\w+"
_ANY_WORDS = r"(?:\w+ ){0,5}"
_LEAST_PLURAL = 3
"""Letters from which a word of an expression may stand in the plural."""


@lru_cache(maxsize=20_000)
def spaced(text: str) -> str:
    """The words of a text without accents, case, elisions or punctuation, single spaces between them."""
    return " ".join(_WORD.findall(normalize(text)))


def expression_pattern(expressions: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the expressions in a ``spaced`` text, the longest first; nothing when there is none."""
    longest_first = sorted(expressions, key=lambda e: -len(_PARTS.split(e)))
    found = "|".join(map(_expression, longest_first))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if found else r"(?!)")


def _expression(expression: str) -> str:
    pattern = ""
    for part in _PARTS.split(expression.strip()):
        pattern += _ANY_WORDS if part == GAP else f"{_word(part)} "
    return pattern.rstrip(" ")


def _word(part: str) -> str:
    if part == ANYTHING:
        return _ANY_WORD
    folded = " ".join(map(re.escape, _WORD.findall(normalize(part.rstrip(ANYTHING)))))
    if part.endswith(ANYTHING):
        return rf"{folded}\w*"
    if (part.isupper() and len(part) > 1) or len(folded) < _LEAST_PLURAL:
        return folded
    singular = _PLURAL.sub("", folded) if len(folded) > _LEAST_PLURAL else folded
    return f"{singular}[sx]?"
