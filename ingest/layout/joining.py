"""Put lines together again: words cut at a line end, addresses over two lines, unfinished sentences."""

from __future__ import annotations

import re
from functools import cached_property

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT_WORDS = re.compile(r"(?<!\S)\S+[-\u00ad\u2010][ \t\xa0]*\n\s*\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_CUT_WORD = re.compile(r"([\w-]*[^\W_])-$")
_ADDRESS_END = re.compile(r"(?:https?://|www\.|\S+@)\S*$|\S+\.\w{2,4}/\S*$", re.IGNORECASE)
_ADDRESS_PART = re.compile(r"[^\s,;]*[\w%](?:[/_=?&#%]|\.(?=[a-z\d]))[\w/%-]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:;][\s»”\")\]’']*$")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)[’']$", re.IGNORECASE)
# Characters on each side that tell how two pieces are joined.
_SEAM = 200
_OPENING = " «“\"(['’"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What follows a hyphen in an inversion or a reinforced pronoun (répond-elle, offrons-nous, ceux-ci).
_AFTER_HYPHEN = _set("je tu il elle on nous vous ils elles ce t ci là moi toi lui leur y en même mêmes")
# Words whose compounds keep the hyphen whatever follows, and words that do so before a whole word.
_BEFORE_HYPHEN = _set("demi quasi celui celle ceux celles peut quelques petit petits grand grands")
_PREFIXES = _set("semi mi non vice ex socio mal sous avant après arrière auto inter pluri")
_LINKS = _set("à au aux d de des du en et l la le les sous sur")

# A line that ends with one of these is not the end of a sentence.
_UNFINISHED = _set(
    "à au aux avec ce ces cette chez comme dans de des dont du en entre est et la le les leur leurs mais ne "
    "notre nos ou où par pas pour qu que qui sa sans se ses si son sous sur un une vers votre vos"
)


class Vocabulary:
    """The words of a document, apart from those that a line end cuts.

    Attributes:
        text: raw text with its line ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> frozenset[str]:
        words = {word.lower() for word in _WORD.findall(_CUT_WORDS.sub(" ", self.text))}
        parts = {part for word in words for part in word.split("-")}
        return frozenset(words | parts)

    @cached_property
    def _singulars(self) -> frozenset[str]:
        return frozenset(word.rstrip("sx") for word in self._words)

    def __contains__(self, word: str) -> bool:
        """Whether the document has this word, in the singular or the plural."""
        return word.lower().rstrip("sx") in self._singulars

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether ``left-`` at a line end and ``right`` after it make a compound, not a cut word.

        Args:
            left: letters before the hyphen, with earlier hyphens (``rendez``, ``arc-en``).
            right: letters after the line end.
        """
        tail, head = left.lower().rpartition("-")[2], right.lower()
        if f"{left}-{right}".lower() in self._words:
            return True
        if f"{tail}{head}" in self:
            return False
        if not right.islower() or head in _AFTER_HYPHEN or tail in _BEFORE_HYPHEN:
            return True
        if "-" in left and tail in _LINKS:
            return True
        return head in self and (tail in _PREFIXES or (len(tail) > 1 and tail in self))


def join(left: str, right: str, vocabulary: Vocabulary) -> str:
    """Two pieces of one paragraph as one text; ``right`` always ends the result unchanged."""
    return join_all([left, right], vocabulary)


def join_all(lines: list[str], vocabulary: Vocabulary) -> str:
    """The lines of one paragraph as one text."""
    parts: list[str] = []
    for line in filter(None, lines):
        if parts:
            hyphen, between = _seam(parts[-1][-_SEAM:], line[:_SEAM], vocabulary)
            parts[-1] = parts[-1].removesuffix(hyphen)
            parts.append(between)
        parts.append(line)
    return "".join(parts)


def _seam(left: str, right: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What goes from the end of the left piece, and what comes between the two."""
    if _ELISION.search(left):
        return "", ""
    if _ADDRESS_END.search(left) and (left.endswith("@") or _ADDRESS_PART.match(right)):
        return "", ""
    word = _CUT_WORD.search(left)
    if not word or not right[0].isalnum():
        return "", " "
    head = _LETTERS.match(right)
    if not head or vocabulary.keeps_hyphen(word[1], head[0]):
        return "", ""
    return "-", ""


def ends_sentence(text: str) -> bool:
    """Whether the text ends with the punctuation of a sentence, or introduces something."""
    return bool(_SENTENCE_END.search(text))


def starts_lower(text: str) -> bool:
    """Whether the first letter is a small one."""
    return text.lstrip(_OPENING)[:1].islower()


def ends_unfinished(text: str) -> bool:
    """Whether the text ends with a word that cannot end a sentence, or in the middle of a word."""
    last = re.search(r"[^\W\d_]+$", text)
    cut = text.endswith("-") or _ELISION.search(text)
    return bool(cut or (last and last[0].lower() in _UNFINISHED))


def continues(left: str, right: str) -> bool:
    """Whether ``right`` looks like the rest of the sentence that ``left`` leaves unfinished."""
    if not left or not right or ends_sentence(left):
        return False
    return starts_lower(right) or ends_unfinished(left)
