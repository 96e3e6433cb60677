"""Two runs compared by the evaluation's own command, ``python -m evals compare A B --json``."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.ui.evaluations.runs import Figure

_LONGEST = 120
"""Seconds that a comparison may take."""
_MISSING = "Les évaluations se font avec l’installation de développement (« make develop »)."
Kind = Literal["broken", "fixed", "other", "reworded"]


class ComparisonError(AssistantError):
    """Two runs could not be compared."""


@dataclass(frozen=True)
class MetricChange:
    """One measure in both runs; ``difference`` is B minus A over the questions that both have."""

    label: str
    higher_is_better: bool
    chosen: bool
    a: Figure | None
    b: Figure | None
    difference: Figure | None
    regression: bool


@dataclass(frozen=True)
class Change:
    """One question that did not turn out as before: ``broken``, ``fixed``, ``other`` or ``reworded``."""

    id: str
    kind: Kind
    question: str
    before: str
    after: str
    must_pass: bool = False
    edited: bool = False


@dataclass(frozen=True)
class Comparison:
    """Run B beside run A, the reference."""

    metrics: dict[str, MetricChange]
    changes: tuple[Change, ...]
    counts: dict[str, int]
    regression: bool
    reasons: tuple[str, ...]


def missing_evaluations() -> str:
    """How to install the commands of the evaluations, which the application does without; else nothing."""
    return "" if find_spec("evals") else _MISSING


def compare(a: Path, b: Path) -> Comparison:
    """Compares run B with run A.

    Raises:
        ComparisonError: they are not of the same questions, one is damaged, it takes too long, or the
            evaluations are not installed.
    """
    if missing := missing_evaluations():
        raise ComparisonError(missing)
    command = [sys.executable, "-X", "utf8", "-m", "evals", "compare", str(a), str(b), "--json"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise ComparisonError("La comparaison est trop longue. Faites-la dans un terminal.") from error
    try:
        return TypeAdapter(Comparison).validate_json(done.stdout)
    except ValidationError as error:
        said = " ".join(done.stderr.split()[:60])
        raise ComparisonError(said or "Ces deux passages n’ont pas pu être comparés.") from error
