"""The État du service page (staff): is everything working, and what happened since the server started."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import streamlit as st

from assistant.events import COUNTERS, ErrorSeen, Snapshot
from assistant.operations import Check, Health, HealthState, check_health, resident_megabytes
from assistant.settings import PARIS
from assistant.ui.shell import SERVICE, counted, encoder, live_index, safe, settings, staff_only

_STYLE = Path(__file__).parent / "service.css"
_CHIPS = {
    HealthState.OK: ("coming", "bon"),
    HealthState.WARNING: ("unknown", "à surveiller"),
    HealthState.FAILED: ("cancelled", "en panne"),
}


def draw_service_page() -> None:
    """Draws the page."""
    staff_only()
    st.set_page_config(layout="wide")
    st.html(_STYLE)
    st.html(f"<h1>{SERVICE}</h1>")
    with st.spinner("Vérification de l’index, du modèle et du registre…"):
        health = check_health(settings(), live_index, encoder)
    st.html(_verdict(health))
    st.button("Vérifier de nouveau", icon=":material/refresh:", key="again")
    st.html(_checks(health.checks))
    st.html("<h2>Depuis le démarrage</h2>")
    seen = COUNTERS.snapshot()
    st.html(_figures(seen, resident_megabytes()))
    st.html(_errors(seen.last_errors, sum(seen.errors.values())))
    st.html(_for_the_operator(health, seen))


def _verdict(health: Health) -> str:
    failed = [check.label for check in health.checks if check.state is HealthState.FAILED]
    watched = [check.label for check in health.checks if check.state is HealthState.WARNING]
    if failed:
        words = f"En panne : {', '.join(failed)}."
    elif watched:
        words = f"Le service répond. À surveiller : {', '.join(watched)}."
    else:
        words = "Tout fonctionne."
    return f"<p class='lead' role='status'>{safe(words)}</p>"


def _checks(checks: Sequence[Check]) -> str:
    rows = "".join(
        f"<li><span class='chip {_CHIPS[check.state][0]}'>{_CHIPS[check.state][1]}</span>"
        f"<div><strong>{safe(check.label)}</strong><p>{safe(check.detail)}</p></div></li>"
        for check in checks
    )
    return f"<ul class='checks'>{rows}</ul>"


def _figures(seen: Snapshot, memory: int | None) -> str:
    answers = seen.events.get("answer", 0)
    errors = sum(seen.errors.values())
    cells = [
        (str(answers), "question" if answers < 2 else "questions"),
        (str(seen.refused), "sans réponse dans les documents"),
        (str(errors), "erreur" if errors < 2 else "erreurs"),
        (_milliseconds(seen.percentile(50)), "attente médiane (p50)"),
        (_milliseconds(seen.percentile(95)), "attente longue (p95)"),
        (f"{memory} Mo" if memory is not None else "–", "mémoire du serveur"),
    ]
    shown = "".join(f"<li><strong>{safe(value)}</strong> {safe(name)}</li>" for value, name in cells)
    return f"<ul class='figures'>{shown}</ul>"


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} ms"


def _errors(last: Sequence[ErrorSeen], count: int) -> str:
    """The last errors by their time and type; what was asked or written is never there."""
    if not last:
        return "<p class='facts'>Aucune erreur depuis le démarrage.</p>"
    rows = "".join(f"<tr><td>{_moment(e.when)}</td><td>{safe(e.type)}</td></tr>" for e in last)
    shown = f"{counted(len(last), 'dernière', 'dernières')} sur {count}"
    return (
        f"<h2>Erreurs <span class='count'>({shown})</span></h2>"
        f"<table><thead><tr><th>Heure</th><th>Type</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _for_the_operator(health: Health, seen: Snapshot) -> str:
    failure = seen.model_failure
    facts = [
        ("Démarré le", _moment(seen.since)),
        ("Version", health.version),
        ("Attentes mesurées sur", counted(len(seen.latencies), "question")),
        ("Connexions refusées", str(seen.events.get("sign_in_refused", 0))),
        (
            "Dernier échec du modèle de langue",
            f"{_moment(failure.when)} : {failure.type}" if failure else "aucun",
        ),
        ("Lignes de journal perdues", str(seen.lost_lines)),
        ("Journal", str(settings().log_file or "sortie d’erreur du serveur")),
        ("Pour le répartiteur", "/_stcore/health"),
        ("En ligne de commande", "python -m assistant health"),
        ("Pour demander de l’aide", "python -m assistant diagnostic"),
    ]
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in facts if value)
    return f"<h2>Pour l’exploitant</h2><dl class='sheet'>{rows}</dl>"


def _moment(when: datetime) -> str:
    return f"{when.astimezone(PARIS):%d/%m/%Y à %H:%M:%S}"
