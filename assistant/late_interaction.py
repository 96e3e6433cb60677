"""Late interaction: how well each word of the question finds its like in a sentence.

MaxSim after Khattab and Zaharia (ColBERT, 2020), without training: the token vectors are those of the
embedding model itself, centred (the mean token vector taken off), and each token of the question
weighs what its word weighs in BM25. Stop words of the question weigh nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.embeddings import TokenVectors
from assistant.french import content_stems
from assistant.index import Index
from assistant.lexical import Floats

_WORD = re.compile(r"\w+")


def words_with_tokens(text: str, tokens: TokenVectors) -> Iterator[tuple[str, list[int]]]:
    """The content words of a text, each with the numbers of its tokens."""
    for word in _WORD.finditer(text):
        inside = [i for i, (a, b) in enumerate(tokens.spans) if a < word.end() and b > word.start()]
        if inside and content_stems(word[0]):
            yield word[0], inside


def token_weights(text: str, tokens: TokenVectors, index: Index) -> Floats:
    """Weight of each token of a question, shape (tokens,), adding up to 1."""
    weights = np.zeros(len(tokens.spans), dtype=np.float32)
    for word, inside in words_with_tokens(text, tokens):
        weights[inside] = index.stems.idf(content_stems(word)[0]) / len(inside)
    total = float(weights.sum())
    return weights / total if total else np.full_like(weights, 1 / max(1, len(weights)))


def similarities(question: Floats, passages: Sequence[int], index: Index) -> list[Floats]:
    """Best match of each question token in each sentence of some passages: (tokens, sentences) for each.

    Args:
        question: its centred token vectors, shape (tokens, d).
    """
    if not passages:
        return []
    vectors, starts = index.tokens_of(passages)
    found: Floats = np.maximum.reduceat(question @ vectors.T, starts, axis=1)
    counts = [index.first_sentence[p + 1] - index.first_sentence[p] for p in passages]
    return np.split(found, np.cumsum(counts)[:-1], axis=1)
