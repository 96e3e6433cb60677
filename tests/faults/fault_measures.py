"""Figures of the long runs, as ``docs/mesures.md`` takes them."""

import json
from dataclasses import dataclass, field
from pathlib import Path


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

    def write(self) -> None:
        """Writes the table, if there is where to."""
        if self.file is None or not self.rows:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        values = {"title": self.title, "command": self.command, "rows": self.rows}
        self.file.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
