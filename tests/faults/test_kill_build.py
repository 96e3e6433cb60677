"""``kill -9`` at random moments of a build: the old index answers, the next build leaves nothing behind.

Half of the builds are killed after a random time, half at a random one of their own operations on files.
``pytest tests/faults --kills 200`` kills more of them; each number is a seed, so that one can be repeated
(``-k "[17]"``).
"""

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fault_measures import Measures
from fault_site import KNOWN, FaultSite

from assistant.embedding import SentenceEncoder
from assistant.index import Index
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}
# Waits for a line once everything is imported; prints how many operations on the index's files it did.
CHILD = """
import os, signal, sys
from pathlib import Path
from assistant.settings import Settings
from ingest.build.pipeline import build

corpus, index, cache, events, last = sys.argv[1:]
done = 0

def count(event, arguments):
    global done
    if event in events.split() and arguments and str(arguments[0]).startswith(index):
        done += 1
        if done == int(last):
            os.kill(os.getpid(), signal.SIGKILL)

print("ready", flush=True)
sys.stdin.readline()
sys.addaudithook(count)
build(Path(corpus), Path(index), Settings(_env_file=None, cache=cache, embedding_model="embedded"))
print(done)
"""
LOADING_SECONDS = 4.0
TABLE = ("kills", "Constructions tuées (SIGKILL)")
WRONG = "index perdus, identifiants en double ou manquants"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(metafunc.config.getoption("--kills")))


@dataclass
class Site(FaultSite):
    """The same, and how long a whole build takes.

    Attributes:
        seconds, operations: from the end of the imports.
    """

    seconds: float = 0.0
    operations: int = 0

    def start(self, last: int = 0) -> "subprocess.Popen[str]":
        """Starts a build that kills itself at its operation number ``last``; it waits after its imports."""
        arguments = [self.folder / "corpus", self.index, self.settings.cache, " ".join(EVENTS), last]
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder) -> Site:
    """An index that was built twice, and a third time to know how long that takes."""
    site = Site.make(tmp_path_factory.mktemp("site"), user_settings, encoder)
    site.say(KNOWN[0])
    process = site.start()
    began = time.monotonic()
    out, _ = process.communicate("\n", timeout=900)
    site.seconds, site.operations = time.monotonic() - began, int(out)
    return site


def is_killed(site: Site, chance: random.Random, *, after: float) -> bool:
    """Kills a build after a random time; whether it was still running."""
    process = site.start()
    go(process)
    time.sleep(chance.uniform(0, after))
    process.kill()
    process.communicate(timeout=900)
    return process.returncode == -signal.SIGKILL


def is_killed_at_an_operation(site: Site, chance: random.Random) -> bool:
    process = site.start(last=chance.randint(1, site.operations))
    process.communicate("\n", timeout=900)
    return process.returncode == -signal.SIGKILL


def test_a_killed_build_leaves_the_old_index_and_the_next_one_completes(
    site: Site, number: int, measures: Measures
) -> None:
    chance = random.Random(number)
    new = f"Un médiateur suit {number} dossiers." if number % 4 == 3 else ""
    killed = False
    while not killed:
        old = site.answer()
        sentence = new or site.other()
        site.say(sentence)
        before = site.live
        if number % 2:
            killed = is_killed(site, chance, after=site.seconds + (LOADING_SECONDS if new else 0))
        else:
            killed = is_killed_at_an_operation(site, chance)
        new = ""  # it may have ended before

    measures.count("constructions tuées")
    measures.count("dont avant la bascule : l’ancien index en service", site.live == before)
    measures.count("dont après la bascule : le nouvel index en service", site.live != before)
    measures.count(WRONG)  # until all is seen to be right
    site.must_serve(old, sentence)
    site.must_complete(sentence)
    for folder in (before, site.live):
        if folder.exists():
            must_have_each_id_once(folder)
    measures.count("constructions suivantes menées à bien, sans reste")
    measures.count(WRONG, -1)


def must_have_each_id_once(folder: Path) -> None:
    with closing(Index.open_generation(folder)) as index:
        found = index.vectors.collection.get(include=[])["ids"]
        assert sorted(map(int, found)) == list(range(index.manifest.sentences))
        passages = [p.id for p in index.passages]
        assert len(set(passages)) == len(passages)
