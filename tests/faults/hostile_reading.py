"""Reads files one by one, each in a process of its own, and says what became of each.

``python hostile_reading.py SECONDS MEGABYTES SCREENED < PATHS`` prints JSON. It is a program and not a
function, so that the largest child that the system counted for it (``ru_maxrss``) is a reading process.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import IngestError
from ingest.layout import Limits
from ingest.read import SandboxLimits, read_many

READ = "lu"
REASONS = {
    "autre type que son nom": r"n’est pas un PDF|n’est pas un fichier de texte|est une archive|"
    r"n’est pas une page|non pris en charge|est un programme",
    "endommagé ou tronqué": r"est endommagé|est tronqué|n’est pas un document Word|n’est pas du YAML",
    "protégé": r"protégé par un mot de passe|chiffrement",
    "démesuré": r"démesuré|trop de texte|trop de pages|trop volumineux",
    "trop de mémoire": r"demande trop de mémoire",
    "trop long": r"est trop long à lire",
    "lecture arrêtée": r"a fait échouer la lecture",
    "sans texte": r"est vide|aucun texte",
    "contenu actif": r"contient un script|contient des macros|contient un fichier joint|va chercher",
    "texte trompeur": r"une police qui donne",
}
"""The reasons of a refusal, and the sentence by which each is known."""


@dataclass(frozen=True)
class Reading:
    """What became of one file."""

    file: str
    outcome: str
    seconds: float
    said: str


@dataclass(frozen=True)
class Readings:
    """What became of several; ``peak_mb``: of the largest reading process, in mebibytes."""

    files: list[Reading]
    peak_mb: float


def reasons_of(sentence: str) -> list[str]:
    """The reasons that a refusal names; one when it is well said."""
    return [name for name, pattern in REASONS.items() if re.search(pattern, sentence)]


def read_apart(paths: Iterable[Path], *, seconds: float, megabytes: int, screened: bool) -> Readings:
    """Has this program read files."""
    run = subprocess.run(
        [sys.executable, __file__, str(seconds), str(megabytes), str(int(screened))],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout)
    return Readings([Reading(**file) for file in told["files"]], told["peak_mb"])


def _read(path: Path, limits: SandboxLimits) -> Reading:
    began = time.monotonic()
    [(_, read)] = read_many([path], limits, workers=1)
    seconds = time.monotonic() - began
    if not isinstance(read, IngestError):
        return Reading(path.name, READ, seconds, " ".join(read.page_texts)[:300])
    return Reading(path.name, " + ".join(reasons_of(str(read))) or "?", seconds, str(read))


def main() -> None:
    seconds, megabytes, screened = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
    limits = SandboxLimits(seconds, megabytes, Limits(screened=screened))
    with ThreadPoolExecutor(2) as pool:
        files = list(pool.map(lambda path: _read(Path(path), limits), sys.stdin.read().split("\n")))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"files": [asdict(file) for file in files], "peak_mb": peak}))


if __name__ == "__main__":
    main()
