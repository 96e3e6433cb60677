"""How a long work says how far it is: the library stays silent, a command shows bars."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage in French, what is done and the total."""


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """A progress callback that shows nothing."""
