"""What ``python -m evals load`` shows and writes."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import numpy as np
from rich.console import Console

from assistant.settings import Settings
from assistant.terminal import warn
from evals.bench.load import LIMIT, Loaded, Plan, default_sets, load, percentile, typed
from evals.bench.load_browser import ARRIVALS, Asked
from evals.bench.load_server import served
from evals.bench.measures import write
from evals.sets.questions import load_questions
from evals.sets.registry import DATASETS
from evals.words.display import show_table

TITLE = "Charge : dix personnes à la fois, sessions ouvertes et fermées, requêtes en rafale"
TODAY = "2015-02-15"
FAILED = 1


def measure_load(settings: Settings, plan: Plan, out: Path, command: str) -> int:
    """Does the plan, shows and writes what was seen; gives 1 when a question or an opening failed.

    Raises:
        AssistantError: the server or the browser does not start, or the file cannot be written.
    """
    questions = typed([load_questions(path) for path in default_sets(DATASETS)])
    variables = {
        "ASSISTANT_TODAY": settings.today.isoformat() if settings.today else TODAY,
        "ASSISTANT_REQUESTS_PER_MINUTE_BY_ADDRESS": str(LIMIT),
        "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(plan.expiry),
    }
    with Console(stderr=True).status("Mesure de la charge…"), served(settings.index, **variables) as server:
        seen = asyncio.run(load(server, questions, plan))
    rows = rows_of(plan, seen)
    write(out, {"title": TITLE, "command": command, "rows": rows})
    show_table(TITLE, ("Mesure", "Valeur"), rows, out)
    failures = Counter(one.failure for one in (*seen.asked, *seen.rushed, *seen.beside) if one.failure)
    for failure, count in failures.most_common():
        warn(f"{count} × {failure}")
    unfair = sum(seen.quiet.values()) - seen.quiet[200] + seen.noisy[0]
    return FAILED if failures or seen.not_opened or unfair or not seen.asked else 0


def rows_of(plan: Plan, seen: Loaded) -> list[list[str]]:
    """The table of a measure."""
    minutes = _decimal(plan.seconds / 60, 1)
    served, refused = seen.noisy[200], seen.noisy[429]
    sent = sum(seen.noisy.values())
    neighbour = sum(seen.quiet.values())
    return [
        [
            f"{plan.people} navigateurs ouverts à {ARRIVALS:.0f} s l’un de l’autre, pendant {minutes} min, "
            f"{plan.reading:.0f} s de lecture par réponse : questions posées",
            str(len(seen.asked)),
        ],
        ["questions sans réponse", str(_failed(seen.asked))],
        ["temps jusqu’à la réponse affichée, p50 / p95 / p99", _times(seen.asked)],
        ["dont attente dans le serveur, p50 / p95 / p99", _waits(seen.waits_ms)],
        [
            f"les mêmes sans lire, {plan.rush_seconds:.0f} s : questions posées / sans réponse",
            f"{len(seen.rushed)} / {_failed(seen.rushed)}",
        ],
        ["leur temps, les navigateurs occupant les cœurs du serveur, p50 / p95 / p99", _times(seen.rushed)],
        [f"{plan.sessions} sessions ouvertes et fermées : échecs", str(seen.not_opened)],
        [f"une adresse demande {plan.rate} pages/s pendant {plan.rate_seconds:.0f} s : demandes", str(sent)],
        [f"servies / refusées (429, limite {LIMIT} par minute)", f"{served} / {refused}"],
        ["en erreur", str(sent - served - refused)],
        [
            "une autre adresse pendant ce temps : pages servies / demandées",
            f"{seen.quiet[200]} / {neighbour}",
        ],
        ["son temps pour la page, p50 / p95", _page(seen.page_ms)],
        [
            f"{plan.bystanders} personnes qui questionnent pendant ce temps : questions / sans réponse",
            f"{len(seen.beside)} / {_failed(seen.beside)}",
        ],
        ["leur temps jusqu’à la réponse, p50 / p95 / p99", _times(seen.beside)],
        [
            "mémoire du serveur avant / au plus / après l’expiration des sessions",
            f"{seen.before:.0f} / {seen.peak:.0f} / {seen.after:.0f} Mo",
        ],
        ["mémoire gardée", f"{seen.after - seen.before:+.0f} Mo"],
        [
            "dont mémoire propre, sans les fichiers projetés (index, bibliothèques)",
            f"{seen.own_after - seen.own_before:+.0f} Mo",
        ],
    ]


def _failed(asked: tuple[Asked, ...]) -> int:
    return sum(bool(one.failure) for one in asked)


def _times(asked: tuple[Asked, ...]) -> str:
    return " / ".join(_seconds(percentile(asked, share)) for share in (50, 95, 99))


def _waits(times: tuple[float, ...]) -> str:
    return _times(tuple(Asked(ms) for ms in times))


def _page(times: tuple[float, ...]) -> str:
    if not times:
        return "–"
    return " / ".join(f"{float(np.percentile(times, share)):.0f} ms" for share in (50, 95))


def _decimal(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _seconds(ms: float | None) -> str:
    return "–" if ms is None else f"{_decimal(ms / 1000, 2)} s"
