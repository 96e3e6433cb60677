"""The results of a run folder, read again as they were when it ran."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.running.run_folder import EVIDENCE, RESULTS, TIMINGS, RunFolder
from evals.running.runner import Result
from evals.running.summary import RunInfo
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question

_RESULT = TypeAdapter(Result)
_RUN = TypeAdapter(RunInfo)


def read_results(folder: Path) -> Iterator[Result]:
    """The results, with their evidence and times, up to the first line that is cut or out of step."""
    lines = zip(*(whole_lines(folder / name) for name in (RESULTS, EVIDENCE, TIMINGS)), strict=False)
    for result, evidence, timing in lines:
        if len({record.get("id") for record in (result, evidence, timing)}) > 1:
            return
        trace = {name: value for name, value in evidence.items() if name != "id"}
        if result.get("answer"):
            result["answer"]["timings_ms"] = timing.get("timings_ms", {})
        try:
            yield _RESULT.validate_python({**result, "trace": trace})
        except ValidationError:
            return


def read_pairs(run: RunFolder) -> tuple[RunInfo, list[tuple[Question, Result]]]:
    """What was run, and each question with its result.

    Raises:
        DatasetError: a file of the folder is missing or damaged.
    """
    results = list(read_results(run.folder))
    asked = run.questions
    if len(results) != len(run.lines) or not all(result.id in asked for result in results):
        raise DatasetError(f"« {run.folder} » est incomplet ou abîmé. Refaites ce passage.")
    try:
        info = _RUN.validate_python(run.about)
    except ValidationError as error:
        raise DatasetError(
            f"« {run.folder} » ne dit pas ce qui a été évalué. Refaites ce passage."
        ) from error
    return info, [(asked[result.id], result) for result in results]


def whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, up to the first line that is not one; none without the file."""
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
