"""An interrupted run taken up again: what its folder holds, if it is of the same questions and index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.running.reading import read_results, whole_lines
from evals.running.run_folder import QUESTIONS, RESULTS, RUN
from evals.running.runner import Result
from evals.running.summary import RunInfo
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question, question_to_dict


def write_start(folder: Path, run: RunInfo) -> None:
    """Writes what is being run, so that it can be taken up again."""
    content = json.dumps(run.to_dict(), ensure_ascii=False, indent=2)
    (folder / RUN).write_text(content + "\n", encoding="utf-8")


def done_before(folder: Path, run: RunInfo, questions: Sequence[Question]) -> list[Result]:
    """The results that an interrupted run left, in the order of the set; none without a folder.

    A line that was cut by a crash, and those after it, are asked again.

    Raises:
        DatasetError: the folder is of other questions, another index, another model or another date.
    """
    if not (folder / RESULTS).is_file():
        return []
    _must_be_the_same(folder, run, questions)
    results = []
    for question, result in zip(questions, read_results(folder), strict=False):
        if result.id != question.id:
            break
        results.append(result)
    return results


def _must_be_the_same(folder: Path, run: RunInfo, questions: Sequence[Question]) -> None:
    asked = list(whole_lines(folder / QUESTIONS))
    started = next(_whole(folder / RUN), {})
    same = all(started.get(name) == value for name, value in run.identity().items())
    if asked != [question_to_dict(question) for question in questions] or not same:
        raise DatasetError(
            f"« {folder} » vient d’autres questions, d’un autre index ou d’une autre date. "
            "Relancez sans --resume, ou donnez un autre dossier avec --out."
        )


def _whole(path: Path) -> Iterator[dict[str, Any]]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(record, dict):
        yield record
