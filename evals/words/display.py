"""What these commands show beside what all commands share: a progress bar, a table of figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

Item = TypeVar("Item")

_ERRORS = Console(stderr=True)
_SHORT = 24
"""Characters of a figure that stays on one line; a longer one would leave no room for its name."""


def follow(items: Iterable[Item], total: int, label: str) -> Iterable[Item]:
    """Yield the items under a progress bar that disappears at the end."""
    return track(items, label, total=total, console=_ERRORS, transient=True)


def note(text: str) -> None:
    """Says how far a long command is, on standard error: the other is for what was measured."""
    _ERRORS.print(text, markup=False, highlight=False, soft_wrap=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], out: Path) -> None:
    """Show figures, the first column being their name, and where the results are."""
    table = Table(title=title, title_justify="left")
    shown = list(rows)
    for number, column in enumerate(columns):
        short = all(len(row[number]) <= _SHORT for row in shown)
        table.add_column(column, justify="right" if number else "left", no_wrap=number > 0 and short)
    for row in shown:
        table.add_row(*row)
    console = Console()
    console.print(table)
    console.print(f"Résultats : {out}", markup=False, highlight=False, soft_wrap=True)
