"""``python -m evals infodoc``: the drafts of the Info-doc desk, measured."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.settings import Settings
from evals.infodoc.drafts import Measured, lines, load_requests, measure_requests, totals
from evals.running.run_folder import SUMMARY
from evals.running.runner import make_folder, write_json
from evals.words.display import follow


def run_infodoc(
    file: Path, settings: Settings, *, out: Path | None = None, as_json: bool = False, details: bool = False
) -> bool:
    """Measures a set and shows it.

    Args:
        out: folder that also receives the figures as JSON.

    Returns:
        Whether the bounds are held.

    Raises:
        AssistantError: the set, the index or the folder cannot be used.
    """
    cases = load_requests(file)
    assistant = Assistant.open(settings)
    measured = list(follow(measure_requests(cases, assistant), len(cases), "Brouillons"))
    found = totals(measured)
    values = {**asdict(found), "held": found.held, "drafts": [asdict(m) for m in measured]}
    if out is not None:
        make_folder(out)
        write_json(out / SUMMARY, values)
    if as_json:
        terminal.show_json(values)
    else:
        for line in [*lines(found), *(_details(measured) if details else [])]:
            terminal.say(line)
    return found.held


def _details(measured: list[Measured]) -> list[str]:
    shown: list[str] = []
    for m in measured:
        wrong = [
            *m.missed,
            *(f"manque à tort : {g}" for g in m.false_gaps),
            *(f"sans appui : {s}" for s in m.unsupported),
        ]
        shown += [f"{m.id} – {w}" for w in wrong]
    return shown
