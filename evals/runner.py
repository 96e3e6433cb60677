"""Runs a question set: one line of ``results.jsonl`` a question, written as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import AssistantError
from assistant.types import Answer, Turn
from evals.jsonl import DatasetError
from evals.questions import Question
from evals.scoring import Outcome, PageText, Scores, score

RESULTS = "results.jsonl"


class Answerer(Protocol):
    """What is evaluated."""

    def ask(self, question: str, *, history: Sequence[Turn], today: date | None) -> Answer:
        """Answer a question after the turns of ``history``, at a reference date."""


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one question; ``error`` says why there is no answer."""

    id: str
    outcome: Outcome
    scores: Scores = field(default_factory=dict)
    answer: Answer | None = None
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The line of ``results.jsonl`` as plain JSON values."""
        answer = self.answer.to_dict() if self.answer else None
        return {
            "id": self.id,
            "outcome": self.outcome,
            "scores": self.scores,
            "answer": answer,
            "error": self.error,
        }


def run_questions(
    questions: Iterable[Question],
    answerer: Answerer,
    page_text: PageText,
    out: Path,
    today: date | None = None,
) -> Iterator[Result]:
    """Ask the questions in order, write each result to ``out`` and yield it.

    Args:
        questions: the set.
        answerer: what is evaluated; an error of its own is a result and the run goes on.
        page_text: the text of a page of the index.
        out: folder of ``results.jsonl``, made if need be; an earlier file is replaced.
        today: reference date of the questions that have none of their own.

    Raises:
        DatasetError: the folder cannot be written to.
    """
    make_folder(out)
    with (out / RESULTS).open("w", encoding="utf-8") as lines:
        for question in questions:
            result = ask_one(question, answerer, page_text, today)
            lines.write(json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False) + "\n")
            lines.flush()
            yield result


def ask_one(question: Question, answerer: Answerer, page_text: PageText, today: date | None) -> Result:
    """Ask one question and score the answer."""
    try:
        answer = answerer.ask(question.question, history=question.history, today=question.today or today)
        outcome, scores = score(question, answer, page_text)
    except AssistantError as error:
        return Result(question.id, "error", error=str(error))
    # Whatever breaks the assistant on one question is a finding of the evaluation, not its end.
    except Exception as error:  # noqa: BLE001
        return Result(question.id, "error", error=f"{type(error).__name__} : {error}")
    return Result(question.id, outcome, scores, answer)


def make_folder(folder: Path) -> None:
    """Make a folder for results.

    Raises:
        DatasetError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatasetError(
            f"Impossible de créer le dossier « {folder} ». Choisissez-en un autre avec --out."
        ) from error
