"""``kill -9`` at random moments of a build: the old index answers, the next build leaves nothing behind.

Half of the builds are killed after a random time, half at a random one of their own operations on files.
``pytest tests/faults --kills 200`` kills more of them; each number is a seed, so that one can be repeated
(``-k "[17]"``).
"""

import json
import random
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.embedded_model import unpack
from assistant.embeddings import SentenceEncoder
from assistant.index import Index
from assistant.index_files import live_generation
from assistant.settings import Settings
from ingest.checking import check, check_quotes
from ingest.pipeline import build
from ingest.publishing import generations

ROOT = Path(__file__).parents[2]
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}
# Waits for a line once everything is imported; prints how many operations on the index's files it did.
CHILD = """
import os, signal, sys
from pathlib import Path
from assistant.settings import Settings
from ingest.pipeline import build

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
KNOWN = ("Un médiateur reste neutre.", "Un médiateur garde le secret.")
LOADING_SECONDS = 4.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(metafunc.config.getoption("--kills")))


@dataclass
class Site:
    """A corpus of three short files, its index, and how long a whole build takes.

    Attributes:
        seconds, operations: from the end of the imports.
    """

    folder: Path
    settings: Settings
    encoder: SentenceEncoder
    seconds: float = 0.0
    operations: int = 0

    @property
    def index(self) -> Path:
        return self.settings.index

    def say(self, sentence: str) -> None:
        """Writes the corpus, with this sentence in one of its files."""
        documents = self.folder / "corpus" / "documents"
        documents.mkdir(parents=True, exist_ok=True)
        (documents / "a.md").write_text(
            "# Le conseil citoyen\n\nIl réunit des habitants.\n", encoding="utf-8"
        )
        (documents / "b.html").write_text("<h1>Info-doc</h1><p>Il répond aux demandes.</p>", encoding="utf-8")
        (documents / "c.md").write_text(f"# La médiation\n\n{sentence}\n", encoding="utf-8")

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

    def complete(self) -> None:
        """Runs a build to its end, in this process."""
        build(self.folder / "corpus", self.index, self.settings, encoder=self.encoder)

    def answer(self) -> str:
        """The sentence of the live index that is nearest to a question about mediators."""
        vector = self.encoder.encode(["Que fait un médiateur ?"], kind="query")[0]
        with closing(Index.open(self.index)) as index:
            number = int(index.nearest_sentences(vector, 1)[0])
            return [s.text for p in index.passages for s in p.sentences][number]


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder) -> Site:
    """An index that was built twice; its cache holds the unpacked model and no embedding but its own."""
    folder = tmp_path_factory.mktemp("site")
    model = unpack(user_settings.cache)
    (folder / "cache").mkdir()
    (folder / "cache" / model.name).symlink_to(model)
    given = {"index": folder / "index", "cache": folder / "cache"}
    site = Site(folder, user_settings.model_copy(update=given), encoder)
    for sentence in KNOWN:
        site.say(sentence)
        site.complete()
    site.say(KNOWN[0])
    process = site.start()
    began = time.monotonic()
    out, _ = process.communicate("\n", timeout=120)
    site.seconds, site.operations = time.monotonic() - began, int(out)
    return site


def kill_after_a_time(site: Site, chance: random.Random, longest: float) -> None:
    process = site.start()
    go(process)
    time.sleep(chance.uniform(0, longest))
    process.kill()
    process.communicate(timeout=60)


def kill_at_an_operation(site: Site, chance: random.Random) -> None:
    process = site.start(last=chance.randint(1, site.operations))
    process.communicate("\n", timeout=120)


def test_a_killed_build_leaves_the_old_index_and_the_next_one_completes(site, number):
    chance = random.Random(number)
    old = site.answer()
    is_new = number % 6 == 5
    sentence = f"Un médiateur suit {number} dossiers." if is_new else KNOWN[old == KNOWN[0]]
    site.say(sentence)
    if number % 2:
        kill_after_a_time(site, chance, site.seconds + (LOADING_SECONDS if is_new else 0))
    else:
        kill_at_an_operation(site, chance)

    live = live_generation(site.index)
    check(live)
    check_quotes(live)
    assert site.answer() in (old, sentence)

    site.complete()
    check(live_generation(site.index))
    assert site.answer() == sentence
    assert leftovers(site.index) == set()


def leftovers(index: Path) -> set[str]:
    """What is in an index folder besides the builds kept, what points to them and their originals."""
    kept = generations(index)
    assert 2 <= len(kept) <= Settings().generations_kept
    documents = [json.loads((index / name / "documents.json").read_text(encoding="utf-8")) for name in kept]
    originals = {d["sha256"] for generation in documents for d in generation}
    found = {path.name for path in index.iterdir()} - {
        *kept,
        "current",
        "previous",
        "history",
        "files",
        ".lock",
    }
    return found | {path.name for path in (index / "files").iterdir() if path.stem not in originals}
