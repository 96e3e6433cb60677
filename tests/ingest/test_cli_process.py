"""``python -m ingest`` in a process of its own: speed, Ctrl-C, a disk that refuses."""

import os
import resource
import signal
import time
from pathlib import Path

import pytest
from corpora import MakeCorpus
from ingest_commands import Outcome, assert_one_french_message, in_process, start

from assistant.embedding import SentenceEncoder, embedded_model
from assistant.index import live_generation
from assistant.settings import Settings
from ingest.build import pipeline
from ingest.build.generation_check import check_generation


@pytest.fixture
def built_in_process(small_corpus: MakeCorpus, settings: Settings) -> tuple[Outcome, list[object]]:
    """A first build as people run it, and its arguments."""
    arguments: list[object] = ["build", "--corpus", small_corpus(), "--index", settings.index]
    return in_process(*arguments), arguments


def test_no_progress_bar_is_drawn_where_there_is_no_terminal(built_in_process):
    outcome, _ = built_in_process
    assert (outcome.code, outcome.err) == (0, "")


def test_nothing_changed_takes_less_than_5_seconds(built_in_process):
    """In processor time: on a machine that does other things the clock says more of these."""
    _, arguments = built_in_process
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = in_process(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < 5
    assert "Rien n’a changé" in outcome.out


@pytest.fixture
def own_cache(settings: Settings, encoder: SentenceEncoder, small_corpus: MakeCorpus, tmp_path: Path) -> Path:
    """A cache with the model and what the small corpus needs, which no other process has open."""
    model = embedded_model.unpack_model(settings.cache)
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / model.name).symlink_to(model)
    pipeline.build(
        small_corpus(), tmp_path / "elsewhere", settings.model_copy(update={"cache": cache}), encoder=encoder
    )
    return cache


@pytest.mark.parametrize("begun", [".lock", ".building-*", ".building-*/chroma"])
def test_ctrl_c_leaves_the_old_index_and_one_french_message(build, small_corpus, settings, begun):
    corpus = small_corpus()
    build()
    before = sorted(settings.index.iterdir())
    (settings.index / ".lock").unlink()
    process = start("build", "--force", "--corpus", corpus, "--index", settings.index)
    while process.poll() is None and not list(settings.index.glob(begun)):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=900)
    assert (process.returncode, out) == (130, "")
    assert err == (
        "Interrompu. L’index en service est entier : l’ancien, ou le nouveau s’il venait d’être publié.\n"
    )
    assert sorted(settings.index.iterdir()) == before


@pytest.mark.parametrize(
    ("kilobytes", "words"),
    [
        (1, "cache des plongements"),
        (40, "L’ancien index reste en service"),
        (150, "La base vectorielle n’a pas pu être écrite"),
    ],
)
def test_a_full_disk_is_one_message_and_the_old_index_stays(
    build, small_corpus, settings, kilobytes, words, own_cache
):
    """A limit on the size of files stands for a full disk: the system refuses the write in both cases."""
    corpus = small_corpus()
    build()
    before = live_generation(settings.index)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    arguments = ("build", "--force", "--corpus", corpus, "--index", settings.index)
    outcome = in_process(*arguments, preexec_fn=limit, env={**os.environ, "ASSISTANT_CACHE": str(own_cache)})
    assert_one_french_message(outcome, words)
    assert live_generation(settings.index) == before
    check_generation(before)
