"""Committed baselines: what each question of a set gave, one small JSON file a set.

``{"set", "model", "metrics": {name: value}, "questions": {id: {"outcome", "scores"}}}``, a question a line,
so that a change of a baseline can be read in a diff. ``evals compare`` takes such a file for a run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.running.run_folder import Line, RunFolder, latest_folder, load_run
from evals.scoring.metrics import estimate
from evals.sets.jsonl import DatasetError, read_text
from evals.sets.questions import Question, load_questions
from evals.sets.registry import DATASETS

BASELINES = Path(__file__).parents[1] / "baselines"
_DECIMALS = 6


def write_baseline(run: RunFolder, folder: Path = BASELINES) -> Path:
    """Writes the baseline of a run; gives its file.

    Raises:
        DatasetError: the run did not go to its end, or a question of it is in error.
    """
    if run.about.get("complete") is not True:
        raise DatasetError(f"« {run.folder} » est interrompu. Terminez-le avec evals run --resume.")
    broken = [line.id for line in run.lines.values() if line.outcome == "error"]
    if broken:
        raise DatasetError(f"« {run.folder} » a des questions en erreur : {', '.join(broken[:5])}.")
    folder.mkdir(exist_ok=True)
    path = folder / f"{run.name}.json"
    path.write_text(_text(run), encoding="utf-8")
    return path


def latest_runs(root: Path) -> list[Path]:
    """The latest finished run folder of each set that was run in ``root``, by name."""
    names = {path.name[:-16] for path in root.glob("*-*-*") if path.is_dir()}
    found = (latest_folder(root, name, finished=True) for name in sorted(names))
    return [path for path in found if path is not None]


def load_reference(path: Path) -> RunFolder:
    """A run folder, or a baseline file as if it were one.

    Raises:
        DatasetError: it is neither, or it is damaged.
    """
    if path.suffix != ".json" or path.is_dir():
        return load_run(path)
    damaged = DatasetError(
        f"{path} n’est pas une référence lisible, qui donne les scores de chaque question. "
        "Refaites-la : evals baseline."
    )
    try:
        values = json.loads(read_text(path))
        lines = {
            id_: Line(id_, {name: float(score) for name, score in found["scores"].items()}, found["outcome"])
            for id_, found in values["questions"].items()
        }
        about = {"set": values["set"], "model": values["model"]}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged from error
    if not lines:
        raise damaged
    return RunFolder(path, str(about["set"]), about, lines, _questions(str(about["set"])))


def _questions(name: str) -> dict[str, Question]:
    """The questions of a set of the project, for what their tags say."""
    path = DATASETS / f"{name}.jsonl"
    return {question.id: question for question in load_questions(path)} if path.is_file() else {}


def _text(run: RunFolder) -> str:
    names = dict.fromkeys(name for line in run.lines.values() for name in line.scores)
    means = {
        name: estimate([line.scores[name] for line in run.lines.values() if name in line.scores])
        for name in names
    }
    head = {
        "set": run.name,
        "model": run.about.get("model", ""),
        "metrics": {name: round(mean.value, _DECIMALS) for name, mean in means.items() if mean},
    }
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    questions = ",\n".join(f"  {json.dumps(line.id)}: {_question(line)}" for line in run.lines.values())
    return f'{opening},\n "questions": {{\n{questions}\n }}\n}}\n'


def _question(line: Line) -> str:
    scores = {name: round(value, _DECIMALS) for name, value in line.scores.items()}
    values: dict[str, Any] = {"outcome": line.outcome, "scores": scores}
    return json.dumps(values, ensure_ascii=False)
