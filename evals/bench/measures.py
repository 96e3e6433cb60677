"""Tables of measures: each long command writes its own, ``evals measures`` makes a page of them.

A table is a JSON file, ``{"title", "command", "rows": [[label, value], …]}``, with the day and the machine
that ``write`` adds when they are missing.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.system_errors import reason

FOLDER = Path("evals/runs/measures")
_PLACES = ("--index", "--out", "--work")
"""Options of a command that do not change what is measured."""
_HEAD = """# Mesures

Chaque tableau est écrit par la commande nommée dessous, puis mis dans cette page par
`python -m evals measures`. Les chiffres des jeux de questions sont dans [figures.md](figures.md).
"""


def command_line(arguments: Sequence[str]) -> str:
    """A command as a table tells it: without where things are on this machine.

    Args:
        arguments: what follows ``python -m evals``.
    """
    words = iter(arguments)
    told = []
    for word in words:
        if word in _PLACES:
            next(words, "")
        elif word.split("=")[0] not in _PLACES:
            told.append(os.path.relpath(word) if Path(word).is_absolute() else word)
    return " ".join(["python -m evals", *told])


def machine() -> str:
    """What the figures depend on: processor cores, system, Python."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cœurs, {system}, Python {platform.python_version()}"


def write(out: Path, values: Mapping[str, Any]) -> None:
    """Writes one table.

    Raises:
        AssistantError: the file cannot be written.
    """
    dated = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), **values}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(dated, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise AssistantError(f"« {out} » ne peut pas être écrit ({reason(error)}).") from error


def write_page(folder: Path, page: Path) -> int:
    """Puts all the tables of a folder in a page; gives their number.

    A table takes the place of the page's table of the same title. The others of the page stay: those that
    were measured by other commands, on another day or another clone.

    Raises:
        AssistantError: there is none, one cannot be read, or the page cannot be read or written.
    """
    new = dict(_table(path) for path in sorted(folder.glob("*.json")))
    if not new:
        raise AssistantError(f"Aucune mesure dans « {folder} ». Lancez : python -m evals bench")
    try:
        present = _sections(page.read_text(encoding="utf-8")) if page.exists() else {}
        page.write_text("\n".join([_HEAD, *(present | new).values()]), encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AssistantError(f"« {page} » n’est pas une page de texte. Choisissez-en une autre.") from error
    except OSError as error:
        raise AssistantError(f"« {page} » ne peut pas être lu ou écrit ({reason(error)}).") from error
    return len(new)


def _sections(page: str) -> dict[str, str]:
    """The tables of a page as they are, by title."""
    _, *sections = re.split(r"^## ", page, flags=re.MULTILINE)
    return {section.split("\n", 1)[0]: f"## {section.rstrip()}\n" for section in sections}


def _table(path: Path) -> tuple[str, str]:
    """A table of the folder: its title, and its section of the page."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        rows = [f"| {_cell(label)} | {_cell(value)} |" for label, value in values["rows"]]
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        day = values.get("day", f"{changed:%Y-%m-%d}")
        where = values.get("machine", machine())
        title, command = values["title"], values["command"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssistantError(
            f"« {path} » n’est pas un tableau de mesures. Supprimez-le ou refaites-le."
        ) from error
    head = [f"## {title}", "", f"`{command}`, le {day} ; {where}.", "", "| | |", "| --- | --- |"]
    return title, "\n".join([*head, *rows, ""])


def _cell(text: object) -> str:
    return " ".join(str(text).replace("|", "\\|").split())
