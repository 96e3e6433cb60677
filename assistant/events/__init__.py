"""What happened: logs, counters, times."""

from assistant.events.counters import COUNTERS, ErrorSeen, Snapshot
from assistant.events.logs import configure_logs, emit, emit_error
from assistant.events.stopwatch import stage, timed

__all__ = ["COUNTERS", "ErrorSeen", "Snapshot", "configure_logs", "emit", "emit_error", "stage", "timed"]
