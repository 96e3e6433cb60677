"""Publishing: one build at a time, all or nothing, the previous index kept, nothing else left."""

import errno
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import IndexDamagedError, IndexNotFoundError, IngestError
from assistant.index import live_generation
from ingest.publish import (
    build_lock,
    generations,
    new_generation,
    past_generations,
    previous_generation,
    publish_generation,
    remove_leftovers,
    remove_past,
    switch_back,
    switch_to,
)


def write_generation(*originals: str) -> Callable[[Path], None]:
    """Writes the files of a generation that publishing looks at."""

    def write(folder: Path) -> None:
        folder.mkdir()
        (folder.parent / "files").mkdir(exist_ok=True)
        for name in originals:
            (folder.parent / "files" / f"{name}.pdf").write_text(name)
        documents = [{"sha256": name} for name in originals]
        (folder / "documents.json").write_text(json.dumps(documents), encoding="utf-8")
        (folder / "manifest.json").write_text("{}", encoding="utf-8")

    return write


def published(index: Path, *names: str) -> Path:
    """An index folder in which these generations were published one after the other."""
    index.mkdir(exist_ok=True)
    for name in names:
        publish_generation(index, name, write_generation(name))
    return index


def accept(_folder: Path) -> None:
    """A check that finds nothing."""


def fail_with(number: int) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        folder.mkdir()
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
        raise OSError(number, os.strerror(number))

    return write


def contents(index: Path) -> list[str]:
    return sorted(p.relative_to(index).as_posix() for p in index.rglob("*") if p.is_file())


def test_a_published_generation_is_live(tmp_path):
    assert live_generation(published(tmp_path, "g1")) == tmp_path / "g1"


def test_the_live_generation_and_the_previous_one_are_kept_with_their_originals(tmp_path):
    assert contents(published(tmp_path, "g1", "g2", "g3")) == [
        "current",
        "files/g2.pdf",
        "files/g3.pdf",
        "g2/documents.json",
        "g2/manifest.json",
        "g3/documents.json",
        "g3/manifest.json",
        "history",
        "previous",
    ]


def test_nothing_of_a_generation_that_could_not_be_written_is_left(tmp_path):
    before = contents(published(tmp_path, "g1", "g2"))
    with pytest.raises(IngestError):
        publish_generation(tmp_path, "g3", fail_with(errno.ENOSPC))
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "disque plein"),
        (errno.EROFS, "disque en lecture seule"),
        (errno.EACCES, "accès refusé"),
        (errno.EIO, "erreur de lecture ou d’écriture du disque"),
        (errno.EPROTO, f"erreur n° {errno.EPROTO} du système"),
    ],
)
def test_a_disk_error_is_one_french_message_and_the_old_index_stays(tmp_path, number, reason):
    published(tmp_path, "g1")
    with pytest.raises(IngestError, match=f"{reason}. L’ancien index reste en service ; libérez"):
        publish_generation(tmp_path, "g2", fail_with(number))
    assert live_generation(tmp_path).name == "g1"


def test_an_interruption_leaves_the_old_index_and_nothing_else(tmp_path):
    def interrupt(folder: Path) -> None:
        folder.mkdir()
        raise KeyboardInterrupt

    before = contents(published(tmp_path, "g1"))
    with pytest.raises(KeyboardInterrupt):
        publish_generation(tmp_path, "g2", interrupt)
    assert contents(tmp_path) == before


def test_what_a_killed_build_left_is_removed(tmp_path):
    before = contents(published(tmp_path, "g1", "g2"))
    write_generation("orphan")(tmp_path / ".building-g3")
    write_generation("renamed")(tmp_path / "g4")
    (tmp_path / ".current-new").write_text("g4")
    (tmp_path / "files" / "0123.pdf.part").write_text("half")
    remove_leftovers(tmp_path)
    assert contents(tmp_path) == before


def test_the_originals_stay_while_a_generation_does_not_say_which_are_its_own(tmp_path):
    published(tmp_path, "g1", "g2")
    (tmp_path / "g2" / "documents.json").write_text("[{")
    remove_leftovers(tmp_path)
    assert (tmp_path / "files" / "g2.pdf").exists()


def test_a_pointer_that_cannot_be_read_removes_nothing(tmp_path):
    published(tmp_path, "g1", "g2")
    (tmp_path / "previous").unlink()
    (tmp_path / "previous").mkdir()
    with pytest.raises(IngestError, match="previous » ne peut pas être lu : c’est un dossier"):
        remove_leftovers(tmp_path)
    assert generations(tmp_path) == ["g1", "g2"]


