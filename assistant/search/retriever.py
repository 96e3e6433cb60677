"""Hybrid retrieval: BM25 over stems and character 4-grams, and the best sentence's vector, fused.

Scores are fused, not ranks: each signal is min-max normalised over the candidates (the best 100 of
its own list), then weighted. The first passages are then ordered again by late interaction. The
weights and what each alternative gives are measured by ``python -m evals ablation``
(docs/decisions/0003-fusion.md).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from assistant.embedding import SentenceEncoder, TokenVectors
from assistant.index import Floats, Index, field_grams, field_stems
from assistant.language import Span
from assistant.search.maxsim import Equivalent, similarities, weighted
from assistant.types import Filters, Passage

CANDIDATES = 100
_SENTENCES = 300
_RERANKED = 20


@dataclass(frozen=True, slots=True)
class Weights:
    """Share of each signal in the fused score."""

    stems: float = 0.30
    grams: float = 0.20
    dense: float = 0.50
    late: float = 0.75
    """Share of late interaction in the final order of the first passages."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retriever sees it.

    Attributes:
        text: what is embedded.
        expansions: other wordings (glossary), for the lexical fields only.
        vector: shape (d,).
        tokens: its token vectors, for late interaction.
        weights: weight of each of its tokens, adding up to 1.
        equivalents: which of its tokens say the same as others.
    """

    text: str
    expansions: tuple[str, ...]
    vector: Floats
    tokens: TokenVectors
    weights: Floats
    equivalents: tuple[Equivalent, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with its score in [0, 1] and the raw signals behind it.

    Attributes:
        number: of the passage in the index.
        bm25, gram_bm25: BM25 over stems and over character 4-grams.
        similarity: cosine of its best sentence.
        matches: best match of each question token in each sentence, shape (tokens, sentences).
    """

    passage: Passage
    number: int
    score: float
    bm25: float
    gram_bm25: float
    similarity: float
    matches: Floats


