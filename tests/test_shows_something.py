"""What is not refused shows something, whatever is asked: over all the question sets and other requests."""

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.types import Answer, Turn
from evals.sets.questions import load_questions

SETS = sorted((Path(__file__).parents[1] / "evals" / "datasets").glob("*.jsonl"))
REQUESTS = Path(__file__).parents[1] / "evals" / "training" / "requests.jsonl"
EVERY = 8


def shows_something(answer: Answer) -> bool:
    return answer.refused or bool(answer.sentences or answer.actions or answer.documents or answer.notice)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_answer_of_a_set_is_empty(assistant: Assistant, path: Path) -> None:
    empty = []
    for one in load_questions(path):
        history = [Turn(turn.role, turn.content) for turn in one.history]
        if not shows_something(assistant.ask(one.question, history=history, today=one.today)):
            empty.append(one.id)
    assert empty == []


def test_no_answer_to_a_request_is_empty(assistant: Assistant) -> None:
    lines = REQUESTS.read_text(encoding="utf-8").splitlines()[::EVERY]
    messages = [json.loads(line)["message"] for line in lines]
    assert [m for m in messages if not shows_something(assistant.ask(m))] == []


@pytest.mark.parametrize(
    "question",
    [
        "Quels sont les textes fondateurs de l’ASV et du CLS ?",
        "Quels critères d’attribution dans le code de la commande publique ?",
        "Quelles questions poser sur l’insalubrité ?",
    ],
)
def test_a_table_row_is_shown(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.sentences
    assert all(sentence.citations for sentence in answer.sentences)
