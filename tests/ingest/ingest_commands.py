"""How the tests run ``python -m ingest``, in a process of its own or in theirs."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Ingest = Callable[..., Outcome]


def start(*arguments: object, **options: Any) -> "subprocess.Popen[str]":
    """Starts ``python -m ingest`` in a process of its own, which Ctrl-C reaches whatever the shell."""
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
        )
    finally:
        signal.signal(signal.SIGINT, kept)


def in_process(*arguments: object, **options: Any) -> Outcome:
    """Runs ``python -m ingest`` in a process of its own."""
    process = start(*arguments, **options)
    out, err = process.communicate(timeout=900)
    return Outcome(process.returncode, out, err)


def assert_one_french_message(outcome: Outcome, *words: str) -> None:
    assert outcome.code == 1
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert len(outcome.err.splitlines()) == 1
    for word in words:
        assert word in outcome.err
