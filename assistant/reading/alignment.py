"""How well the words of a claim find their like in passages: lexical and late-interaction alignment.

Each content word of the claim is matched with the words of the passages, by stem, by form, and by token
vectors of the embedding model (MaxSim after Khattab and Zaharia, ColBERT, 2020), and weighs what it
weighs in the language. The order and the nearness of the matches tell whether the claim joins what the
passage joins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

from assistant.embedding import Array, TokenVectors
from assistant.language import fold, is_content, stem, weight
from assistant.reading.polarity import stance

_WORD = re.compile(r"\w+(?:['’]\w+)?|%|€")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_LIKE = 0.78


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a text with the tokens that write it."""

    text: str
    stem: str
    place: int
    weight: float
    tokens: tuple[int, ...]


@dataclass(frozen=True)
class Encoded:
    """A text with its vector and those of its tokens (None without an embedding model)."""

    text: str
    vector: Array | None = None
    tokens: TokenVectors | None = None

    @cached_property
    def words(self) -> list[Word]:
        """The content words, in order; places count every word."""
        return list(self._words())

    def _words(self) -> Iterator[Word]:
        for place, match in enumerate(_WORD.finditer(self.text)):
            start = match.start()
            elided = _ELIDED.match(match[0])
            plain = match[0][elided.end() :] if elided else match[0]
            start += elided.end() if elided else 0
            folded = fold(plain)
            if is_content(folded):
                yield Word(plain, stem(folded), place, weight(plain), self._inside(start, match.end()))

    def _inside(self, start: int, end: int) -> tuple[int, ...]:
        if self.tokens is None:
            return ()
        spans = self.tokens.spans
        return tuple(np.flatnonzero((spans[:, 0] < end) & (spans[:, 1] > start)).tolist())


@dataclass(frozen=True, slots=True)
class Match:
    """The best likeness of one word of the claim.

    Attributes:
        form: 1 for the same stem, else likeness of the letters, in [0, 1].
        meaning: best cosine of its tokens with one token of the passage, 0 without a model.
        place: of the word of the passage that is most like it.
    """

    word: Word
    form: float
    meaning: float
    place: int


def align(claim: Encoded, text: Encoded) -> list[Match]:
    """The best match of each content word of a claim in a text."""
    cosines = _cosines(claim, text)
    return [_match(word, text, cosines) for word in claim.words]


def _cosines(claim: Encoded, text: Encoded) -> NDArray[np.float32] | None:
    if claim.tokens is None or text.tokens is None or not len(text.tokens.vectors):
        return None
    found: NDArray[np.float32] = claim.tokens.vectors @ text.tokens.vectors.T
    return found


def _match(word: Word, text: Encoded, cosines: NDArray[np.float32] | None) -> Match:
    form, place, meaning = 0.0, -1, 0.0
    for other in text.words:
        likeness = 1.0 if other.stem == word.stem else _letters(word.stem, other.stem)
        if likeness > form:
            form, place = likeness, other.place
    if cosines is not None and word.tokens:
        best = cosines[list(word.tokens)]
        meaning = float(best.max(axis=1).mean())
        if form < 1.0 and text.words:
            near = [float(best[:, list(o.tokens)].max()) if o.tokens else 0.0 for o in text.words]
            place = text.words[int(np.argmax(near))].place
    return Match(word, form, meaning, place)


def _letters(a: str, b: str) -> float:
    """Likeness of two stems of one family (« participation », « participer »); 0 below ``_LIKE``."""
    if len(a) < 5 or len(b) < 5 or a[:3] != b[:3] or a.isdigit():
        return 0.0
    likeness = Indel.normalized_similarity(a, b)
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    likeness = max(likeness, 0.9 if shared >= 5 else 0.0)
    return float(likeness) if likeness >= _LIKE else 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """What the fitted checker sees of a claim and its window; every feature is free of the corpus's size.

    Attributes:
        cover: share of the claim's weight whose words stand in the window in form.
        maxsim: the same by token vectors.
        soft: the same by the better of both.
        weakest: the worst matched word by the better of both, in [0, 1].
        weakest_meaning: the worst matched word by token vectors.
        plain: ``soft`` over the words without capital or figure.
        last: the last word's match; a French sentence ends with what it brings.
        similarity: best centred cosine of the claim with a sentence of the window.
        order: longest common subsequence of stems, over the claim's words.
        converse: how much of the best sentence the claim says in its turn.
        claim_words, window_words: logarithms of the numbers of content words.
        negation: whether the claim or its best sentence, and not the other, negates.
    """

    cover: float
    maxsim: float
    soft: float
    weakest: float
    weakest_meaning: float
    plain: float
    last: float
    similarity: float
    order: float
    converse: float
    claim_words: float
    window_words: float
    negation: float

    def values(self) -> list[float]:
        """The features in the order of ``names``."""
        return [float(getattr(self, name)) for name in self.names()]

    @classmethod
    def names(cls) -> list[str]:
        """Names of the features."""
        return [f.name for f in fields(cls)]


def best_first(claim: Encoded, sentences: Sequence[Encoded]) -> list[int]:
    """Numbers of the sentences, that which holds most of the claim first."""
    held = [_mean(_soft(align(claim, s)), claim) for s in sentences]
    return sorted(range(len(sentences)), key=lambda i: -held[i])


def measure(claim: Encoded, window: Sequence[Encoded]) -> Alignment:
    """The alignment of a claim with a window of sentences, the best one first."""
    if not claim.words or not window:
        return Alignment(*([0.0] * len(fields(Alignment))))
    rows = [align(claim, sentence) for sentence in window]
    form = np.max([[m.form for m in row] for row in rows], axis=0)
    meaning = np.max([[m.meaning for m in row] for row in rows], axis=0)
    soft = np.maximum(form, meaning)
    return Alignment(
        cover=_mean(form, claim),
        maxsim=_mean(meaning, claim),
        soft=_mean(soft, claim),
        weakest=float(soft.min()),
        weakest_meaning=float(meaning.min()),
        plain=_plain(soft, claim),
        last=float(soft[-1]),
        similarity=_similarity(claim, window),
        order=_common_order(claim, window),
        converse=_mean(_soft(align(window[0], claim)), window[0]),
        claim_words=math.log(len(claim.words) + 1),
        window_words=math.log(sum(len(s.words) for s in window) + 1),
        negation=float(bool(stance(claim.text).negated) != bool(stance(window[0].text).negated)),
    )


def _soft(matches: Sequence[Match]) -> NDArray[np.float64]:
    return np.array([max(m.form, m.meaning) for m in matches], dtype=np.float64)


def _mean(values: NDArray[np.float64], text: Encoded) -> float:
    weights = np.array([w.weight for w in text.words])
    return float(values @ weights / weights.sum()) if len(weights) else 0.0


def _plain(soft: NDArray[np.float64], claim: Encoded) -> float:
    weights = np.array([w.weight * w.text[0].islower() for w in claim.words])
    return float(soft @ weights / weights.sum()) if weights.any() else 1.0


def _similarity(claim: Encoded, window: Sequence[Encoded]) -> float:
    if claim.vector is None:
        return 0.0
    return max(float(claim.vector @ s.vector) for s in window if s.vector is not None)


def _common_order(claim: Encoded, window: Sequence[Encoded]) -> float:
    own = [w.stem for w in claim.words]
    best = max(LCSseq.similarity(own, [w.stem for w in s.words]) for s in window)
    return best / len(own)
