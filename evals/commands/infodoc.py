"""``python -m evals infodoc``: the drafts of the Info-doc desk, measured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.settings import Settings
from evals.infodoc.drafts import Measured, Totals, lines, load_requests, measure_requests, totals
from evals.words.display import follow


def run_infodoc(file: Path, settings: Settings, *, as_json: bool, details: bool) -> bool:
    """Measures a set and shows it.

    Returns:
        Whether the bounds are held.
    """
    cases = load_requests(file)
    assistant = Assistant.open(settings)
    measured = list(follow(measure_requests(cases, assistant), len(cases), "Brouillons"))
    found = totals(measured)
    if as_json:
        terminal.say(_json(found, measured))
    else:
        for line in [*lines(found), *(_details(measured) if details else [])]:
            terminal.say(line)
    return found.held


def _json(found: Totals, measured: list[Measured]) -> str:
    values = {**asdict(found), "held": found.held, "drafts": [asdict(m) for m in measured]}
    return json.dumps(values, ensure_ascii=False, indent=2)


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
