"""Words of politeness around a message: what is left once they are taken off is what is asked."""

from __future__ import annotations

import re

from assistant.language import Folded

_WORDS = (
    r"(?:re-?)?bonjour|bonsoir|salut|coucou|hello|merci|madame|monsieur|mesdames|messieurs|a tous|a toutes"
    r"|ok|d'accord|super|parfait|tres bien|svp|stp|s'il (?:vous|te) plait|d'avance|beaucoup|par avance"
    r"|au revoir|bonne journee|bonne soiree|cordialement|ca va"
)
_OPENING = re.compile(rf"^(?:(?:{_WORDS})\b[\s,.!:;–-]*)+")
_CLOSING = re.compile(rf"(?:[\s,.!:;–-]+(?:{_WORDS}))+(?=[\s.!?]*$)")


def without_politeness(message: str) -> str:
    """The message without the polite words that open or close it; empty when it has no others."""
    folded = Folded.of(message.strip())
    opening = _OPENING.match(folded.text)
    start = opening.end() if opening else 0
    closing = _CLOSING.search(folded.text, max(0, start - 1))
    end = closing.start() if closing else len(folded.text)
    kept = folded.cut(start, end) if end > start else ""
    if not any(c.isalnum() for c in kept):
        return ""
    asked = "?" in folded.cut(end) and "?" not in kept
    kept = f"{kept.rstrip()} ?" if asked else kept.strip()
    return kept[:1].upper() + kept[1:] if start else kept