def test_only_a_complete_generation_can_be_made_live(tmp_path):
    published(tmp_path, "g1")
    (tmp_path / "g2").mkdir()
    with pytest.raises(IndexNotFoundError, match="« g2 » n’existe pas"):
        switch_to(tmp_path, "g2")


def test_a_second_build_is_told_which_one_is_running(tmp_path):
    with (
        build_lock(tmp_path),
        pytest.raises(IngestError, match=rf"Une autre construction est en cours .*processus {os.getpid()}"),
        build_lock(tmp_path),
    ):
        pass


def test_the_lock_is_free_after_a_build_that_failed(tmp_path):
    with pytest.raises(ZeroDivisionError), build_lock(tmp_path):
        raise ZeroDivisionError
    with build_lock(tmp_path):
        pass


@pytest.mark.parametrize("below", ["", "index"])
def test_an_index_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path, below):
    (tmp_path / "fichier").write_text("")
    with (
        pytest.raises(IngestError, match=r"fichier.* ne peut pas être écrit : .* avec --index"),
        build_lock(tmp_path / "fichier" / below),
    ):
        pass


def test_a_rollback_makes_the_previous_generation_live(tmp_path):
    assert switch_back(published(tmp_path, "g1", "g2"), accept) == "g1"
    assert live_generation(tmp_path).name == "g1"


def test_a_second_rollback_goes_forward_again(tmp_path):
    published(tmp_path, "g1", "g2")
    switch_back(tmp_path, accept)
    assert switch_back(tmp_path, accept) == "g2"


def test_a_build_after_a_rollback_keeps_the_generation_that_was_gone_back_to(tmp_path):
    published(tmp_path, "g1", "g2")
    switch_back(tmp_path, accept)
    published(tmp_path, "g3")
    assert previous_generation(tmp_path) == "g1"
    assert generations(tmp_path) == ["g1", "g3"]


def test_there_is_nothing_to_go_back_to_after_the_first_build(tmp_path):
    with pytest.raises(IndexNotFoundError, match="Aucun index précédent"):
        switch_back(published(tmp_path, "g1"), accept)


def test_a_generation_that_fails_its_check_is_not_gone_back_to(tmp_path):
    def refuse(_folder: Path) -> None:
        raise IndexDamagedError("abîmé")

    published(tmp_path, "g1", "g2")
    with pytest.raises(IndexDamagedError):
        switch_back(tmp_path, refuse)
    assert live_generation(tmp_path).name == "g2"


def test_as_many_generations_are_kept_as_asked(tmp_path):
    tmp_path.mkdir(exist_ok=True)
    for name in ("g1", "g2", "g3", "g4"):
        publish_generation(tmp_path, name, write_generation(name), keep=3)
    assert past_generations(tmp_path) == ["g2", "g3", "g4"]
    assert {path.stem for path in (tmp_path / "files").iterdir()} == {"g2", "g3", "g4"}


def test_a_rollback_goes_to_the_generation_that_is_named(tmp_path):
    for name in ("g1", "g2", "g3"):
        publish_generation(tmp_path, name, write_generation(name), keep=3)
    assert switch_back(tmp_path, accept, "g1") == "g1"
    assert (live_generation(tmp_path).name, previous_generation(tmp_path)) == ("g1", "g3")
    publish_generation(tmp_path, "g4", write_generation("g4"), keep=3)
    assert past_generations(tmp_path) == ["g3", "g1", "g4"]


def test_a_generation_that_is_gone_cannot_be_gone_back_to(tmp_path):
    with pytest.raises(IndexNotFoundError, match="« g1 » n’est plus dans"):
        switch_back(published(tmp_path, "g1", "g2", "g3"), accept, "g1")


def test_forgetting_leaves_the_live_generation_and_its_originals(tmp_path):
    assert remove_past(published(tmp_path, "g1", "g2")) == ["g1"]
    left = ["current", "files/g2.pdf", "g2/documents.json", "g2/manifest.json", "history"]
    assert contents(tmp_path) == left
    assert (tmp_path / "history").read_text().split() == ["g2"]


def test_names_tell_their_time_and_differ_within_a_second():
    now = datetime(2026, 1, 31, 12, 30, 45, tzinfo=UTC)
    assert new_generation(now).startswith("20260131T123045-")
    assert len({new_generation(now) for _ in range(20)}) == 20
