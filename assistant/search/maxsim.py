"""Late interaction: how well each word of the question finds its like in a sentence.

MaxSim after Khattab and Zaharia (ColBERT, 2020), without training: the token vectors are those of the
embedding model itself, centred (the mean token vector taken off), and each token of the question
weighs what its word weighs in BM25. Stop words of the question weigh nothing. An acronym and the long
form that was added to it are one word: a sentence that says either of them says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import TokenVectors
from assistant.index import Floats, Index
from assistant.language import Span, content_stems

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Two wordings of one thing in a question.

    Attributes:
        tokens, others: token numbers of the acronym and of its long form.
        shares, other_shares: weight of each of these tokens within its wording, adding up to 1.
    """

    tokens: NDArray[np.int64]
    shares: Floats
    others: NDArray[np.int64]
    other_shares: Floats


def words_with_tokens(text: str, tokens: TokenVectors) -> Iterator[tuple[str, list[int]]]:
    """The content words of a text, each with the numbers of its tokens."""
    for word in _WORD.finditer(text):
        inside = [i for i, (a, b) in enumerate(tokens.spans) if a < word.end() and b > word.start()]
        if inside and content_stems(word[0]):
            yield word[0], inside


def weighted(
    text: str, tokens: TokenVectors, index: Index, same: Sequence[tuple[Span, Span]] = ()
) -> tuple[Floats, tuple[Equivalent, ...]]:
    """Weight of each token of a question, shape (tokens,), adding up to 1, and what is said twice in it.

    Args:
        same: character spans of each acronym and of its long form, which weighs nothing by itself then.
    """
    weights = np.zeros(len(tokens.spans), dtype=np.float32)
    for word, inside in words_with_tokens(text, tokens):
        weights[inside] = index.stems.idf(content_stems(word)[0]) / len(inside)
    found = [e for acronym, long in same if (e := _equivalent(weights, tokens, acronym, long))]
    for equivalent in found:
        weights[equivalent.others] = 0
    total = float(weights.sum())
    even = np.full_like(weights, 1 / max(1, len(weights)))
    return weights / total if total else even, tuple(found)


def _equivalent(weights: Floats, tokens: TokenVectors, acronym: Span, long: Span) -> Equivalent | None:
    """Two spans as wordings of one thing; none when one of them has no word that weighs."""
    (first, shares), (second, other_shares) = (_inside(weights, tokens, span) for span in (acronym, long))
    return Equivalent(first, shares, second, other_shares) if len(first) and len(second) else None


def _inside(weights: Floats, tokens: TokenVectors, span: Span) -> tuple[NDArray[np.int64], Floats]:
    starts, ends = tokens.spans[:, 0], tokens.spans[:, 1]
    numbers = np.flatnonzero((starts < span[1]) & (ends > span[0]) & (weights > 0))
    return numbers, weights[numbers] / weights[numbers].sum()


def similarities(
    question: Floats, passages: Sequence[int], index: Index, equivalents: Sequence[Equivalent] = ()
) -> list[Floats]:
    """Best match of each question token in each sentence of some passages: (tokens, sentences) for each.

    Args:
        question: its centred token vectors, shape (tokens, d).
        equivalents: the tokens of an acronym match as well as its long form does, where that is better.
    """
    if not passages:
        return []
    vectors, starts = index.tokens_of(passages)
    found: Floats = np.maximum.reduceat(question @ vectors.T, starts, axis=1)
    for said in equivalents:
        found[said.tokens] = np.maximum(
            said.shares @ found[said.tokens], said.other_shares @ found[said.others]
        )
    counts = [index.first_sentence[p + 1] - index.first_sentence[p] for p in passages]
    return np.split(found, np.cumsum(counts)[:-1], axis=1)
