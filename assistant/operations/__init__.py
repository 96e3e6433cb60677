"""For who runs the service: structured logs, counters, health, the diagnostic bundle."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.operations.answers import note_answer
    from assistant.operations.commands import make_diagnostic, show_health
    from assistant.operations.health import Check, Health, HealthState, check_health
    from assistant.operations.last_build import build_recorded
    from assistant.operations.process import resident_megabytes
    from assistant.operations.rates import HOUR, Rates, wait_in_words
else:
    __getattr__ = names_of(
        __name__,
        {
            "answers": ("note_answer",),
            "commands": (
                "make_diagnostic",
                "show_health",
            ),
            "health": (
                "Check",
                "Health",
                "HealthState",
                "check_health",
            ),
            "last_build": ("build_recorded",),
            "process": ("resident_megabytes",),
            "rates": (
                "HOUR",
                "Rates",
                "wait_in_words",
            ),
        },
    )

__all__ = [
    "HOUR",
    "Check",
    "Health",
    "HealthState",
    "Rates",
    "build_recorded",
    "check_health",
    "make_diagnostic",
    "note_answer",
    "resident_megabytes",
    "show_health",
    "wait_in_words",
]
