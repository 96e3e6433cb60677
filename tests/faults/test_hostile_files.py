"""Damaged and hostile files: each is read or refused for one named reason, within its limits of time and
memory, asks nobody for anything, writes nothing, and the documents beside it are indexed.

``make faults`` reads all the made files and 300 changed documents (``--hostile 300``), with and without the
screening of uploads; ``make test`` a seeded sample.
"""

from __future__ import annotations

import json
import random
import re
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import hostile_docx
import hostile_html
import hostile_pdf
import pytest
from corpora import CORPUS, SMALL_CORPUS
from hostile_reading import READ, REASONS, Reading, Readings, read_apart, reasons_of
from mutations import mutated

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 12.0, 1000
MARGIN = 15.0
"""Seconds that starting a process and ending it may take on a busy machine."""
SEED = 2015
LONG = 300
SAMPLE = 10
"""Hostile files in the corpus of the short form."""
ACTIVE, LYING, WRONG, MANY, EMPTY = (
    "contenu actif",
    "texte trompeur",
    "endommagé ou tronqué",
    "démesuré",
    "sans texte",
)
PLAIN = {
    "bomb-of-two-layers.pdf": MANY,
    "bomb-of-columns.pdf": MANY,
    "deep-arrays.pdf": "lecture arrêtée",
    "deep-page-tree.pdf": MANY,
    "cyclic-page-tree.pdf": WRONG,
    "cyclic-objects.pdf": EMPTY,
    "cyclic-outlines.pdf": READ,
    "count-of-pages-that-lies.pdf": READ,
    "cross-reference-of-a-thousand-million.pdf": MANY,
    "page-as-large-as-a-country.pdf": READ,
    "page-whose-size-is-no-number.pdf": READ,
    "cmap-of-four-thousand-million.pdf": MANY,
    "facts-of-the-wrong-types.pdf": READ,
    "title-of-a-hundred-pages.pdf": READ,
    "content-from-elsewhere.pdf": READ,
    "thousand-million-laughs.docx": WRONG,
    "entity-from-elsewhere.docx": READ,
    "entity-of-a-local-file.docx": READ,
    "entity-in-the-relationships.docx": READ,
    "image-from-elsewhere.docx": READ,
    "members-out-of-the-archive.docx": READ,
    "two-members-of-one-name.docx": WRONG,
    "deep-tables.docx": WRONG,
    "numbers-out-of-bounds.docx": WRONG,
    "text-that-nobody-sees.docx": READ,
    "encrypted.docx": "protégé",
    "page-under-another-name.docx": WRONG,
    "deep-sections.html": EMPTY,
    "everything-from-elsewhere.html": READ,
    "nothing-but-an-address.html": READ,
    "text-that-nobody-sees.html": READ,
    "charset-that-is-a-codec.html": READ,
    "charset-that-hides.html": READ,
    "picture-under-another-name.htm": "autre type que son nom",
    "yaml-that-laughs.md": READ,
    "yaml-that-runs.md": WRONG,
    "empty.txt": EMPTY,
}
"""What becomes of a file in a corpus folder; the others must be read, or refused for one reason."""
UPLOADED = {
    "script-at-opening.pdf": ACTIVE,
    "program-at-opening.pdf": ACTIVE,
    "embedded-program.pdf": ACTIVE,
    "font-that-lies.pdf": LYING,
    "macros.docx": ACTIVE,
    "template-from-elsewhere.docx": ACTIVE,
    "part-from-elsewhere.docx": ACTIVE,
    "part-of-the-disk.docx": ACTIVE,
    "plain-archive.docx": "autre type que son nom",
    "program-under-another-name.html": "autre type que son nom",
}
"""What becomes of a file that is sent from the page of the team; a corpus folder may hold some of them."""
SLOW = {"forms-that-double.pdf"}
"""Read in a few seconds or given up as too long, as the machine has it."""
MADE: dict[str, Callable[[str], bytes]] = hostile_pdf.MADE | hostile_docx.MADE | hostile_html.MADE


