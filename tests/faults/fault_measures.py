"""Figures of the long runs, as ``docs/mesures.md`` takes them."""

from dataclasses import dataclass, field
from pathlib import Path

from evals.bench import measures


@dataclass
class Measures:
    """Rows of one table; written to a file when the command names a folder.

    Attributes:
        command: what gives these figures again.
    """

    file: Path | None
    title: str
    command: str = "make faults"
    rows: list[tuple[str, str]] = field(default_factory=list)

    def row(self, label: str, value: object) -> None:
        """Adds a row."""
        self.rows.append((label, str(value)))

    def count(self, label: str, more: int = 1) -> None:
        """Adds to the number in a row, made at its first count."""
        for place, (known, value) in enumerate(self.rows):
            if known == label:
                self.rows[place] = (label, str(int(value) + more))
                return
        self.row(label, int(more))

    def write(self) -> None:
        """Writes the table, if there is where to."""
        if self.file is not None and self.rows:
            measures.write(self.file, {"title": self.title, "command": self.command, "rows": self.rows})
