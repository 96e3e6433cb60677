"""The folder of a run, read again: its results, its summary and the questions as they were asked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.sets.jsonl import DatasetError, read_records, read_text
from evals.sets.questions import Question, load_questions

RESULTS = "results.jsonl"
SUMMARY = "summary.json"
RUN = "run.json"
QUESTIONS = "questions.jsonl"
EVIDENCE = "evidence.jsonl"
TIMINGS = "timings.jsonl"
JUDGE = "judge.jsonl"

_EXPECTED = {
    "id": "le numéro de la question",
    "outcome": "l’issue de la question (ok, wrong, refused ou error)",
    "scores": "un objet de nombres",
    "answer": "la réponse, ou null",
    "error": "un message, ou null",
}


@dataclass(frozen=True)
class Line:
    """One line of ``results.jsonl``; a run of retrieval has scores and no outcome."""

    id: str
    scores: dict[str, float]
    outcome: str = ""
    answer: dict[str, Any] | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RunFolder:
    """What a run left.

    Attributes:
        name: of the question set, or of the folder when the summary does not say.
        about: the ``run`` part of the summary.
        lines: by id, in the order of the set.
        questions: by id; empty when the folder does not hold them.
    """

    folder: Path
    name: str
    about: dict[str, Any]
    lines: dict[str, Line]
    questions: dict[str, Question] = field(default_factory=dict)


def load_run(folder: Path) -> RunFolder:
    """Reads the folder of a run.

    Raises:
        DatasetError: it is not the folder of a run, or one of its files is damaged.
    """
    if not folder.is_dir():
        raise DatasetError(f"« {folder} » n’est pas un dossier. Donnez le dossier de résultats d’un « run ».")
    results = folder / RESULTS
    if not results.is_file():
        raise DatasetError(f"« {folder} » n’a pas de {RESULTS}. Donnez le dossier de résultats d’un « run ».")
    lines: dict[str, Line] = {}
    for number, line in read_records(results, Line, _EXPECTED):
        if line.id in lines:
            raise DatasetError(
                f"{results}, ligne {number} : « {line.id} » y est deux fois. Refaites ce passage."
            )
        lines[line.id] = line
    if not lines:
        raise DatasetError(f"{results} ne contient aucun résultat. Refaites ce passage.")
    about = _about(folder / SUMMARY)
    questions = folder / QUESTIONS
    asked = {q.id: q for q in load_questions(questions)} if questions.is_file() else {}
    return RunFolder(folder, str(about.get("set") or about.get("data") or folder.name), about, lines, asked)


def latest_folder(root: Path, name: str, finished: bool = False) -> Path | None:
    """The latest folder of a set in ``root`` that a run named by itself; ``None`` without one.

    Args:
        finished: leave out the folders of runs that did not go to their end.
    """
    stamped = re.compile(re.escape(name) + r"-\d{8}-\d{6}")
    folders = sorted(path for path in root.glob(f"{name}-*") if stamped.fullmatch(path.name))
    return next((path for path in reversed(folders) if not finished or is_finished(path)), None)


def is_finished(folder: Path) -> bool:
    """Whether the folder is that of a run that went to its end."""
    try:
        return json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["run"]["complete"] is True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _about(path: Path) -> dict[str, Any]:
    """The ``run`` part of a summary; empty when an interruption left none."""
    if not path.is_file():
        return {}
    try:
        values = json.loads(read_text(path))
        about = values["run"]
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{path} est abîmé. Refaites ce passage.") from error
    if not isinstance(about, dict):
        raise DatasetError(f"{path} est abîmé. Refaites ce passage.")
    return about
