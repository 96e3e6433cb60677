"""Each operation of a build on files fails once, and disks fill up for real: the old index serves.

``pytest tests/faults --faults 1000`` tries every operation with every error (``make faults``); the short form
takes a sample, the same each time.
"""

import errno
import gc
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fault_measures import Measures
from fault_site import FaultSite

from assistant.embedding import SentenceEncoder
from assistant.errors import AssistantError
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
EVENTS = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.listdir",
    "os.scandir",
    "os.utime",
    "os.truncate",
}
TABLE = ("writes", "Écritures qui échouent")
CLOSING = 600
"""Seconds for the files of a disk to be closed."""
ERRORS = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO)


class Saboteur:
    """Makes the operation number ``last`` on the files of some folders fail; counts them all."""

    def __init__(self) -> None:
        self.folders: tuple[str, ...] = ()
        self.done, self.last, self.error = 0, 0, 0
        self.where = ""
        sys.addaudithook(self._heard)  # cannot be taken off again: without folders it does nothing

    def step(self, event: str, path: object) -> None:
        """One more operation."""
        self.done += 1
        if self.done == self.last:
            self.where = f"{event} {path}"
            raise OSError(self.error, os.strerror(self.error), str(path))

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.folders and event in EVENTS and arguments and str(arguments[0]).startswith(self.folders):
            self.step(event, arguments[0])

    @contextmanager
    def at_work(self, folders: tuple[Path, ...], last: int = 0, error: int = 0) -> Iterator[None]:
        """Fails one operation of what is done meanwhile."""
        self.done, self.last, self.error, self.where = 0, last, error, ""
        self.folders = tuple(map(str, folders))
        try:
            yield
        finally:
            self.folders = ()


@pytest.fixture(scope="module")
def saboteur() -> Saboteur:
    return Saboteur()


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder
) -> FaultSite:
    return FaultSite.make(tmp_path_factory.mktemp("writes"), user_settings, encoder)


def syncing(saboteur: Saboteur) -> Callable[[int], None]:
    """``os.fsync``, which counts as well."""
    fsync = os.fsync

    def sync(descriptor: int) -> None:
        if saboteur.folders:
            saboteur.step("fsync", descriptor)
        fsync(descriptor)

    return sync


def writing(saboteur: Saboteur) -> Callable[..., object]:
    """``os.write``, which counts as well."""
    write = os.write

    def put(descriptor: int, content: bytes) -> int:
        if saboteur.folders:
            saboteur.step("write", descriptor)
        return write(descriptor, content)

    return put


def test_each_operation_that_fails_leaves_an_index_in_service(
    site: FaultSite,
    saboteur: Saboteur,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    measures: Measures,
) -> None:
    monkeypatch.setattr(os, "fsync", syncing(saboteur))
    monkeypatch.setattr(os, "write", writing(saboteur))
    folders = (site.index, site.settings.cache)
    site.say(site.other())
    with saboteur.at_work(folders):
        site.complete()
    operations = saboteur.done
    points = [(n, error) for n in range(1, operations + 1) for error in ERRORS]
    wanted = min(len(points), pytestconfig.getoption("--faults"))
    refused = 0
    for last, error in random.Random(1).sample(points, wanted):
        old, new = site.answer(), site.other()
        site.say(new)
        refusal = ""
        try:
            with saboteur.at_work(folders, last, error):
                site.complete()
        except AssistantError as refused_build:
            refusal = str(refused_build)
        refused += bool(refusal)
        assert "[Errno" not in refusal, saboteur.where
        assert not refusal or len(refusal.split()) > 8, saboteur.where
        site.must_serve(*((old, new) if refusal else (new,)))
        site.must_complete(new)
    measures.row("opérations sur les fichiers d’une construction", operations)
    measures.row("pannes provoquées (disque plein, lecture seule, accès refusé, erreur d’E/S)", wanted)
    measures.row("dont constructions refusées par un message, l’ancien index en service", refused)
    measures.row("dont constructions menées à bien malgré la panne", wanted - refused)
    measures.row("index perdus ou restes après la construction suivante", 0)
    assert refused


