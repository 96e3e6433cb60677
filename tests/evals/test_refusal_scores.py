from dataclasses import dataclass

import pytest
from evaluation_fakes import answer_of, refusal_of

from assistant.types import Answer
from evals.corpora.beir import Query
from evals.corpora.refusal import Decision, decide, summarize


@dataclass
class FakeExamination:
    answer: Answer
    confidence: float


class FakeExaminer:
    def __init__(self, replies: dict[str, FakeExamination]) -> None:
        self.replies = replies

    def examine(self, question: str) -> FakeExamination:
        return self.replies[question]


EXAMINER = FakeExaminer(
    {
        "124 ?": FakeExamination(answer_of(), 0.9),
        "125 ?": FakeExamination(answer_of(), 0.6),
        "126 ?": FakeExamination(refusal_of(), 0.2),
        "hors sujet": FakeExamination(refusal_of(), 0.1),
        "presque": FakeExamination(answer_of(), 0.7),
    }
)
INSIDE = [Query(id=f"a{n}", text=f"{n} ?", answers=(f"{n} demandes",)) for n in (124, 125, 126)]
OUTSIDE = [Query(id="u1", text="hors sujet", answers=("x",)), Query(id="u2", text="presque")]


@pytest.fixture
def decisions() -> list[Decision]:
    return [*decide(INSIDE, True, EXAMINER), *decide(OUTSIDE, False, EXAMINER)]


def test_a_decision_tells_whether_an_accepted_answer_is_shown(decisions: list[Decision]) -> None:
    assert [decision.contains for decision in decisions] == [True, False, False, None, None]


def test_both_rates(decisions: list[Decision]) -> None:
    figures = summarize(decisions)
    assert figures["answered"] is not None
    assert figures["refused"] is not None
    assert (figures["answered"].value, figures["answered"].n) == (pytest.approx(2 / 3), 3)
    assert (figures["refused"].value, figures["refused"].n) == (0.5, 2)


def test_refused_questions_count_as_not_containing_the_answer(decisions: list[Decision]) -> None:
    figures = summarize(decisions)
    assert figures["contains"] is not None
    assert figures["contains_when_answered"] is not None
    assert figures["contains"].value == pytest.approx(1 / 3)
    assert figures["contains_when_answered"].value == 0.5


def test_the_auc_is_that_of_the_confidence(decisions: list[Decision]) -> None:
    figure = summarize(decisions)["auc"]
    assert figure is not None
    assert figure.value == pytest.approx(4 / 6)


def test_a_side_without_question_has_no_figure() -> None:
    figures = summarize(list(decide(INSIDE, True, EXAMINER)))
    assert figures["refused"] is None
    assert figures["auc"] is None
