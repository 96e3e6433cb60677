"""Retrieval measured on judged queries: nDCG@10, recall@1/5/10 and MRR, without answering."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.corpora.beir import Judgements, Query
from evals.scoring.metrics import Estimate, estimate, ndcg_at_k, recall_at_k, reciprocal_rank
from evals.sets.jsonl import DatasetError

DEPTH = 100
"""Passages asked of the retriever: enough for ten documents, each often being several passages."""

METRICS = ("nDCG@10", "recall@1", "recall@5", "recall@10", "MRR")
LABELS = {
    "nDCG@10": "qualité du classement des dix premiers documents",
    "recall@1": "bon document en tête",
    "recall@5": "bon document parmi les cinq premiers",
    "recall@10": "bon document parmi les dix premiers",
    "MRR": "inverse du rang du premier bon document",
}

Search = Callable[[str, int], Iterable[tuple[str, float]]]
"""From a query and a number of passages to ``(document id, score)`` of each passage."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranking of one query (its first ten documents) and its scores by metric."""

    id: str
    scores: dict[str, float]
    ranking: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def judged(queries: Sequence[Query], judgements: Judgements) -> tuple[Query, ...]:
    """The queries that have a relevant document; the others have no score.

    Raises:
        DatasetError: no query is judged.
    """
    found = tuple(query for query in queries if query.id in judgements)
    if not found:
        raise DatasetError("Aucune question de queries.jsonl n’a de document pertinent dans qrels.tsv.")
    return found


def rank_queries(queries: Iterable[Query], judgements: Judgements, search: Search) -> Iterator[Ranked]:
    """Yield the ranking and the scores of each query, in order."""
    for query in queries:
        ranking = rank_documents(search(query.text, DEPTH))
        relevant = judgements[query.id]
        scores = {
            "nDCG@10": ndcg_at_k(ranking, relevant, 10),
            "recall@1": recall_at_k(ranking, relevant, 1),
            "recall@5": recall_at_k(ranking, relevant, 5),
            "recall@10": recall_at_k(ranking, relevant, 10),
            "MRR": reciprocal_rank(ranking, relevant),
        }
        yield Ranked(query.id, scores, tuple(ranking[:10]))


def rank_documents(passages: Iterable[tuple[str, float]]) -> list[str]:
    """Documents by the best score of their passages (Dai & Callan 2019, MaxP), ties in order of arrival."""
    best: dict[str, float] = {}
    for document, score in passages:
        best[document] = max(score, best.get(document, score))
    return sorted(best, key=lambda document: -best[document])


def mean_scores(ranked: Sequence[Ranked]) -> dict[str, Estimate]:
    """The mean of each metric over the queries, with its interval.

    Raises:
        ValueError: no query was ranked.
    """
    found = {name: estimate([query.scores[name] for query in ranked]) for name in METRICS}
    means = {name: mean for name, mean in found.items() if mean is not None}
    if not means:
        raise ValueError("no query was ranked")
    return means
