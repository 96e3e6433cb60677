import math

import pytest

from evals.corpora.beir import Query
from evals.corpora.retrieval import METRICS, judged, mean_scores, rank_documents, rank_queries
from evals.sets.jsonl import DatasetError

QUERIES = [Query(id="q1", text="un"), Query(id="q2", text="deux")]
JUDGEMENTS = {"q1": {"d1": 1}, "q2": {"d2": 1}}
FOUND = {"un": [("d1", 0.9), ("d2", 0.8)], "deux": [("d1", 0.7), ("d3", 0.6), ("d2", 0.5)]}


def search(query: str, k: int) -> list[tuple[str, float]]:
    return FOUND[query][:k]


def test_a_document_has_the_score_of_its_best_passage() -> None:
    assert rank_documents([("a", 0.2), ("b", 0.5), ("a", 0.9), ("b", 0.1)]) == ["a", "b"]


def test_equal_documents_stay_in_order_of_arrival() -> None:
    assert rank_documents([("b", 0.5), ("a", 0.5)]) == ["b", "a"]


def test_each_query_has_its_ranking_and_its_scores() -> None:
    first, second = rank_queries(QUERIES, JUDGEMENTS, search)
    assert first.ranking == ("d1", "d2")
    assert first.scores == dict.fromkeys(METRICS, 1.0)
    assert second.scores["recall@1"] == 0
    assert second.scores["recall@5"] == 1
    assert second.scores["MRR"] == pytest.approx(1 / 3)
    assert second.scores["nDCG@10"] == pytest.approx(1 / math.log2(4))


def test_the_means_over_the_queries() -> None:
    means = mean_scores(list(rank_queries(QUERIES, JUDGEMENTS, search)))
    assert list(means) == list(METRICS)
    assert (means["recall@1"].value, means["recall@1"].n) == (0.5, 2)


def test_queries_that_nobody_judged_are_left_out() -> None:
    assert judged(QUERIES, {"q2": {"d2": 1}}) == (QUERIES[1],)


def test_a_folder_without_a_judged_query_is_refused() -> None:
    with pytest.raises(DatasetError, match="qrels"):
        judged(QUERIES, {"q9": {"d2": 1}})
