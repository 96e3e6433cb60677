"""What a question states as a fact: « Les contrats datent bien de la loi du 12 mars 2012 ? ».

A question that only asks for a yes may state a wrong figure, date or name. The documents are then searched
without it, and the reader is told what they do not confirm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.centre import Centre
from assistant.language import MONTHS, words
from assistant.question.question import Question

_MONTH = "|".join(MONTHS)
_ASKS = re.compile(
    r"\b(?:qui|que|quoi|quel|quelle|quels|quelles|quand|ou|comment|pourquoi|combien|lequel|laquelle|lesquel\w*)\b"
    r"|\bqu'(?!est-ce pas)|\best-ce qu'|\by a-t-il\b"
)
_ANYWAY = re.compile(r"\bn'est-ce pas\b|\bc'est (?:bien )?(?:ca|cela|exact|vrai)\b|\bconfirme[rz]?\b")
_FACT = re.compile(
    rf"\b\d{{1,2}}(?:er)? (?:{_MONTH}) (?:19|20)\d\d\b|\b(?:{_MONTH}) (?:19|20)\d\d\b"
    r"|\b\d+(?:[\u00a0\u202f .]\d{2,3})*(?:,\d+)?(?: ?[%€]|er|e)?"
    r"|(?<!^)(?<![.?!] )\b[A-ZÉÈ](?=[\w’'-]*[a-zéè])[\w’'-]*\w(?: [A-ZÉ][\w’'-]*\w)*"
)
_VERB = re.compile(
    r"\b(?:bien|est|sont|a|ont|etai(?:t|ent)|sera|seront|vi?ent|va|vont|fait|font|doit|doivent|peut"
    r"|peuvent|\w{4,}ent|\w+-(?:t-)?(?:il|elle|ils|elles|vous))\b"
)
_LEFT_BEHIND = re.compile(
    r"\s+(?:du|de la|de|en|à|au|par|le|la|l['’]|depuis|,)+(?=\s*[?,]|\s*$)", re.IGNORECASE
)


def stated(question: Question, centre: Centre) -> list[str]:
    """The figures, dates and names that a yes-or-no question states; empty for any other question.

    Names are facts only in a sentence: « et la recette de la tarte Tatin ? » states nothing. Nor does one of
    the centre's own.
    """
    folded = question.folded.text
    if _ASKS.search(folded) and not _ANYWAY.search(folded):
        return []
    told = _VERB.search(folded) is not None
    found = [match[0] for match in _FACT.finditer(question.text) if told or match[0][0].isdigit()]
    return [fact for fact in found if not centre.is_own_name(fact)]


def without(question: str, facts: Sequence[str]) -> str:
    """The question without some of the facts that it states."""
    for fact in facts:
        question = question.replace(fact, " ")
    while _LEFT_BEHIND.search(question):
        question = _LEFT_BEHIND.sub(" ", question)
    return " ".join(question.split())


def unconfirmed(facts: Sequence[str], text: str) -> list[str]:
    """The facts that a text does not say; a number is not said by a longer one that holds it."""
    said = f" {' '.join(words(text))} "
    return [fact for fact in facts if f" {' '.join(words(fact))} " not in said]


def warning(facts: Sequence[str]) -> str:
    """What the reader is told of what is not confirmed."""
    named = ", ".join(f"« {fact} »" for fact in facts)
    return f"À vérifier : les passages cités ne confirment pas {named}."
