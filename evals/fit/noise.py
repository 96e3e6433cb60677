"""Messages as people type them: without accents, in capitals, misspelt, with polite words around.

Used to fit, never to measure alone: a copy of a message keeps its kind and stays in its fold.
"""

from __future__ import annotations

import random

from assistant.language import fold

_OPENINGS = (
    "Bonjour, ", "Bonjour, ", "bonjour ", "Bonsoir, ", "bjr ", "Bonjour Madame, ", "Merci, ", "ok merci, ",
    "Merci ! ", "Salut, ",
)  # fmt: skip
_CLOSINGS = (
    " svp",
    " merci",
    " Merci",
    " s'il vous plaît",
    " merci d'avance",
    ". Merci !",
    " Cordialement",
    " stp",
)
_SPELT = (
    ("qu", "k"),
    ("ss", "s"),
    ("eau", "o"),
    ("au", "o"),
    ("er", "é"),
    ("é", "er"),
    ("nn", "n"),
    ("tion", "sion"),
)
_SHORT_WORD = 4


def noisy(message: str, rng: random.Random) -> str:
    """A copy of a message with polite words, other case, faults of spelling or lost signs."""
    text = _polite(message, rng)
    chance = rng.random()
    if chance < 0.30:
        text = fold(text)
    elif chance < 0.42:
        text = fold(text).upper()
    elif chance < 0.70:
        text = _misspelt(text, rng)
    if rng.random() < 0.35:
        text = text.replace("?", "").strip()
    if rng.random() < 0.20:
        text = text.replace("'", rng.choice(("", " ")))
    return text


def _polite(message: str, rng: random.Random) -> str:
    if rng.random() < 0.45:
        begins = message[:1].isupper() and not message[:2].isupper()
        return rng.choice(_OPENINGS) + (message[:1].lower() + message[1:] if begins else message)
    return message + rng.choice(_CLOSINGS) if rng.random() < 0.40 else message


def _misspelt(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    for _ in range(max(1, len(words) // 6)):
        place = rng.randrange(len(words))
        if len(words[place]) >= _SHORT_WORD:
            words[place] = _fault(words[place], rng)
    return " ".join(words)


def _fault(word: str, rng: random.Random) -> str:
    place, chance = rng.randrange(1, len(word) - 1), rng.random()
    if chance < 0.3:
        return word[:place] + word[place + 1 :]
    if chance < 0.5:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if chance < 0.7:
        return word[:place] + word[place] + word[place:]
    written = next(((a, b) for a, b in _SPELT if a in word), None)
    return word.replace(*written, 1) if written else word
