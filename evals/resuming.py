"""An interrupted run taken up again: what its folder holds, if it is of the same questions and index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.jsonl import DatasetError
from evals.questions import Question, question_to_dict
from evals.run_folder import EVIDENCE, QUESTIONS, RESULTS, RUN, TIMINGS
from evals.runner import Result
from evals.summary import RunInfo

_RESULT = TypeAdapter(Result)


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
    lines = zip(*(_lines(folder / name) for name in (RESULTS, EVIDENCE, TIMINGS)), strict=False)
    for question, (result, evidence, timing) in zip(questions, lines, strict=False):
        if {question.id} != {record.get("id") for record in (result, evidence, timing)}:
            break
        found = _result(result, evidence, timing)
        if found is None:
            break
        results.append(found)
    return results


def _must_be_the_same(folder: Path, run: RunInfo, questions: Sequence[Question]) -> None:
    asked = list(_lines(folder / QUESTIONS))
    started = next(_whole(folder / RUN), {})
    same = all(started.get(name) == value for name, value in run.identity().items())
    if asked != [question_to_dict(question) for question in questions] or not same:
        raise DatasetError(
            f"« {folder} » vient d’autres questions, d’un autre index ou d’une autre date. "
            "Relancez sans --resume, ou donnez un autre dossier avec --out."
        )


def _result(result: dict[str, Any], evidence: dict[str, Any], timing: dict[str, Any]) -> Result | None:
    trace = {name: value for name, value in evidence.items() if name != "id"}
    if result.get("answer"):
        result["answer"]["timings_ms"] = timing.get("timings_ms", {})
    try:
        return _RESULT.validate_python({**result, "trace": trace})
    except ValidationError:
        return None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a file, up to the first that is not an object."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            return
        if not isinstance(record, dict):
            return
        yield record


def _whole(path: Path) -> Iterator[dict[str, Any]]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(record, dict):
        yield record
