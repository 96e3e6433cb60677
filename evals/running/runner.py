"""Runs a question set: the lines of its files are written as soon as a question is answered.

- ``results.jsonl``: the contract's line. The answer's ``timings_ms`` is empty there, so that two runs of
  the extractive mode give the same file, byte for byte;
- ``evidence.jsonl``: what led to the answer (``Trace``), for the reports;
- ``timings.jsonl``: ``{"id", "timings_ms"}``;
- ``questions.jsonl``: the questions as they were asked, so that the folder can be read alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import AssistantError
from assistant.search import ScoredPassage
from assistant.types import Answer, Dropped, Turn, Usage
from evals.running.run_folder import EVIDENCE, QUESTIONS, RESULTS, TIMINGS
from evals.scoring.grounding import Supports, grounding_scores, word_for_word
from evals.scoring.page_ranking import Page, pages_of, ranking_scores
from evals.scoring.scoring import Outcome, PageText, Scores, score, scores_of_error
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question, question_to_dict


class Examination(Protocol):
    """An answer and what led to it."""

    @property
    def answer(self) -> Answer:
        """What would be shown."""

    @property
    def confidence(self) -> float:
        """In [0, 1]: how sure it is that the corpus holds the answer."""

    @property
    def hits(self) -> Sequence[ScoredPassage]:
        """The passages retrieved, best first."""

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """Sentences of the language model that were not shown."""

    @property
    def usage(self) -> Usage:
        """What the language model used."""

    @property
    def failure(self) -> str:
        """Why the language model gave nothing; empty otherwise."""


class Examiner(Protocol):
    """What is evaluated."""

    def examine(self, question: str, *, history: Sequence[Turn], today: date | None) -> Examination:
        """Answer a question after the turns of ``history``, at a reference date."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What led to an answer.

    Attributes:
        confidence: rounded to four decimals; ``None`` when the question crashed.
        ranking: the pages retrieved, best first, each once.
        dropped, usage, failure: of the language model; see ``Examination``.
    """

    confidence: float | None = None
    ranking: tuple[Page, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    failure: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one question; ``error`` says why there is no answer."""

    id: str
    outcome: Outcome
    scores: Scores = field(default_factory=dict)
    answer: Answer | None = None
    error: str | None = None
    trace: Trace = Trace()

    def to_dict(self) -> dict[str, Any]:
        """The line of ``results.jsonl`` as plain JSON values."""
        answer = replace(self.answer, timings_ms={}).to_dict() if self.answer else None
        return {
            "id": self.id,
            "outcome": self.outcome,
            "scores": self.scores,
            "answer": answer,
            "error": self.error,
        }

    @property
    def timings_ms(self) -> dict[str, float]:
        """Milliseconds by stage, and ``total``; empty when the question crashed."""
        return self.answer.timings_ms if self.answer else {}


def run_questions(
    questions: Sequence[Question],
    examiner: Examiner,
    page_text: PageText,
    out: Path,
    today: date | None = None,
) -> Iterator[Result]:
    """Ask the questions in order, write each result to ``out`` and yield it.

    Args:
        questions: the set.
        examiner: what is evaluated; an error of its own is a result and the run goes on.
        page_text: the text of a page of the index.
        out: folder of the files, made if need be; earlier files are replaced.
        today: reference date of the questions that have none of their own.

    Raises:
        DatasetError: the folder cannot be written to.
    """
    results = (ask_one(question, examiner, page_text, today) for question in questions)
    yield from record(questions, results, out)


def record(
    questions: Sequence[Question], results: Iterable[Result], out: Path, done: Iterable[Result] = ()
) -> Iterator[Result]:
    """Write results to ``out`` as they come, and yield them.

    Args:
        questions: the whole set, written first.
        results: those to come, in the order of the set.
        done: those of an earlier, interrupted run, which come first and are written again.

    Raises:
        DatasetError: the folder cannot be written to.
    """
    make_folder(out)
    write_lines(out / QUESTIONS, map(question_to_dict, questions))
    with ExitStack() as files:
        try:
            opened = [
                files.enter_context((out / name).open("w", encoding="utf-8"))
                for name in (RESULTS, EVIDENCE, TIMINGS)
            ]
        except OSError as error:
            raise _unwritable(out) from error
        for known, source in ((True, done), (False, results)):
            for result in source:
                evidence = {"id": result.id, **result.trace.to_dict()}
                timing = {"id": result.id, "timings_ms": result.timings_ms}
                for file, values in zip(opened, (result.to_dict(), evidence, timing), strict=True):
                    file.write(_line(values))
                    if not known:
                        file.flush()
                if not known:
                    yield result


def ask_one(
    question: Question,
    examiner: Examiner,
    page_text: PageText,
    today: date | None = None,
    supports: Supports = word_for_word,
) -> Result:
    """Ask one question and score the answer.

    Args:
        supports: tells whether texts establish a sentence.
    """
    try:
        found = examiner.examine(question.question, history=question.history, today=question.today or today)
        outcome, scores = score(question, found.answer, page_text)
        scores |= grounding_scores(found.answer, page_text, supports)
        confidence, pages = round(float(found.confidence), 4), pages_of(found.hits)
        trace = Trace(confidence, pages, found.dropped, found.usage, found.failure)
    except AssistantError as error:
        return crashed(question, str(error))
    # Whatever breaks the assistant on one question is a finding of the evaluation, not its end.
    except Exception as error:  # noqa: BLE001
        return crashed(question, f"{type(error).__name__} : {error}")
    return Result(
        question.id, outcome, scores | ranking_scores(question, trace.ranking), found.answer, None, trace
    )


def crashed(question: Question, message: str) -> Result:
    """The result of a question that has no answer because something broke."""
    scores = scores_of_error(question) | ranking_scores(question, ())
    return Result(question.id, "error", scores, error=message)


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


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Write JSON Lines.

    Raises:
        DatasetError: the file cannot be written to.
    """
    try:
        path.write_text("".join(map(_line, lines)), encoding="utf-8")
    except OSError as error:
        raise _unwritable(path.parent) from error


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write one JSON object.

    Raises:
        DatasetError: the file cannot be written to.
    """
    try:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path.parent) from error


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n"


def _unwritable(folder: Path) -> DatasetError:
    return DatasetError(f"Impossible d’écrire dans « {folder} ». Choisissez un autre dossier avec --out.")
