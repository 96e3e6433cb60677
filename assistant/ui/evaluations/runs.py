"""The runs of question sets, read from the files that ``python -m evals`` writes.

The evaluation itself is another package, which this one does not know: only its JSON files are shared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from assistant.errors import AssistantError

RESULTS, SUMMARY, REPORT = "results.jsonl", "summary.json", "report.html"
_QUESTIONS, _EVIDENCE = "questions.jsonl", "evidence.jsonl"
_DEPTHS = ("*", "*/*")
_AMOUNTS = ("lines",)
"""Metrics that are no shares: the page shows only what lies between 0 and 1."""
_MOST_RUNS = 200
T = TypeVar("T")


class RunError(AssistantError):
    """The folder of a run cannot be read."""


@checked(frozen=True)
class Figure:
    """A measure with its 95 % bootstrap interval and the number of questions behind it."""

    value: float
    low: float
    high: float
    n: int


@checked(frozen=True)
class TagFigure:
    """The questions of one tag: how many, how many right, and their share."""

    questions: int
    ok: int
    rate: Figure


@checked(frozen=True)
class About:
    """What was run, when and on what; what a kind of run does not say stays empty."""

    date: str = ""
    model: str = ""
    generation: str = ""
    set: str = ""
    data: str = ""
    today: str | None = None
    complete: bool = True


@checked(frozen=True)
class _Summary:
    """``summary.json`` of a question set."""

    run: About
    counts: dict[str, int]
    metrics: dict[str, Figure]
    tags: dict[str, TagFigure] = field(default_factory=dict)


@checked(frozen=True)
class _FlatSummary:
    """``summary.json`` of a measure of retrieval or of refusal, whose figures stand at the top."""

    run: About
    intervals: dict[str, tuple[float, float]]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes:
        counts: ``questions`` and each outcome; empty for a run of retrieval.
    """

    folder: Path
    about: About
    figures: Mapping[str, Figure]
    counts: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, TagFigure] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the question set, or of the data."""
        return self.about.set or self.about.data or self.folder.name


@checked(frozen=True)
class ExpectedSource:
    """A document and its pages where the answer stands."""

    document: str
    pages: tuple[int, ...] = ()


@checked(frozen=True)
class RetrievedPage:
    """A page that was retrieved."""

    document: str
    page: int | None = None


@checked(frozen=True)
class SetQuestion:
    """A question and what was expected of its answer."""

    id: str
    question: str
    answerable: bool
    facts: tuple[tuple[str, ...], ...] = ()
    sources: tuple[ExpectedSource, ...] = ()
    actions: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@checked(frozen=True)
class _Line:
    """A line of ``results.jsonl``."""

    id: str
    outcome: str
    scores: dict[str, float]
    answer: dict[str, Any] | None = None
    error: str | None = None


@checked(frozen=True)
class _Evidence:
    """A line of ``evidence.jsonl``."""

    id: str
    confidence: float | None = None
    ranking: tuple[RetrievedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What happened to one question.

    Attributes:
        asked: ``None`` when the folder does not hold the questions.
        answer: the answer as JSON; ``None`` when the question crashed.
        ranking: the pages retrieved, best first.
    """

    id: str
    outcome: str
    scores: Mapping[str, float]
    answer: Mapping[str, Any] | None
    error: str | None
    asked: SetQuestion | None
    confidence: float | None
    ranking: tuple[RetrievedPage, ...]

    @property
    def question(self) -> str:
        """As it was asked."""
        return self.asked.question if self.asked else str((self.answer or {}).get("question", self.id))

    @property
    def tags(self) -> tuple[str, ...]:
        """Of the question."""
        return self.asked.tags if self.asked else ()


def load_runs(root: Path) -> tuple[list[Run], list[str]]:
    """The runs under a folder, latest first, and a sentence for each folder that cannot be read."""
    runs: list[Run] = []
    damaged: list[str] = []
    for folder in run_folders(root):
        try:
            runs.append(load_run(folder))
        except RunError as error:
            damaged.append(str(error))
    runs.sort(key=lambda run: (run.about.date, run.folder.name), reverse=True)
    return runs, damaged


def run_folders(root: Path) -> list[Path]:
    """The folders that hold the files of a run, the last written first."""
    files = (p for depth in _DEPTHS for name in (RESULTS, SUMMARY) for p in root.glob(f"{depth}/{name}"))
    folders = {path.parent for path in files}
    return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)[:_MOST_RUNS]


def load_run(folder: Path) -> Run:
    """The figures of a run.

    Raises:
        RunError: it was interrupted before any figure, or a file is damaged.
    """
    path = folder / SUMMARY
    if not path.is_file():
        raise RunError(
            f"Le passage « {folder.name} » est inachevé : reprenez-le (python -m evals run … --resume)."
        )
    values = _read_json(path)
    if isinstance(values, dict) and "metrics" in values:
        summary = _checked(_Summary, values, path)
        shares = {name: figure for name, figure in summary.metrics.items() if name not in _AMOUNTS}
        return Run(folder, summary.run, shares, summary.counts, summary.tags)
    flat = _checked(_FlatSummary, values, path)
    figures = {
        name: Figure(float(values[name]), low, high, flat.counts.get(name, 0))
        for name, (low, high) in flat.intervals.items()
        if isinstance(values.get(name), int | float)
    }
    return Run(folder, flat.run, figures)


def load_outcomes(folder: Path) -> list[QuestionResult]:
    """What happened to each question of a run, in the order of the set.

    Raises:
        RunError: a file is missing or damaged.
    """
    asked = {q.id: q for q in _read_lines(folder / _QUESTIONS, SetQuestion, optional=True)}
    evidence = {e.id: e for e in _read_lines(folder / _EVIDENCE, _Evidence, optional=True)}
    return [
        QuestionResult(
            line.id,
            line.outcome,
            line.scores,
            line.answer,
            line.error,
            asked.get(line.id),
            evidence.get(line.id, _Evidence(line.id)).confidence,
            evidence.get(line.id, _Evidence(line.id)).ranking,
        )
        for line in _read_lines(folder / RESULTS, _Line)
    ]


def _read_lines(path: Path, type_: type[T], *, optional: bool = False) -> Iterator[T]:
    if optional and not path.is_file():
        return
    for number, line in enumerate(_read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield TypeAdapter(type_).validate_json(line)
        except ValidationError as error:
            raise _damaged(path, f", ligne {number}") from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(_read_text(path))
    except ValueError as error:
        raise _damaged(path) from error


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path) from error


def _checked(type_: type[T], values: Any, path: Path) -> T:
    try:
        return TypeAdapter(type_).validate_python(values)
    except ValidationError as error:
        raise _damaged(path) from error


def _damaged(path: Path, where: str = "") -> RunError:
    return RunError(
        f"Le passage « {path.parent.name} » est abîmé ({path.name}{where}) : "
        "refaites-le ou supprimez son dossier."
    )
