"""French text: folding, tokens, stems, stop words and sentences.

Analysis is the same for the index and for the question: case and accents folded, elisions cut,
Snowball stems, stop words out. It keeps no state; the glossary and the spelling are elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sentencex
import snowballstemmer

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")
_DIGIT_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f.](?=\d{3}(?!\d))")
_DOTTED_ACRONYM = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?")
_INCLUSIVE = re.compile(r"\((?:e|s|es|ne|le|trice)\)")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|%|€")
_SPACES = re.compile(r"\s+")
_PLAIN = str.maketrans(
    {
        **dict(zip("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy", strict=True)),
        "œ": "oe",
        "æ": "ae",
        "’": "'",
        "ʼ": "'",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_STEMMER = snowballstemmer.stemmer("french")

STOP_WORDS = frozenset(
    """
    a ai aie aient ait alors apres as au aucun aucune aupres aura auraient aurait aussi autre autres aux
    avaient avais avait avant avec avez avoir avons ayant beaucoup c ca car ce ceci cela celle celles
    celui cependant ces cet cette ceux chaque chez ci combien comme comment d dans de depuis des desquels
    devant dit doit doivent donc dont du durant elle elles en encore entre es est et etaient etait etant
    ete etes etre eu eux existe fait faire faut fois font fut hors ici il ils j je jusque l la laquelle
    le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme memes mes moi moins
    mon n ne ni nos notre nous on ont or ou par parce parmi pas pendant peu peut peuvent plus plutot pour
    pourquoi pourrait pouvez puis puisque qu quand que quel quelle quelles quels qui quoi quoique s sa
    sans se selon sera serait ses si soi soit son sont sous suis sur t ta tandis te tel telle telles tels
    tes toi ton tous tout toute toutes tres tu un une unes vers via voici voila vos votre vous y
    est-ce-que peux puis-je veux voudrais savoir dire donner donnez svp bonjour merci dois doit devons
    devez pouvons souhaite souhaitons souhaiterais aimerais aimerions voulons veut cherche cherchons
    """.split()
)


def fold(text: str) -> str:
    """Text in lower case without accents, typographic apostrophes and ligatures made plain."""
    text = text.casefold().translate(_PLAIN)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that remembers where each of its characters comes from.

    Attributes:
        text: what ``fold`` gives.
        original: the text that was folded.
        places: for each folded character, the number of the original one; one more for the end.
    """

    text: str
    original: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Folded:
        """Folds a text, character by character where « œ » is two of them and still one of the original."""
        text = fold(original)
        if len(text) == len(original):
            return cls(text, original, tuple(range(len(text) + 1)))
        parts = [fold(c) for c in original]
        places = [number for number, part in enumerate(parts) for _ in part]
        return cls("".join(parts), original, (*places, len(original)))

    def cut(self, start: int, end: int | None = None) -> str:
        """The original text of some folded characters, ``end`` excluded."""
        stop = len(self.text) if end is None else end
        return self.original[self.places[start] : self.places[stop]]


def normalize(text: str) -> str:
    """Folded text with elisions cut, digit groups joined, dotted acronyms joined, single spaces."""
    folded = _INCLUSIVE.sub("", _DIGIT_GROUPS.sub("", fold(text)))
    folded = _DOTTED_ACRONYM.sub(lambda m: m[0].replace(".", "") + " ", folded)
    return _SPACES.sub(" ", _ELISION.sub(" ", folded)).strip()


def squash(text: str) -> str:
    """Only the letters and digits of the folded text: equal for texts that differ in form alone."""
    return "".join(c for c in fold(text) if c.isalnum())


def words(text: str) -> list[str]:
    """The words of a text, folded; a hyphenated word gives its parts, then the whole joined."""
    found: list[str] = []
    for word in _WORD.findall(normalize(text)):
        parts = word.split("-")
        found.extend(parts)
        if len(parts) > 1 and all(is_content(part) and len(part) > 1 for part in parts):
            found.append("".join(parts))
    return found


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Snowball stem of a folded word; numbers and one- or two-letter words stay as they are."""
    if len(word) < 3 or word[0].isdigit():
        return word
    stemmed = fold(str(_STEMMER.stemWord(word)))
    # Snowball keeps the plural of short words (« élus »), which would part it from the singular.
    return stemmed[:-1] if len(stemmed) > 3 and stemmed.endswith("s") else stemmed


def is_content(word: str) -> bool:
    """Whether a folded word carries meaning for a search."""
    return word not in STOP_WORDS and (len(word) > 1 or word.isdigit() or word in "%€")


def content_words(text: str) -> list[str]:
    """The words of a text without the stop words."""
    return [w for w in words(text) if is_content(w)]


def content_stems(text: str) -> list[str]:
    """The stems of the content words, in order, repetitions kept."""
    return [stem(w) for w in content_words(text)]


@lru_cache(maxsize=100_000)
def stem_set(text: str) -> frozenset[str]:
    """The distinct stems of a text; remembered, since the same sentences come back at each question."""
    return frozenset(content_stems(text))


_NO_BREAK_AFTER = re.compile(
    r"(?:^|[\s(«'’])(?:art|al|cf|chap|coll|dir|éd|env|ex|fig|hab|min|max|n°|p|pp|réf|vol|M|MM|Mme|Mlle"
    r"|Dr|Pr|St|Ste|tél|fax|(?:[A-Z]\.-)?[A-Z])\.$"
)


def _pieces(text: str) -> Iterator[str]:
    pending = ""
    for piece in sentencex.segment("fr", text):
        pending += piece
        stripped = pending.rstrip()
        if _NO_BREAK_AFTER.search(stripped) or stripped.count("«") > stripped.count("»"):
            continue
        yield pending
        pending = ""
    if pending:
        yield pending


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph; white space between them is dropped, nothing else is."""
    return [s for piece in _pieces(text) if (s := _SPACES.sub(" ", piece).strip())]


_ENGLISH = frozenset(
    """
    the is are what who where when how why which of and to in for does do you your this that with please
    """.split()
)


def is_french(text: str) -> bool:
    """Whether a text may be French: false when English function words clearly outnumber French ones."""
    found = [word for word in words(text) if len(word) > 1]
    english = sum(word in _ENGLISH for word in found)
    french = sum(word in STOP_WORDS for word in found)
    return english < 2 or english <= french