@dataclass
class Elsewhere:
    """A server that nobody may ask; it counts who does."""

    url: str
    asked: list[object] = field(default_factory=list)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Elsewhere(f"http://127.0.0.1:{server.getsockname()[1]}")
        ended = threading.Event()

        def serve() -> None:
            server.settimeout(0.2)
            while not ended.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                found.asked.append(address)
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield found
        ended.set()
        thread.join()


@pytest.fixture(scope="module")
def count(pytestconfig: pytest.Config) -> int:
    return int(pytestconfig.getoption("--hostile"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere, count: int) -> list[Path]:
    """The made files: all of them in the long form."""
    names = (
        MADE if count >= LONG else [name for name in MADE if name in PLAIN.keys() | UPLOADED.keys() | SLOW]
    )
    folder = tmp_path_factory.mktemp("made")
    for name in names:
        (folder / name).write_bytes(MADE[name](elsewhere.url))
    return [folder / name for name in names]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory, count: int) -> list[Path]:
    """Documents of the corpus with something changed."""
    return list(mutated(CORPUS / "documents", tmp_path_factory.mktemp("changed"), count, SEED))


@pytest.fixture(scope="module")
def read(made: list[Path], changed: list[Path]) -> Readings:
    """All of them, read as the documents of a corpus folder are."""
    plain = [path for path in made if path.name not in UPLOADED]
    return read_apart([*plain, *changed], seconds=SECONDS, megabytes=MEGABYTES, screened=False)


@pytest.fixture(scope="module")
def uploaded(made: list[Path], changed: list[Path], count: int) -> Readings:
    """Those that only an upload refuses, and in the long form all of them, read as uploads are."""
    some = [path for path in made if path.name in UPLOADED]
    paths = [*made, *changed] if count >= LONG else some
    return read_apart(paths, seconds=SECONDS, megabytes=MEGABYTES, screened=True)


def wrong(readings: Readings, expected: dict[str, str]) -> list[Reading]:
    """The files that became something else than expected, or that were refused without one reason."""
    return [r for r in readings.files if expected.get(r.file, r.outcome) != r.outcome] + [
        r for r in readings.files if r.outcome != READ and r.outcome not in REASONS
    ]


def test_each_file_is_read_or_refused_for_one_reason(read: Readings) -> None:
    assert len(read.files) > 50
    assert wrong(read, PLAIN) == []


def test_each_upload_is_read_or_refused_for_one_reason(uploaded: Readings) -> None:
    assert UPLOADED.keys() <= {r.file for r in uploaded.files}
    assert wrong(uploaded, UPLOADED) == []


def test_no_reading_process_goes_beyond_its_memory(read: Readings, uploaded: Readings) -> None:
    assert 20 < max(read.peak_mb, uploaded.peak_mb) <= MEGABYTES


def test_nothing_hangs(read: Readings, uploaded: Readings) -> None:
    slowest = max([*read.files, *uploaded.files], key=lambda r: r.seconds)
    assert slowest.seconds < SECONDS + MARGIN, slowest


def test_nobody_was_asked_for_anything(read: Readings, uploaded: Readings, elsewhere: Elsewhere) -> None:
    assert any("elsewhere" in r.file for r in read.files)
    assert elsewhere.asked == []


def test_nothing_was_written(read: Readings, uploaded: Readings, made: list[Path]) -> None:
    assert not Path("/tmp/evade.txt").exists()
    assert not Path("/tmp/evade").exists()
    assert {path.name for path in made[0].parent.iterdir()} == {path.name for path in made}


def test_what_nobody_sees_is_not_read(read: Readings) -> None:
    hidden = [r for r in read.files if r.file.startswith("text-that-nobody-sees.") and "pdf" not in r.file]
    assert [r.said for r in hidden] == ["Le conseil citoyen donne son avis sur le projet."] * 2


def test_no_local_file_is_read(read: Readings) -> None:
    told = [r.said for r in read.files if "local-file" in r.file or "disk" in r.file]
    assert told
    assert not any("root:" in said for said in told)


