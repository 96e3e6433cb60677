import itertools
import math

import pytest

from evals.scoring.metrics import (
    auc,
    auc_estimate,
    estimate,
    mean_amount,
    ndcg_at_k,
    percentile,
    recall_at_k,
    reciprocal_rank,
    sign_test,
)

RANKING = ["d1", "d2", "d3", "d4"]


@pytest.mark.parametrize(("k", "expected"), [(1, 0.0), (2, 0.5), (4, 1.0), (100, 1.0)])
def test_recall_counts_the_relevant_among_the_first_k(k: int, expected: float) -> None:
    assert recall_at_k(RANKING, {"d2": 1, "d4": 1}, k) == expected


def test_ndcg_of_the_ideal_ranking_is_one() -> None:
    assert ndcg_at_k(["a", "b", "c"], {"a": 3, "b": 1}) == 1


def test_ndcg_discounts_by_the_rank() -> None:
    assert ndcg_at_k(RANKING, {"d3": 1}) == pytest.approx(1 / math.log2(4))


def test_ndcg_with_graded_relevance_computed_by_hand() -> None:
    gained = 1 / math.log2(2) + 3 / math.log2(3)
    best = 3 / math.log2(2) + 1 / math.log2(3)
    assert ndcg_at_k(["b", "a"], {"a": 3, "b": 1}) == pytest.approx(gained / best)


def test_ndcg_ignores_what_comes_after_k() -> None:
    assert ndcg_at_k(RANKING, {"d4": 1}, 3) == 0


@pytest.mark.parametrize(
    ("relevant", "expected"), [({"d1": 1}, 1), ({"d3": 1, "d4": 1}, 1 / 3), ({"x": 1}, 0)]
)
def test_reciprocal_rank_is_that_of_the_first_relevant(relevant: dict[str, int], expected: float) -> None:
    assert reciprocal_rank(RANKING, relevant) == expected


@pytest.mark.parametrize("metric", [ndcg_at_k, reciprocal_rank, lambda r, q: recall_at_k(r, q, 5)])
def test_a_query_without_relevant_document_has_no_score(metric) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="relevant"):
        metric(RANKING, {})


def test_auc_is_the_share_of_well_ordered_pairs() -> None:
    assert auc([0.9, 0.4], [0.5, 0.1]) == 0.75


def test_auc_counts_a_tie_as_half() -> None:
    assert auc([0.5], [0.5]) == 0.5


def test_auc_of_an_empty_side_is_undefined() -> None:
    assert auc([], [0.2]) is None
    assert auc_estimate([0.2], []) is None


def test_estimate_gives_the_mean_inside_its_interval() -> None:
    found = estimate([1, 1, 1, 0])
    assert found is not None
    assert (found.value, found.n) == (0.75, 4)
    assert 0 <= found.low < 0.75 < found.high <= 1


def test_estimate_is_the_same_from_run_to_run() -> None:
    values = [0.1 * n for n in range(30)]
    assert estimate(values) == estimate(values)


def test_interval_is_narrower_with_more_questions() -> None:
    few, many = estimate([1, 0] * 10), estimate([1, 0] * 1000)
    assert few is not None
    assert many is not None
    assert many.high - many.low < (few.high - few.low) / 5


def test_interval_of_a_half_is_near_the_normal_approximation() -> None:
    found = estimate([1, 0] * 200)
    assert found is not None
    assert found.high - found.low == pytest.approx(2 * 1.96 * math.sqrt(0.25 / 400), rel=0.08)


@pytest.mark.parametrize(
    ("values", "bounds"), [([1] * 40, (0.912, 1)), ([0] * 40, (0, 0.088)), ([1], (0.025, 1))]
)
def test_interval_of_a_perfect_rate_is_not_a_point(values: list[float], bounds: tuple[float, float]) -> None:
    found = estimate(values)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(bounds, abs=5e-4)


def test_auc_interval_holds_the_value() -> None:
    found = auc_estimate([0.9, 0.8, 0.4, 0.7], [0.5, 0.1, 0.2])
    assert found is not None
    assert found.value == pytest.approx(11 / 12)
    assert found.low <= found.value <= found.high <= 1


def test_nothing_has_no_estimate() -> None:
    assert estimate([]) is None
    assert percentile([], 50) is None


def test_percentile_interpolates() -> None:
    assert percentile([10, 20], 50) == 15


def test_the_sign_test_counts_the_throws_of_a_coin() -> None:
    for better in range(6):
        for worse in range(6):
            throws = list(itertools.product((0, 1), repeat=better + worse))
            as_bad = sum(sum(throw) >= worse for throw in throws)
            assert sign_test(better, worse) == as_bad / len(throws)


def test_a_mean_amount_is_not_held_between_0_and_1() -> None:
    assert mean_amount([]) is None
    ones, some = mean_amount([1, 1, 1]), mean_amount([1, 3, 5])
    assert ones is not None
    assert some is not None
    assert (ones.low, ones.value, ones.high) == (1, 1, 1)
    assert 1 <= some.low < some.value == 3 < some.high <= 5
