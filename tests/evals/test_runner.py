import json
from datetime import date
from pathlib import Path

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, question_of, refusal_of

from assistant.errors import QuestionError
from assistant.types import Turn
from evals.running.runner import run_questions
from evals.sets.jsonl import DatasetError


def lines_of(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]


def test_each_question_gives_one_line_of_the_contract(tmp_path: Path) -> None:
    assistant = FakeAssistant({"A ?": answer_of(), "B ?": refusal_of()})
    questions = [question_of(id="a", question="A ?", facts=(("124",),)), question_of(id="b", question="B ?")]
    results = list(run_questions(questions, assistant, page_text, tmp_path / "new" / "out"))
    lines = lines_of(tmp_path / "new" / "out")
    assert [result.outcome for result in results] == ["ok", "refused"]
    assert [set(line) for line in lines] == [{"id", "outcome", "scores", "answer", "error"}] * 2
    assert lines[0]["scores"] == {
        "answerable_ok": 1.0,
        "fact_recall": 1.0,
        "first_hit": 1.0,
        "lines": 1.0,
        "verbatim": 1.0,
        "error_rate": 0.0,
        "sentence_verbatim": 1.0,
        "supported": 0.0,
        "citation_recall": 0.0,
        "citation_precision": 0.0,
    }
    assert lines[0]["error"] is None


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (QuestionError("La question est vide. Écrivez-en une."), "La question est vide. Écrivez-en une."),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError : division by zero"),
    ],
)
def test_a_crashed_question_is_an_error_and_the_run_goes_on(
    tmp_path: Path, error: Exception, message: str
) -> None:
    assistant = FakeAssistant({"A ?": error, "B ?": answer_of()})
    questions = [question_of(id="a", question="A ?"), question_of(id="b", question="B ?")]
    results = list(run_questions(questions, assistant, page_text, tmp_path))
    assert [result.outcome for result in results] == ["error", "ok"]
    assert lines_of(tmp_path)[0] == {
        "id": "a",
        "outcome": "error",
        "scores": {"answerable_ok": 0.0},
        "answer": None,
        "error": message,
    }


def test_a_line_is_on_disk_as_soon_as_its_question_is_done(tmp_path: Path) -> None:
    assistant = FakeAssistant({"A ?": answer_of(), "B ?": answer_of()})
    questions = [question_of(id="a", question="A ?"), question_of(id="b", question="B ?")]
    running = run_questions(questions, assistant, page_text, tmp_path)
    next(running)
    assert [line["id"] for line in lines_of(tmp_path)] == ["a"]


def test_an_interruption_keeps_what_was_done(tmp_path: Path) -> None:
    assistant = FakeAssistant({"A ?": answer_of(), "B ?": KeyboardInterrupt()})
    questions = [question_of(id="a", question="A ?"), question_of(id="b", question="B ?")]
    with pytest.raises(KeyboardInterrupt):
        list(run_questions(questions, assistant, page_text, tmp_path))
    assert [line["id"] for line in lines_of(tmp_path)] == ["a"]


def test_the_date_of_a_question_wins_over_that_of_the_run(tmp_path: Path) -> None:
    assistant = FakeAssistant({"A ?": answer_of(), "B ?": answer_of()})
    frozen = question_of(id="a", question="A ?", today=date(2015, 2, 15))
    list(
        run_questions([frozen, question_of(question="B ?")], assistant, page_text, tmp_path, date(2016, 1, 1))
    )
    assert [today for _, _, today in assistant.asked] == [date(2015, 2, 15), date(2016, 1, 1)]


def test_the_history_is_given(tmp_path: Path) -> None:
    history = (Turn("user", "Bonjour"), Turn("assistant", "Bonjour."))
    assistant = FakeAssistant({"A ?": answer_of()})
    list(run_questions([question_of(question="A ?", history=history)], assistant, page_text, tmp_path))
    assert assistant.asked[0][1] == history


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(DatasetError, match="--out"):
        list(run_questions([], FakeAssistant({}), page_text, tmp_path / "fichier" / "out"))
