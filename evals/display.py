"""What the commands show: a progress bar on standard error, a table or JSON on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track
from rich.table import Table

Item = TypeVar("Item")

_ERRORS = Console(stderr=True)


def follow(items: Iterable[Item], total: int, label: str) -> Iterable[Item]:
    """Yield the items under a progress bar that disappears at the end."""
    return track(items, label, total=total, console=_ERRORS, transient=True)


class StageBars:
    """A progress callback ``(stage, done, total)`` that shows one bar a stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, Any] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done in a stage."""
        task = self._tasks.setdefault(stage, None)
        if task is None:
            task = self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(task, completed=done, total=total)


@contextmanager
def stage_bars() -> Iterator[StageBars]:
    """Progress bars for a work in several stages."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_ERRORS, transient=True) as progress:
        yield StageBars(progress)


def warn(message: str) -> None:
    """Show a message on standard error."""
    _ERRORS.print(message, style="yellow", markup=False, highlight=False, soft_wrap=True)


def show_json(values: Mapping[str, Any]) -> None:
    """Write values as JSON on standard output."""
    Console().print_json(json.dumps(values, ensure_ascii=False, allow_nan=False))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], out: Path) -> None:
    """Show figures, the first column being their name, and where the results are."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=number > 0)
    for row in rows:
        table.add_row(*row)
    console = Console()
    console.print(table)
    console.print(f"Résultats : {out}", markup=False, highlight=False, soft_wrap=True)