def run(site: FaultSite, largest: int | None = None) -> "subprocess.CompletedProcess[str]":
    """``python -m ingest build`` in a process of its own, whose files may be limited to a size."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        cwd=ROOT,
        env={
            **os.environ,
            "ASSISTANT_INDEX": str(site.index),
            "ASSISTANT_CORPUS": str(site.folder / "corpus"),
            "ASSISTANT_CACHE": str(site.settings.cache),
            "ASSISTANT_EMBEDDING_MODEL": "embedded",
        },
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def must_have_refused(done: "subprocess.CompletedProcess[str]") -> None:
    """Exit 1 and one French sentence with its remedy."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "ancien index reste en service" in last or "ne peut pas" in last, done.stderr


def test_files_that_may_not_grow_leave_the_old_index(
    site: FaultSite, pytestconfig: pytest.Config, measures: Measures
) -> None:
    tried = max(1, min(20, pytestconfig.getoption("--faults") // 20))
    largest = max(p.stat().st_size for p in site.live.rglob("*") if p.is_file())
    refused = 0
    for number in range(tried):
        limit = int(largest * (0.5 if number == 0 else random.Random(number).random()))
        old, new = site.answer(), site.other()
        site.say(new)
        done = run(site, limit)
        if done.returncode:
            refused += 1
            must_have_refused(done)
            site.must_serve(old)
        else:
            site.must_serve(new)
        site.must_complete(new)
    measures.row("constructions avec une taille limite des fichiers", tried)
    measures.row("dont refusées, l’ancien index en service", refused)
    assert refused


def once_free(command: list[str]) -> None:
    """Runs a command on a disk, which is busy until Chroma has closed its files: a while after ``close``."""
    until = time.monotonic() + CLOSING
    while (done := subprocess.run(command, capture_output=True, text=True, check=False)).returncode:
        assert "busy" in done.stderr, done.stderr
        assert time.monotonic() < until, done.stderr
        gc.collect()
        time.sleep(0.1)


@pytest.fixture
def small_disk(
    tmp_path: Path, user_settings: Settings, encoder: SentenceEncoder
) -> Iterator[tuple[FaultSite, Callable[[str], None]]]:
    """An index and its cache on a disk of their own, and what mounts it again with other options."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a disk needs root")

    def remount(options: str) -> None:
        once_free(["mount", "-o", f"remount,{options}", str(place)])

    try:
        yield FaultSite.make(place, user_settings, encoder), remount
    finally:
        once_free(["umount", str(place)])


def test_a_full_disk_leaves_the_old_index(
    small_disk: tuple[FaultSite, Callable[[str], None]], pytestconfig: pytest.Config, measures: Measures
) -> None:
    site, remount = small_disk
    tried = max(1, min(40, pytestconfig.getoption("--faults") // 20))
    refused = 0
    generation = sum(p.stat().st_size for p in site.live.rglob("*") if p.is_file())
    for number in range(tried):
        old, new = site.answer(), site.other()
        site.say(new)
        usage = os.statvfs(site.folder)
        used = (usage.f_blocks - usage.f_bfree) * usage.f_frsize
        room = int(generation * (0.3 if number == 0 else 1.2 * random.Random(number).random()))
        remount(f"size={(used + room) // 1024}k")
        done = run(site)
        remount("size=64m")
        if done.returncode:
            refused += 1
            must_have_refused(done)
            site.must_serve(old)
        else:
            site.must_serve(new)
        site.must_complete(new)
    measures.row("constructions sur un disque qui se remplit", tried)
    measures.row("dont refusées, l’ancien index en service", refused)
    assert refused


def test_a_disk_that_becomes_read_only_leaves_the_old_index(
    small_disk: tuple[FaultSite, Callable[[str], None]],
) -> None:
    site, remount = small_disk
    old, new = site.answer(), site.other()
    site.say(new)
    remount("ro")
    done = run(site)
    live = site.live
    remount("rw")
    must_have_refused(done)
    assert "lecture seule" in done.stderr
    assert live == site.live
    site.must_serve(old)
    site.must_complete(new)
