"""Questions made of others: two asked in one, or two things to be told apart."""

from __future__ import annotations

import re

from assistant.language import Folded

_SHORTEST_PART = 15
_ASKING = (
    r"combien|qui|quand|comment|ou|pourquoi|quel(?:le)?s?|a qui|a quoi|par qui|dans quel(?:le)?s?"
    r"|sur (?:combien|quel(?:le)?s?)"
)
_INVERTED = r"(?:que )?(?:doit|peut|faut|est|sont|ont|a|sert|y a)(?:-t)?-(?:il|elle|ils|elles|on)"
_AND_ASKS = re.compile(
    rf",? et (?:(?:dites|dis|indiquez|donnez)-(?:moi|nous) )?(?=(?:{_ASKING})\b (?!que\b)|{_INVERTED}\b)"
)
_COMPARES = re.compile(
    r"\b(?:difference|distinction|nuance)s?(?: principales?)?(?: y a-t-il| existe-t-il)? entre (.+?) et (.+)$"
    r"|\b(?:distingue|differencie)r?(?:nt)? (.+?) (?:de (?=l[ae]s? |l'|une? )|d'(?=une? )|du |des )(.+)$"
)


def in_two_parts(folded: Folded) -> tuple[str, str] | None:
    """Two questions asked in one, cut apart; ``None`` for any other."""
    cut = next((m for m in _AND_ASKS.finditer(folded.text) if m.start() >= _SHORTEST_PART), None)
    if cut is None or not folded.cut(cut.end()).strip(" ?!."):
        return None
    return folded.cut(0, cut.start()).rstrip(" ?,") + " ?", folded.cut(cut.end())


def compared(folded: Folded) -> tuple[str, str] | None:
    """The two things that a question asks to tell apart, as it names them; ``None`` for any other."""
    asked = Folded.of(folded.original.rstrip(" ?!."))
    found = _COMPARES.search(asked.text)
    if found is None:
        return None
    first, second = (n for n in range(1, 5) if found.group(n))
    return asked.cut(*found.span(first)), asked.cut(*found.span(second))
