"""Two runs compared: what decides, which questions changed, and folders that cannot be compared."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, question_of, refusal_of

from assistant.types import Answer
from evals.reports.report import write_reports
from evals.runs.compare import compare
from evals.runs.run_folder import load_run
from evals.runs.runner import run_questions
from evals.runs.summary import RunInfo
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question

RIGHT, WRONG = answer_of(), answer_of("Rien.", citations=())
Run = Callable[..., Path]


def asked(number: int, **fields: Any) -> Question:
    return question_of(id=f"q-{number:03}", question=f"Question {number} ?", facts=(("124",),), **fields)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs questions with a reply each, and gives the folder."""

    def make(name: str, questions: Sequence[Question], replies: Sequence[Answer | BaseException]) -> Path:
        fake = FakeAssistant({q.question: reply for q, reply in zip(questions, replies, strict=True)})
        out = tmp_path / name
        results = list(run_questions(questions, fake, page_text, out))
        write_reports(out, RunInfo("jeu", "2026-01-05", "e5", "index", "g1"), questions, results)
        return out

    return make


def compared(a: Path, b: Path, *metrics: str) -> dict[str, Any]:
    return json.loads(json.dumps(compare(load_run(a), load_run(b), metrics).to_dict(), allow_nan=False))


def kinds(found: Mapping[str, Any]) -> dict[str, str]:
    return {change["id"]: change["kind"] for change in found["changes"]}


def test_a_run_compared_with_itself_has_not_changed(run: Run) -> None:
    questions = [asked(n) for n in range(4)]
    found = compared(run("a", questions, [RIGHT] * 4), run("b", questions, [RIGHT] * 4))
    assert (found["regression"], found["changes"], found["counts"]["same"]) == (False, [], 4)
    assert found["metrics"]["fact_recall"]["difference"] == {"value": 0, "low": 0, "high": 0, "n": 4}


def test_each_kind_of_change_is_named(run: Run) -> None:
    questions = [asked(n) for n in range(5)]
    other = answer_of("Le service a bien traité 124 demandes.")
    a = run("a", questions, [RIGHT, WRONG, refusal_of(), RIGHT, RIGHT])
    b = run("b", questions, [WRONG, RIGHT, WRONG, other, RIGHT])
    found = compared(a, b)
    assert kinds(found) == {"q-000": "broken", "q-001": "fixed", "q-002": "other", "q-003": "reworded"}
    assert found["counts"] == {"broken": 1, "fixed": 1, "other": 1, "reworded": 1, "same": 1}
    assert found["changes"][0]["scores"]["fact_recall"] == [1, 0]


def test_a_bound_that_falls_by_more_than_three_points_is_a_regression(run: Run) -> None:
    questions = [asked(n) for n in range(40)]
    found = compared(run("a", questions, [RIGHT] * 40), run("b", questions, [WRONG] * 6 + [RIGHT] * 34))
    metric = found["metrics"]["answerable_ok"]
    assert metric["bound_change"] == pytest.approx(metric["b"]["low"] - metric["a"]["low"])
    assert metric["bound_change"] < -0.03
    assert metric["difference"]["value"] == pytest.approx(-6 / 40)
    assert (metric["regression"], found["regression"]) == (True, True)
    assert "« Réponses justes » : la borne inférieure se dégrade" in found["reasons"][0]


def test_a_bound_that_falls_by_less_is_not(run: Run) -> None:
    questions = [asked(n) for n in range(200)]
    replies = [RIGHT] * 180 + [WRONG] * 20
    found = compared(run("a", questions, replies), run("b", questions, [WRONG, *replies[1:]]))
    assert -0.03 < found["metrics"]["answerable_ok"]["bound_change"] < 0
    assert (kinds(found), found["regression"]) == ({"q-000": "broken"}, False)