def test_the_rest_of_a_corpus_is_indexed_and_answers(
    tmp_path: Path, made: list[Path], changed: list[Path], elsewhere: Elsewhere, count: int
) -> None:
    documents = tmp_path / "corpus" / "documents"
    documents.mkdir(parents=True)
    for name, text in SMALL_CORPUS.items():
        (documents / name).write_text(text, encoding="utf-8")
    hostile = [p for p in [*made, *changed] if count >= LONG or p.name not in SLOW]
    chance = random.Random(SEED)
    for path in hostile if count >= LONG else chance.sample(hostile, SAMPLE):
        (documents / path.name).write_bytes(path.read_bytes())

    built = _run("ingest", "build", "--corpus", tmp_path / "corpus", "--index", tmp_path / "index")
    state = json.loads(_run("ingest", "status", "--index", tmp_path / "index", "--json"))
    left_out = state["rejected"]

    assert re.search(rf"\d+ documents, \d+ passages, {len(left_out)} écartés", built)
    assert {Path(file).name for file in state["files"]} >= SMALL_CORPUS.keys()
    assert len(state["files"]) + len(left_out) >= len(SMALL_CORPUS) + SAMPLE
    duplicates = [r for r in left_out if "même contenu" in r["reason"]]
    assert [r for r in left_out if len(reasons_of(r["reason"])) != 1 and r not in duplicates] == []
    question = "Que fait un médiateur en cas de désaccord ?"
    answer = json.loads(_run("assistant", "ask", question, "--index", tmp_path / "index", "--json"))
    assert [c["document"] for c in answer["citations"]][:1] == ["mediation"]
    assert elsewhere.asked == []


def _run(module: str, *arguments: object) -> str:
    run = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


def test_the_figures_are_written_when_asked_for(
    read: Readings,
    uploaded: Readings,
    elsewhere: Elsewhere,
    count: int,
    pytestconfig: pytest.Config,
    tmp_path: Path,
) -> None:
    folder = Path(pytestconfig.getoption("--measures") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hostile.json").write_text(
        json.dumps(figures(read, uploaded, len(elsewhere.asked), count), ensure_ascii=False, indent=2) + "\n",
        encoding="utf-8",
    )
    assert ["Sans réponse ou sans raison connue", "0"] in json.loads(
        (folder / "hostile.json").read_text("utf-8")
    )["rows"]


def figures(read: Readings, uploaded: Readings, asked: int, count: int) -> dict[str, object]:
    """What was measured, in the words of the page of measures."""
    files = [*read.files, *uploaded.files]
    named = Counter(r.outcome for r in read.files)
    refused = [[f"Refusés : {name}", str(number)] for name, number in named.most_common() if name != READ]
    later = Counter(r.outcome for r in uploaded.files)
    refused += [[f"Refusés à l’envoi seulement : {name}", str(later[name])] for name in (ACTIVE, LYING)]
    unknown = sum(r.outcome != READ and r.outcome not in REASONS for r in files)
    slowest = max(r.seconds for r in files)
    peak = max(read.peak_mb, uploaded.peak_mb)
    return {
        "title": "Fichiers abîmés ou hostiles",
        "command": "make faults" if count >= LONG else f"pytest tests/faults --hostile {count}",
        "rows": [
            ["Documents du corpus modifiés au hasard (graine 2015)", str(count)],
            [
                "Fichiers fabriqués (bombes, cycles, profondeurs, renvois au-dehors…)",
                str(len(read.files) - count),
            ],
            ["Lus comme des fichiers envoyés par l’équipe", str(len(uploaded.files))],
            ["Lus", str(named[READ])],
            *refused,
            ["Sans réponse ou sans raison connue", str(unknown)],
            ["Mémoire du plus gros processus de lecture", f"{peak:.0f} Mo (limite {MEGABYTES} Mo)"],
            [
                "Durée de la plus longue lecture",
                f"{slowest:.1f} s (limite {SECONDS:.0f} s)".replace(".", ","),
            ],
            ["Requêtes reçues par le serveur témoin", str(asked)],
        ],
    }