class HybridRetriever(BaseRetriever):
    """A LangChain retriever over a published index.

    Example:
        ``HybridRetriever(index=Index.open(path), encoder=load_encoder(settings)).invoke("…", k=5)``

    Metadata of a document: ``document`` (its id), ``title``, ``kind``, ``score``; where they are known,
    ``date``, ``headings``, ``page`` (the first) and ``pages`` ("3, 4").
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    encoder: SentenceEncoder
    k: int = 8
    filters: Filters = Filters()
    weights: Weights = Weights()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[LangChainDocument]:
        hits = self.search(query, self.k if k is None else k, self.filters)
        return [self._as_langchain(hit) for hit in hits]

    def _as_langchain(self, hit: ScoredPassage) -> LangChainDocument:
        """The passage with metadata that every vector store takes: no list, nothing that is not known."""
        document, pages = self.index.documents[hit.passage.document], hit.passage.pages
        metadata: dict[str, str | int | float] = {
            "document": document.id,
            "title": document.title,
            "kind": document.kind,
            "score": hit.score,
        }
        if document.date:
            metadata["date"] = document.date
        if hit.passage.headings:
            metadata["headings"] = " › ".join(hit.passage.headings)
        if pages:
            metadata |= {"page": pages[0], "pages": ", ".join(map(str, pages))}
        return LangChainDocument(page_content=hit.passage.text, metadata=metadata, id=hit.passage.id)

    def query(
        self, text: str, expansions: Sequence[str] = (), same: Sequence[tuple[Span, Span]] = ()
    ) -> Query:
        """Encodes a question once, for every later use.

        Args:
            same: character spans of its acronyms, each with the span of its long form in the text.
        """
        vectors, tokens = self.encoder.encode_tokens([text], kind="query")
        weights, equivalents = weighted(text, tokens[0], self.index, same)
        return Query(text, tuple(expansions), vectors[0], tokens[0], weights, equivalents)

    def search(self, query: str, k: int = 8, filters: Filters = Filters()) -> list[ScoredPassage]:
        """The k best passages for a question, best first."""
        return self.rank(self.query(query), k, filters)

    def rank(self, query: Query, k: int, filters: Filters = Filters()) -> list[ScoredPassage]:
        """The k best passages for an encoded question, best first."""
        selected = self.index.selected(filters)
        if selected == []:
            return []
        inside = self._inside(selected)
        by_stem, by_gram = (np.where(inside, scores, 0) for scores in self._lexical(query))
        similarity = self._dense(query, selected, by_stem + by_gram)
        fused = (
            self.weights.stems * min_max(by_stem)
            + self.weights.grams * min_max(by_gram)
            + self.weights.dense * min_max(similarity)
        )
        fused = np.where(inside, fused, -np.inf)
        most = min(max(k, _RERANKED), self.index.most_compared or len(fused))
        best = [i for i in _best(fused, most) if np.isfinite(fused[i])]
        asked = self.index.centered(query.tokens.vectors)
        matches = similarities(asked, best, self.index, query.equivalents)
        scores = self._reranked(fused[best], matches, query.weights)
        hits = [
            ScoredPassage(
                passage=self.index.passages[i],
                number=i,
                score=float(score),
                bm25=float(by_stem[i]),
                gram_bm25=float(by_gram[i]),
                similarity=float(similarity[i]),
                matches=match,
            )
            for i, score, match in zip(best, scores, matches, strict=True)
        ]
        return [hits[i] for i in _best(scores, k)]

    def saying(self, terms: Collection[str], k: int, filters: Filters = Filters()) -> list[int]:
        """The numbers of the passages that say most of some stems, by BM25, best first."""
        selected = self.index.selected(filters)
        scores = np.where(self._inside(selected), self.index.stems.scores(sorted(terms)), 0)
        return [i for i in _best(scores, min(k, len(scores))) if scores[i] > 0]

    def at(self, numbers: Sequence[int], query: Query) -> list[ScoredPassage]:
        """Some passages, looked at for a question: they have the score 1, and no BM25."""
        asked = self.index.centered(query.tokens.vectors)
        matches = similarities(asked, numbers, self.index, query.equivalents)
        similarity = self._best_sentences(np.asarray(numbers, dtype=np.int64), query.vector)
        return [
            ScoredPassage(self.index.passages[i], i, 1.0, 0.0, 0.0, float(near), match)
            for i, near, match in zip(numbers, similarity, matches, strict=True)
        ]

    def _reranked(self, fused: Floats, matches: Sequence[Floats], weights: Floats) -> Floats:
        """Fused scores mixed with the best MaxSim of each passage, over the first passages only."""
        scores = min_max(fused) * (1 - self.weights.late)
        late = np.array([float((weights @ m).max()) for m in matches[:_RERANKED]], dtype=np.float32)
        scores[:_RERANKED] += self.weights.late * min_max(late)
        return scores

    def _inside(self, selected: list[str] | None) -> NDArray[np.bool_]:
        """Which passages are of the selected documents."""
        if selected is None:
            return np.ones(len(self.index.passages), dtype=bool)
        return self.index.are_of(selected)

    def _lexical(self, query: Query) -> tuple[Floats, Floats]:
        """BM25 of every passage over stems and over grams; other wordings count for what they add."""
        text = " ".join((query.text, *query.expansions))
        return self.index.stems.scores(field_stems(text)), self.index.grams.scores(field_grams(text))

    def _dense(self, query: Query, selected: list[str] | None, lexical: Floats) -> Floats:
        """Cosine of the best sentence of each candidate passage; the others get the lowest of these.

        Candidates are the passages of the nearest sentences (Chroma) and the best lexical ones;
        every sentence of theirs is scored exactly.
        """
        index = self.index
        near = index.passage_of[index.nearest_sentences(query.vector, _SENTENCES, selected)]
        candidates = np.union1d(near, _top(lexical, index.most_compared or CANDIDATES))
        best = self._best_sentences(candidates, query.vector)
        similarity = np.full(len(index.passages), best.min(initial=1.0), dtype=np.float32)
        similarity[candidates] = best
        return similarity

    def _best_sentences(self, passages: NDArray[np.int64], vector: Floats) -> Floats:
        """Cosine of the best sentence of each of these passages."""
        if not len(passages):
            return np.empty(0, dtype=np.float32)
        starts = self.index.first_sentence[passages]
        counts = self.index.first_sentence[passages + 1] - starts
        places = np.concatenate([[0], np.cumsum(counts)[:-1]])
        rows = np.arange(counts.sum()) + np.repeat(starts - places, counts)
        best: Floats = np.maximum.reduceat(self.index.sentence_vectors[rows] @ vector, places)
        return best


def _best(scores: Floats, k: int) -> list[int]:
    """Positions of the k highest scores, highest first; equal scores stay in the order of the index."""
    if k <= 0:
        return []
    least = np.partition(scores, -k)[-k] if k < len(scores) else -np.inf
    found = np.flatnonzero(scores >= least)
    return [int(i) for i in found[np.lexsort((found, -scores[found]))][:k]]


def _top(scores: Floats, k: int) -> NDArray[np.int64]:
    k = min(k, len(scores))
    found: NDArray[np.int64] = np.argpartition(-scores, k - 1)[:k]
    return found[scores[found] > 0]


def min_max(scores: Floats, candidates: int = CANDIDATES) -> Floats:
    """Scores brought to [0, 1] over the best candidates; what ranks after them gets 0."""
    if not len(scores):
        return scores
    high = float(scores.max())
    low = (
        float(np.partition(scores, -candidates)[-candidates])
        if len(scores) > candidates
        else float(scores.min())
    )
    if high <= low:
        return np.zeros_like(scores)
    scaled: Floats = np.clip((scores - low) / (high - low), 0.0, 1.0)
    return scaled
