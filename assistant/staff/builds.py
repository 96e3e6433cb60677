"""One build at a time, in a child process that gives way to readers, and how far it is."""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from assistant.errors import IngestError
from assistant.events import emit
from assistant.settings import Settings
from assistant.staff.ingest_process import build_command, failure

_NICE = 10
_SHARES = {"Lecture": 0.3, "Plongements": 0.6, "Index vectoriel": 0.1}
"""The stages of a build in their order, and the share of the bar of each."""
_WORDS = {
    "Lecture": "Lecture des documents",
    "Plongements": "Calcul du sens des phrases",
    "Index vectoriel": "Écriture de l’index",
}


@dataclass(frozen=True, slots=True)
class BuildState:
    """How far a build is.

    Attributes:
        by: who asked for it.
        outcome: the manifest of the index that came out, with ``unchanged``.
        error: why none did, for people.
    """

    by: str
    started: datetime
    stage: str = ""
    done: int = 0
    total: int = 0
    ended: datetime | None = None
    outcome: Mapping[str, Any] | None = None
    error: str | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.ended is None

    @property
    def share(self) -> float:
        """Share of the work that is done, in [0, 1]."""
        before = 0.0
        for stage, share in _SHARES.items():
            if stage == self.stage:
                return before + share * self.done / max(1, self.total)
            before += share
        return 0.0

    @property
    def words(self) -> str:
        """What is being done."""
        if not self.stage:
            return "Préparation…"
        return f"{_WORDS.get(self.stage, self.stage)} : {self.done} sur {self.total}"


class Builds:
    """Starts builds of one index and follows them; shared by all sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: BuildState | None = None

    @property
    def state(self) -> BuildState | None:
        """The build that runs, else the last one; ``None`` before the first."""
        return self._state

    def start(self, settings: Settings, by: str) -> None:
        """Starts a build.

        Raises:
            IngestError: one is running, or no process can be started.
        """
        with self._lock:
            if self._state and self._state.running:
                raise IngestError(f"Une construction est déjà en cours, demandée par {self._state.by}.")
            try:
                child = subprocess.Popen(
                    build_command(settings, by, nice=_NICE),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    start_new_session=True,
                )
            except OSError as error:
                raise IngestError("La construction n’a pas pu être lancée. Recommencez.") from error
            self._state = BuildState(by, datetime.now(UTC))
            emit("build_started")
        threading.Thread(target=self._follow, args=(child,), daemon=True, name="build").start()

    def _follow(self, child: subprocess.Popen[str]) -> None:
        said: list[str] = []
        assert child.stdout is not None
        assert child.stderr is not None
        errors = threading.Thread(
            target=lambda stream: said.extend(stream), args=(child.stderr,), daemon=True
        )
        errors.start()
        with child.stdout:
            for line in child.stdout:
                self._note(line)
        code = child.wait()
        errors.join()
        child.stderr.close()
        state = self._state
        assert state is not None
        error = None if code == 0 else failure(code, "".join(said))
        self._state = replace(state, ended=datetime.now(UTC), error=error)
        seconds = round((datetime.now(UTC) - state.started).total_seconds(), 1)
        emit("build_finished", logging.ERROR if code else logging.INFO, code=code, seconds=seconds)

    def _note(self, line: str) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            return  # what a library printed
        state = self._state
        assert state is not None
        if "stage" in told:
            self._state = replace(state, stage=told["stage"], done=told["done"], total=told["total"])
        else:
            self._state = replace(state, outcome=told)
