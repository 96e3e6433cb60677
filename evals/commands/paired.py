"""``python -m evals paired``: runs a set with its sources in the corpus, then without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.embedding import SentenceEncoder, load_encoder
from assistant.reading import load_decision
from assistant.settings import PARIS, Settings
from assistant.terminal import show_json
from evals.commands.run import RUNS
from evals.reports.report import write_reports
from evals.running.paired import ask_with, ask_without, check_paired, without_source
from evals.running.resuming import write_start
from evals.running.runner import Result, make_folder, record
from evals.running.summary import RunInfo
from evals.scoring.metrics import Estimate, estimate
from evals.sets.questions import Question, load_questions
from evals.sets.registry import WITHOUT
from evals.words.display import follow, show_table
from evals.words.wording import percent, percent_interval
from ingest.catalogue import identifiers, open_corpus

_LABELS = {
    "with_source": "Avec la source : réponses justes",
    "without_source": "Sans la source : refus",
    "both": "Les deux à la fois",
}
Asking = Callable[[Sequence[Question], Path, Settings, SentenceEncoder], Iterator[Result]]


def run_paired(file: Path, settings: Settings, out: Path | None, as_json: bool) -> dict[str, Estimate | None]:
    """Runs both halves, each into a folder of its own, and shows both rates.

    Args:
        file: the set; each of its questions has an answer and names its sources.
        settings: the corpus is copied and indexed again; the live index is not used.
        out: folder that receives ``<set>`` and ``<set>-without``.

    Raises:
        AssistantError: the set, the corpus or a setting cannot be used.
    """
    questions = load_questions(file)
    check_paired(questions, list(identifiers(open_corpus(settings.corpus)).values()))
    encoder = load_encoder(settings)
    started = datetime.now(PARIS)
    halves: list[list[Result]] = []
    for name, asked, asking in (
        (file.stem, questions, ask_with),
        (f"{file.stem}{WITHOUT}", tuple(map(without_source, questions)), ask_without),
    ):
        folder = out / name if out else RUNS / f"{name}-{started:%Y%m%d-%H%M%S}"
        run = RunInfo(
            name,
            f"{started:%Y-%m-%d %H:%M}",
            encoder.name,
            str(settings.corpus),
            "",
            threshold=load_decision(encoder.name).threshold,
        )
        make_folder(folder)
        write_start(folder, run)
        results = asking(questions, settings.corpus, settings, encoder)
        halves.append(list(follow(record(asked, results, folder), len(asked), name)))
        write_reports(folder, run, asked, halves[-1])
    rates = paired_rates(*halves)
    _show(file.stem, rates, folder.parent, as_json)
    return rates


def paired_rates(with_source: Sequence[Result], without: Sequence[Result]) -> dict[str, Estimate | None]:
    """Right answers with the source, refusals without it, and questions right both times."""
    first, second = ([result.outcome == "ok" for result in half] for half in (with_source, without))
    return {
        "with_source": estimate(first),
        "without_source": estimate(second),
        "both": estimate([a and b for a, b in zip(first, second, strict=True)]),
    }


def _show(name: str, rates: dict[str, Estimate | None], folder: Path, as_json: bool) -> None:
    if as_json:
        values: dict[str, Any] = {k: rate.to_dict() if rate else None for k, rate in rates.items()}
        show_json(values)
        return
    rows = [
        (_LABELS[k], percent(rate.value), percent_interval(rate), str(rate.n))
        for k, rate in rates.items()
        if rate
    ]
    show_table(
        f"{name}, avec et sans la source",
        ("Mesure", "Valeur", "Intervalle à 95 %", "Questions"),
        rows,
        folder,
    )
