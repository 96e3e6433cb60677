"""What ``python -m assistant health`` and ``diagnostic`` do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from assistant.operations.bundle import write_bundle
from assistant.operations.health import HealthState, check_health
from assistant.settings import PARIS, load_settings
from assistant.terminal import say, show_json

UNHEALTHY = 1
WORDS = {HealthState.OK: "bon", HealthState.WARNING: "à surveiller", HealthState.FAILED: "en panne"}
_COLOURS = {HealthState.OK: "green", HealthState.WARNING: "yellow", HealthState.FAILED: "red"}


def show_health(*, as_json: bool) -> int:
    """Shows the state of the service; gives the exit code, 1 when something failed."""
    health = check_health(load_settings())
    if as_json:
        show_json(health.to_dict())
    else:
        console = Console(soft_wrap=True)
        for check in health.checks:
            state = f"[{_COLOURS[check.state]}]{WORDS[check.state]:<13}[/]"
            console.print(f"{state}{escape(check.label)} : {escape(check.detail)}", highlight=False)
    return 0 if health.healthy else UNHEALTHY


def make_diagnostic(out: Path | None) -> None:
    """Writes the diagnostic bundle and says where.

    Raises:
        AssistantError: it cannot be written.
    """
    path = out or Path(f"diagnostic-{datetime.now(PARIS):%Y%m%d-%H%M%S}.zip")
    write_bundle(load_settings(), path)
    say(f"Le diagnostic est dans « {path} ». Il ne contient ni question, ni nom, ni adresse, ni secret ;")
    say("ouvrez-le et lisez LISEZMOI.txt avant de l’envoyer.")
