"""Cheap features of a message as people type it, hashed: words by their sound, and character n-grams.

« koi » and « quoi », « inscription » and « inscripsion » give the same word, so that little is learned from
much noise. Nothing is stored but a number per bucket (the hashing trick, Weinberger et al., ICML 2009).
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from assistant.language import fold

WORD_BUCKETS = 1 << 15
CHARACTER_BUCKETS = 1 << 16
BUCKETS = WORD_BUCKETS + CHARACTER_BUCKETS
"""Word features come first, character n-grams after them."""
_LONGEST = 5
_TOKEN = re.compile(r"[a-z0-9]+|[?!]")
_GREETINGS = frozenset("bonjour bonsoir merci ok salut svp stp madame monsieur bjr slt".split())
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"e?aux?", "o"),
        (r"qu|ck|c(?![eiyh])|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy])", "j"),
    )
)
_SILENT = re.compile(r"(?<!^)(?:ent|es|e|s|t|x|d|p)$")
_ENDINGS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in ((r"ai|e[irzet]", "e"), (r"y", "i"), (r"h", ""), (r"[tcs]?sion|tion|cion", "sion"))
)
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Roughly how a folded word sounds; « kartier » and « quartier » are the same."""
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    if len(word) > 3:
        word = _SILENT.sub("", word)
    for pattern, letters in _ENDINGS:
        word = pattern.sub(letters, word)
    return _TWICE.sub(r"\1", word)


_POLITE = frozenset(sound(word) for word in _GREETINGS) | {"?", "!"}


def word_features(text: str) -> list[str]:
    """Sounds of the words, alone and by two, the first words after the polite ones, and the length."""
    sounds = [sound(token) for token in _TOKEN.findall(fold(text))]
    core = [s for s in sounds if s not in _POLITE]
    size = len(core)
    return [
        *(f"w:{s}" for s in sounds),
        *(f"b:{a}_{b}" for a, b in pairwise(sounds)),
        *(f"f:{s}" for s in core[:1]),
        *(["f2:" + "_".join(core[:2])] if size > 1 else []),
        f"n:{size if size < 4 else 4 if size < 7 else 7 if size < 12 else 12}",
    ]


def character_features(text: str) -> list[str]:
    """Character n-grams of one to five letters inside words, with the space at their ends."""
    grams: list[str] = []
    for word in fold(text).split():
        padded = f" {word} "
        for size in range(1, _LONGEST + 1):
            grams.extend(padded[i : i + size] for i in range(max(1, len(padded) - size + 1)))
    return grams


def buckets(text: str) -> dict[int, float]:
    """Buckets of both families, each with its damped count (1 + the logarithm of the count)."""
    words = _counted(word_features(text), WORD_BUCKETS, 0)
    return words | _counted(character_features(text), CHARACTER_BUCKETS, WORD_BUCKETS)


def weighted(counts: Mapping[int, float], rarity: Mapping[int, float]) -> dict[int, float]:
    """Counts times rarity, each family of length 1; buckets without a rarity are left out.

    Args:
        counts: what ``buckets`` gives.
        rarity: inverse document frequency of each bucket known.
    """
    values = {b: count * rarity[b] for b, count in counts.items() if b in rarity}
    lengths = [
        math.sqrt(sum(v * v for b, v in values.items() if _is_word(b) == first)) for first in (False, True)
    ]
    return {b: v / (lengths[_is_word(b)] or 1.0) for b, v in values.items()}


def _is_word(bucket: int) -> bool:
    return bucket < WORD_BUCKETS


def _counted(features: Iterable[str], size: int, offset: int) -> dict[int, float]:
    counts = Counter(zlib.crc32(f.encode(errors="replace")) % size + offset for f in features)
    return {bucket: 1 + math.log(count) for bucket, count in counts.items()}
