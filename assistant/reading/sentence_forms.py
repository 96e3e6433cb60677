"""Whether a sentence says what a thing is: it has the thing for its subject, and a verb that defines."""

from __future__ import annotations

import re

from assistant.language import content_stems

_LONGEST_OPENING = 70
_MOST_ADDED, _WORDS_ADDED = 3, 8
_DEFINING = re.compile(
    r"\b(?:est (?:un|une|le|la|l['’]|celui|celle)|sont (?:des|les|un|une)"
    r"|(?:désigne|consiste|signifie|regroupe)(?:nt)?)\b"
)


def defines(sentence: str, subject: frozenset[str]) -> float:
    """How much a sentence looks like a definition of a subject (its stems), in [0, 1]."""
    opening, colon, _ = sentence.partition(" : ")
    if colon and len(opening) <= _LONGEST_OPENING:
        return _about(opening, subject)
    verb = _DEFINING.search(sentence)
    return _about(sentence[: verb.start()], subject) if verb and verb.start() <= _LONGEST_OPENING else 0.0


def _about(opening: str, subject: frozenset[str]) -> float:
    """1 when words say a subject and nothing else; each word that they add to it takes something away."""
    stems = content_stems(opening)
    if not (subject and stems and stems[0] in subject and subject <= set(stems)):
        return 0.0
    more = len(set(stems) - subject)
    return 1 - more / _WORDS_ADDED if more <= _MOST_ADDED else 0.0
