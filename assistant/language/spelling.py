"""Forgives typing errors and missing accents: a question is rewritten with the corpus's own words.

Only words that neither the corpus nor the French dictionary (pyspellchecker) knows are touched, so a
real word that the corpus lacks stays as it is: its absence is what an honest refusal rests on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.language.french import fold, is_content

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 5
_SHORTEST_ACCENTED = 4
_SHORTHAND = {
    "koi": "quoi",
    "koa": "quoi",
    "kel": "quel",
    "kels": "quels",
    "kelle": "quelle",
    "ki": "qui",
    "kan": "quand",
    "kand": "quand",
    "keske": "qu'est-ce que",
    "kesk": "qu'est-ce que",
    "cbien": "combien",
    "cmb": "combien",
    "cb": "combien",
    "nb": "nombre",
    "tps": "temps",
    "jsuis": "je suis",
    "appart": "appartement",
    "proprio": "propriétaire",
    "pk": "pourquoi",
    "pkoi": "pourquoi",
    "ya": "il y a",
    "bcp": "beaucoup",
    "rdv": "rendez-vous",
    "ke": "que",
}
"""What is typed in small letters for something else; in capitals, the same letters may be an acronym."""
_C_EST = re.compile(r"\bc (?=(?:k|q)(?:u?oi|oa|ui|i)\b)")
_TWO_ERRORS = 9


class Speller:
    """Corrects towards the words of a corpus.

    Args:
        texts: the texts of the corpus, titles included.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(w for text in texts for w in _WORD.findall(text.replace("’", "'").casefold()))
        self._accented: dict[str, str] = {}
        for word, _ in counts.most_common():
            self._accented.setdefault(fold(word), word)
        self._by_initial: dict[str, list[str]] = {}
        for word in self._accented:
            if len(word) >= _SHORTEST:
                self._by_initial.setdefault(word[0], []).append(word)

    def correct(self, text: str) -> str:
        """The text with its misspelt words replaced by words of the corpus; the rest untouched."""
        return _WORD.sub(self._corrected, _C_EST.sub("c'est ", text))

    def _corrected(self, match: re.Match[str]) -> str:
        word = match[0]
        elided = match.string[match.end() : match.end() + 1] in ("'", "’")
        return word if elided else _SHORTHAND.get(word) or self._word(word)

    def _word(self, word: str) -> str:
        folded = fold(word)
        if len(folded) < _SHORTEST_ACCENTED or not is_content(folded):
            return word
        known = self._accented.get(folded)
        if known is not None:
            typed = word.casefold()
            return (
                word if typed != folded or fold(known) == known or typed in _words() else _like(word, known)
            )
        if len(folded) < _SHORTEST or not is_content(folded) or (word[0].isupper() and not word.isupper()):
            return word
        if folded in _words() or folded in _folded_words():
            return word
        errors = 2 if len(folded) >= _TWO_ERRORS else 1
        found = process.extractOne(
            folded, self._by_initial.get(folded[0], ()), scorer=OSA.distance, score_cutoff=errors
        )
        return _like(word, self._accented[found[0]]) if found else word


def _like(word: str, replacement: str) -> str:
    """The replacement with the capitals of the word."""
    if word.isupper() and len(word) > 1:
        return replacement.upper()
    return replacement.capitalize() if word[0].isupper() else replacement


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """French words as they are written."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="fr").word_frequency.words())


@lru_cache(maxsize=1)
def _folded_words() -> frozenset[str]:
    return frozenset(fold(word) for word in _words())
