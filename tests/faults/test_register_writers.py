"""Several processes write to one register while they are killed at random: what was acknowledged is there.

``pytest tests/faults --writes 500`` is the long form (``make faults``): how long a write waits is
written down and has its limit.
"""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from fault_measures import Measures

from assistant.settings import Settings
from assistant.storage import open_database
from assistant.storage.place import FILE

PROCESSES = (2, 4)
"""That write at once, in the short and in the long form."""
MOST_WAIT = 5.0
"""Seconds that the slowest write but 1 % may wait, in the long form."""
TABLE = ("register", "Registre Info-doc : processus tués pendant qu’ils écrivent")
LONG = 100
KILLS = (1, 5)
"""Kills of each process, in the short and in the long form."""
# Acknowledges each write with its number and how long it waited, once the transaction is over.
WRITER = """
import sys, time
from datetime import date, datetime
from pathlib import Path
from assistant.infodoc.opinions import Opinions
from assistant.infodoc.records import NewRequest
from assistant.infodoc.register import Register
from assistant.programme.edit_store import ActionEdits
from assistant.settings import PARIS, Settings
from assistant.storage.database import open_database

folder, name, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
settings = Settings(_env_file=None, data=Path(folder))
database = open_database(settings)
register, opinions, edits = Register(database), Opinions(database), ActionEdits(settings)
now = datetime(2026, 3, 2, tzinfo=PARIS)
for number in range(first, last):
    began = time.perf_counter()
    register.add(NewRequest(now.date(), "mail", f"Demande {name}-{number} ?"), who=name, now=now)
    waited = time.perf_counter() - began
    opinions.record(
        f"{name}-{number}", useful=True, question="Quoi ?", refused=False, generation="g", now=now
    )
    after = len(edits.of(name))  # the last one before a kill may be there, unacknowledged
    edits.record(name, author=name, now=now, after=after, status="annulée")
    print(number, waited, flush=True)
"""


class Writer:
    """One process after another writing the same numbers, from the first that was not acknowledged."""

    def __init__(self, folder: Path, name: str, writes: int) -> None:
        self.folder, self.name, self.writes = folder, name, writes
        self.acknowledged: dict[int, float] = {}
        self.kills = 0
        self.start()

    def start(self) -> None:
        self.log = self.folder / f"{self.name}-{self.kills}.log"
        arguments = [str(self.folder), self.name, str(len(self.acknowledged)), str(self.writes)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stdout=log)

    def read(self) -> None:
        for line in self.log.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                number, waited = line.split()
                self.acknowledged[int(number)] = float(waited)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.read()
        self.kills += 1
        self.start()


@pytest.mark.parametrize("seed", [1])
def test_every_acknowledged_write_is_there_after_kills(
    seed: int, tmp_path: Path, pytestconfig: pytest.Config, measures: Measures
) -> None:
    writes = int(pytestconfig.getoption("--writes"))
    open_database(Settings(_env_file=None, data=tmp_path)).close()
    chance = random.Random(seed)
    kills, processes = KILLS[writes >= LONG], PROCESSES[writes >= LONG]
    writers = [Writer(tmp_path, f"p{n}", writes) for n in range(processes)]
    at = {w.name: sorted(chance.sample(range(1, writes), kills)) for w in writers}
    while running := [w for w in writers if w.process.poll() is None]:
        for writer in running:
            writer.read()
            if at[writer.name] and len(writer.acknowledged) >= at[writer.name][0]:
                at[writer.name].pop(0)
                time.sleep(chance.uniform(0, 0.03))
                writer.kill()
        time.sleep(0.01)
    for writer in writers:
        writer.read()
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        kept = {row[0] for row in database.execute("select text from request")}
        answers = {row[0] for row in database.execute("select answer from opinion")}
        edits = dict(database.execute("select action, max(number) from action_edit group by action"))
    wanted = {f"Demande {w.name}-{n} ?" for w in writers for n in w.acknowledged}
    assert len(wanted) == processes * writes
    assert wanted <= kept
    assert {f"{w.name}-{n}" for w in writers for n in w.acknowledged} == answers
    assert all(writes <= edits[w.name] <= writes + kills for w in writers)
    assert sum(w.kills for w in writers) == processes * kills
    waits = sorted(wait for w in writers for wait in w.acknowledged.values())
    slowest = waits[int(0.99 * (len(waits) - 1))]
    measures.row("processus qui écrivent, et combien de fois chacun est tué", f"{processes}, {kills} fois")
    measures.row("écritures confirmées", len(wanted))
    measures.row("dont retrouvées dans le registre", len(wanted & kept))
    measures.row("attente d’une écriture, 99 sur 100", f"{1000 * slowest:.0f} ms")
    measures.row("attente la plus longue", f"{1000 * waits[-1]:.0f} ms")
    if writes >= LONG:
        assert slowest < MOST_WAIT
