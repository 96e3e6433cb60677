"""A question added in a dialogue by someone who writes no JSON."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import answer_of, page_text, question_of, refusal_of

from assistant.types import Answer
from evals.commands import new_question
from evals.commands.new_question import add_question, append, next_id, typed
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question, Source, load_questions


class Corpus:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def ask(self, question: str, *, history: Any = (), today: date | None = None) -> Answer:
        return self.answer

    page_text = staticmethod(page_text)


def dialogue(path: Path, lines: list[str], answer: Answer | None = None) -> tuple[Question | None, list[str]]:
    """Adds a question, typing these lines; gives it with what was said."""
    said: list[str] = []
    left: Iterator[str] = iter(lines)
    corpus = Corpus(answer or answer_of())
    return add_question(path, corpus, corpus, lambda _request: next(left), said.append), said


ANSWERED = ["Combien de demandes ?", "o", "124 | cent vingt-quatre", "", "", "125", "chiffre, fait", "o"]


def test_a_question_with_an_answer_is_added_with_the_pages_cited(tmp_path: Path) -> None:
    path = tmp_path / "jeu.jsonl"
    added, said = dialogue(path, ANSWERED)
    expected = Question(
        "jeu-001",
        "Combien de demandes ?",
        True,
        facts=(("124", "cent vingt-quatre"),),
        sources=(Source("programme", (15,)),),
        forbidden=("125",),
        tags=("chiffre", "fait"),
    )
    assert added == expected
    assert load_questions(path) == (expected,)
    assert any("programme, page 15" in text for text in said)
    assert "Aujourd’hui, l’assistant y répond comme attendu." in said


def test_a_question_without_answer_asks_for_no_fact(tmp_path: Path) -> None:
    path = tmp_path / "jeu.jsonl"
    added, said = dialogue(path, ["Qui a peint la Joconde ?", "n", "", "", "o"], refusal_of())
    assert added == Question("jeu-001", "Qui a peint la Joconde ?", False)
    assert "L’assistant ne trouve pas de réponse." in said[0]


def test_wrong_entries_are_asked_again(tmp_path: Path) -> None:
    lines = ["", "Combien ?", "peut-être", "o", "…", "", "", "", "", *ANSWERED[1:]]
    added, said = dialogue(tmp_path / "jeu.jsonl", lines)
    assert added is not None
    assert said[0] == "Il faut une question."
    assert any("o (oui) ou n (non)" in text for text in said)
    assert any("« facts » : il fallait" in text for text in said)


def test_a_question_that_is_given_up_leaves_the_set_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "jeu.jsonl"
    append(path, question_of())
    before = path.read_bytes()
    assert dialogue(path, [*ANSWERED[:-1], "n"])[0] is None
    assert path.read_bytes() == before


def test_a_line_is_added_after_a_last_line_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "jeu.jsonl"
    path.write_text('{"id": "a-9", "question": "?", "answerable": false}', encoding="utf-8")
    added, _ = dialogue(path, ANSWERED)
    assert [question.id for question in load_questions(path)] == ["a-9", "a-10"]
    assert added is not None


def test_an_id_in_use_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "jeu.jsonl"
    append(path, question_of())
    before = path.read_bytes()
    with pytest.raises(DatasetError, match="sert déjà"):
        append(path, question_of())
    assert (path.read_bytes(), [p.name for p in tmp_path.iterdir()]) == (before, ["jeu.jsonl"])


@pytest.mark.parametrize(
    ("ids", "expected"), [([], "jeu-001"), (["p-009", "p-010"], "p-011"), (["m-01-2", "m-01-3"], "m-01-4")]
)
def test_ids_go_on_as_they_are_written(ids: list[str], expected: str) -> None:
    assert next_id(Path("jeu.jsonl"), [question_of(id=name) for name in ids]) == expected


def test_the_end_of_what_is_typed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_request: str) -> str:
        raise EOFError

    monkeypatch.setattr(new_question, "input", ended, raising=False)
    with pytest.raises(DatasetError, match="rien n’a été ajouté"):
        typed("Question : ")
