"""Two runs compared: what decides, which questions changed, and folders that cannot be compared."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, question_of, refusal_of

from assistant.types import Answer
from evals.commands.compare import run_compare
from evals.reports.report import write_reports
from evals.running.baselines import load_reference
from evals.running.compare import compare
from evals.running.run_folder import Line, RunFolder, load_run
from evals.running.runner import run_questions
from evals.running.summary import RunInfo
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


@pytest.mark.parametrize(
    ("size", "lost", "won", "fails"),
    [
        (10, 1, 0, False),
        (60, 2, 0, True),
        (100, 2, 0, True),
        (40, 3, 1, False),
        (40, 4, 1, True),
        (200, 1, 0, False),
    ],
    ids=lambda value: str(value),
)
def test_lost_questions_fail_when_the_won_ones_do_not_outweigh_them(
    run: Run, size: int, lost: int, won: int, fails: bool
) -> None:
    questions = [asked(n) for n in range(size)]
    before = [WRONG] * won + [RIGHT] * (size - won)
    after = [RIGHT] * won + [WRONG] * lost + [RIGHT] * (size - won - lost)
    found = compared(run("a", questions, before), run("b", questions, after))
    metric = found["metrics"]["answerable_ok"]
    assert (metric["regression"], found["regression"]) == (fails, fails)
    assert metric["worse"] == [q.id for q in questions[won : won + lost]]
    assert metric["better"] == [q.id for q in questions[:won]]
    assert all(id_ in " ".join(found["reasons"]) for id_ in metric["worse"]) is fails


Pair = tuple[bool, bool]


def random_runs(seed: int) -> list[Pair]:
    """Outcomes before and after of up to thirty questions, drawn with rates that are drawn too."""
    draw = random.Random(seed)
    before, after = draw.random(), draw.random()
    return [(draw.random() < before, draw.random() < after) for _ in range(draw.randint(1, 30))]


def folder_of(name: str, rights: Sequence[bool]) -> RunFolder:
    lines = {
        f"q-{n}": Line(f"q-{n}", {"answerable_ok": float(right)}, "ok" if right else "wrong")
        for n, right in enumerate(rights)
    }
    return RunFolder(Path(name), "jeu", {}, lines)


def regressed(pairs: Sequence[Pair]) -> bool:
    a, b = (folder_of(name, side) for name, side in zip("ab", zip(*pairs, strict=True), strict=True))
    return compare(a, b).regression


SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_decides_are_the_questions_that_changed_in_whatever_order(seed: int) -> None:
    pairs = random_runs(seed)
    shuffled = random.Random(seed).sample(pairs, len(pairs))
    same = [(True, True)] * 50 + [(False, False)] * 50
    assert regressed(shuffled) == regressed(pairs) == regressed([*pairs, *same])


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_loss_never_mends_and_one_less_never_breaks(seed: int) -> None:
    pairs = random_runs(seed)
    failed = regressed(pairs)
    for n, (before, after) in enumerate(pairs):
        if before:
            changed = [*pairs[:n], (before, not after), *pairs[n + 1 :]]
            assert regressed(changed) >= failed if after else regressed(changed) <= failed


@pytest.mark.parametrize("seed", SEEDS)
def test_two_runs_are_never_both_worse_than_each_other(seed: int) -> None:
    pairs = random_runs(seed)
    assert not (regressed(pairs) and regressed([(after, before) for before, after in pairs]))
    assert not regressed([(after, after) for _, after in pairs])


def test_every_lost_question_is_named_even_when_the_gate_lets_it_pass(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = [asked(n) for n in range(20)]
    a, b = run("a", questions, [RIGHT] * 20), run("b", questions, [WRONG, *[RIGHT] * 19])
    assert not run_compare(a, b, [], as_json=False)
    assert "Perdues : q-000." in capsys.readouterr().out


def test_a_reference_without_scores_by_question_is_refused(tmp_path: Path) -> None:
    means = {"set": "jeu", "model": "e5", "metrics": {"answerable_ok": 1.0}}
    (tmp_path / "jeu.json").write_text(json.dumps(means), encoding="utf-8")
    with pytest.raises(DatasetError, match="scores de chaque question"):
        load_reference(tmp_path / "jeu.json")


def test_a_metric_that_was_not_chosen_does_not_decide(run: Run) -> None:
    questions = [asked(n) for n in range(20)]
    a, b = run("a", questions, [RIGHT] * 20), run("b", questions, [WRONG] * 9 + [RIGHT] * 11)
    assert compared(a, b)["regression"]
    assert not compared(a, b, "error_rate")["regression"]


def test_of_a_metric_that_is_better_when_low_a_rise_is_a_loss(run: Run) -> None:
    questions = [asked(n) for n in range(20)]
    a, b = run("a", questions, [RIGHT] * 20), run("b", questions, [refusal_of()] * 9 + [RIGHT] * 11)
    metric = compared(a, b, "error_rate")["metrics"]["error_rate"]
    assert (len(metric["worse"]), metric["better"]) == (9, [])
    assert metric["regression"]
    assert not compared(b, a, "error_rate")["regression"]


def test_the_number_of_lines_is_no_share_and_is_left_out(run: Run) -> None:
    a = run("a", [asked(0)], [RIGHT])
    assert "lines" in load_run(a).lines["q-000"].scores
    assert "lines" not in compared(a, a)["metrics"]


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
