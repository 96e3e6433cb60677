"""How much a French word tells, whatever the corpus: minus the logarithm of its frequency in the language.

The frequencies are those of pyspellchecker's French dictionary; a word is looked up as it is written.
"""

from __future__ import annotations

import math
from functools import lru_cache

UNKNOWN = 1.0
"""Weight of a word that the dictionary lacks, the highest: names, acronyms, figures."""
_LEAST = 0.15


@lru_cache(maxsize=1)
def _frequencies() -> tuple[dict[str, int], float]:
    from spellchecker import SpellChecker

    counts = dict(SpellChecker(language="fr").word_frequency.items())
    return counts, math.log(sum(counts.values()))


def weight(word: str) -> float:
    """Weight of a word, in [0.15, 1]."""
    counts, total = _frequencies()
    count = counts.get(word.casefold(), 0)
    return UNKNOWN if not count else max(_LEAST, (total - math.log(count)) / total)


def is_known(word: str) -> bool:
    """Whether the dictionary has a word as it is written, in lower case."""
    return word.casefold() in _frequencies()[0]