def test_a_metric_that_was_not_chosen_does_not_decide(run: Run) -> None:
    questions = [asked(n) for n in range(20)]
    a, b = run("a", questions, [RIGHT] * 20), run("b", questions, [WRONG] * 9 + [RIGHT] * 11)
    assert compared(a, b)["regression"]
    assert not compared(a, b, "error_rate")["regression"]


def test_a_metric_that_is_better_when_low_is_judged_by_its_upper_bound(run: Run) -> None:
    questions = [asked(n) for n in range(20)]
    a, b = run("a", questions, [RIGHT] * 20), run("b", questions, [refusal_of()] * 9 + [RIGHT] * 11)
    metric = compared(a, b, "error_rate")["metrics"]["error_rate"]
    assert metric["bound_change"] == pytest.approx(metric["a"]["high"] - metric["b"]["high"])
    assert metric["regression"]
    assert not compared(b, a, "error_rate")["regression"]


def test_one_must_pass_question_that_breaks_is_a_regression(run: Run) -> None:
    questions = [*(asked(n) for n in range(200)), asked(200, tags=("must-pass",))]
    found = compared(run("a", questions, [RIGHT] * 201), run("b", questions, [*[RIGHT] * 200, WRONG]))
    assert found["reasons"] == ["Questions indispensables (must-pass) cassées : q-200."]
    assert found["changes"][0]["must_pass"]


def test_a_crash_counts_as_nothing_shown(run: Run) -> None:
    questions = [asked(n) for n in range(2)]
    found = compared(run("a", questions, [RIGHT] * 2), run("b", questions, [RIGHT, ValueError("panne")]))
    assert found["metrics"]["fact_recall"]["b"]["value"] == 0.5
    assert found["changes"][0]["after"] == "error"


def test_an_edited_question_is_told(run: Run) -> None:
    before, after = asked(1), asked(1, forbidden=("125",))
    found = compared(run("a", [before], [RIGHT]), run("b", [after], [RIGHT]))
    assert [(c["id"], c["edited"]) for c in found["changes"]] == [("q-001", True)]


def test_two_comparisons_are_the_same(run: Run) -> None:
    questions = [asked(n) for n in range(30)]
    a, b = run("a", questions, [RIGHT, WRONG] * 15), run("b", questions, [WRONG, RIGHT, RIGHT] * 10)
    assert compared(a, b) == compared(a, b)


def damage(folder: Path, name: str, content: str) -> Path:
    (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("make_b", "message"),
    [
        (lambda run: run("b", [asked(7)], [RIGHT]), "aucune question commune"),
        (lambda run: run("b", [asked(0)], [RIGHT]), "n’a pas la question q-001"),
        (lambda run: Path("absent"), "n’est pas un dossier"),
        (lambda run: damage(run("b", [asked(0)], [RIGHT]), "results.jsonl", '{"id": '), "ligne 1"),
        (
            lambda run: damage(run("b", [asked(0)], [RIGHT]), "results.jsonl", '{"id": "q"}'),
            "champ « scores »",
        ),
        (lambda run: damage(run("b", [asked(0)], [RIGHT]), "summary.json", "[]"), "summary.json est abîmé"),
        (lambda run: damage(run("b", [asked(0)], [RIGHT]), "results.jsonl", ""), "aucun résultat"),
    ],
    ids=["other-set", "missing", "no-folder", "cut", "no-scores", "summary", "empty"],
)
def test_what_cannot_be_compared_is_said_in_one_sentence(
    run: Run, make_b: Callable[[Run], Path], message: str
) -> None:
    a = run("a", [asked(0), asked(1)], [RIGHT] * 2)
    with pytest.raises(DatasetError, match=message) as caught:
        compared(a, make_b(run))
    assert "\n" not in str(caught.value)


def test_an_unknown_metric_names_the_others(run: Run) -> None:
    a = run("a", [asked(0)], [RIGHT])
    with pytest.raises(DatasetError, match="Mesures possibles : answerable_ok"):
        compared(a, a, "précision")
