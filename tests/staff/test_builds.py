"""A build followed from another process: its progress, its end, its errors, one at a time."""

import time
from pathlib import Path

import pytest
from corpora import MakeCorpus

from assistant.errors import IngestError
from assistant.index import live_generation, read_manifest
from assistant.settings import Settings
from assistant.staff import (
    Builds,
    BuildState,
    add_document,
    describe_document,
    go_back,
    list_builds,
    list_corpus,
    remove_document,
)
from ingest.publish import build_lock

PATIENCE = 900


def ended(builds: Builds) -> BuildState:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if builds.state and not builds.state.running:
            return builds.state
        time.sleep(0.05)
    pytest.fail("La construction ne finit pas.")


def test_a_build_is_followed_to_its_end(small_corpus: MakeCorpus, settings: Settings) -> None:
    small_corpus()
    builds = Builds()
    builds.start(settings, "agent A")
    with pytest.raises(IngestError, match="déjà en cours, demandée par agent A"):
        builds.start(settings, "agent B")
    state = ended(builds)
    assert (state.error, round(state.share, 6), state.stage) == (None, 1.0, "Index vectoriel")
    manifest = read_manifest(live_generation(settings.index))
    assert (manifest.documents, manifest.asked_by) == (3, "agent A")
    assert state.outcome is not None
    assert state.outcome["generation"] == manifest.generation
    builds.start(settings, "agent B")
    again = ended(builds)
    assert again.outcome is not None
    assert again.outcome["unchanged"]


def test_a_build_that_cannot_be_made_says_why(small_corpus: MakeCorpus, settings: Settings) -> None:
    builds = Builds()
    builds.start(settings, "agent A")
    assert "corpus" in (ended(builds).error or "")
    small_corpus()
    with build_lock(settings.index):
        builds.start(settings, "agent A")
        assert "Une autre construction est en cours" in (ended(builds).error or "")


def test_the_share_grows_from_stage_to_stage() -> None:
    now = time.time()
    states = [
        BuildState("agent A", now, stage, done, 10)  # type: ignore[arg-type]
        for stage in ("Lecture", "Plongements", "Index vectoriel")
        for done in (0, 5, 10)
    ]
    shares = [state.share for state in states]
    assert shares == sorted(shares)
    assert (shares[0], round(shares[-1], 6)) == (0, 1)


def test_the_corpus_is_changed_through_commands(
    small_corpus: MakeCorpus, settings: Settings, tmp_path: Path
) -> None:
    small_corpus()
    assert "est ajouté" in add_document(
        settings, "Compte rendu.md", b"# Compte rendu\n\nUn texte assez long.\n"
    )
    describe_document(settings, "compte-rendu", {"themes": ["participation"], "title": "Le comité"})
    listed = {file.id: file for file in list_corpus(settings)}
    assert (listed["compte-rendu"].title, listed["compte-rendu"].themes) == ("Le comité", ("participation",))
    remove_document(settings, listed["compte-rendu"])
    assert "compte-rendu" not in {file.id for file in list_corpus(settings)}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("../evade.md", b"# Titre\n\nTexte.", "simple nom de fichier"),
        ("--force.md", b"", "est vide"),
        ("a\0b.md", b"texte", "Renommez le fichier"),
        ("gros.pdf", b"x" * 2_000_001, "trop volumineux"),
    ],
)
def test_what_a_stranger_sends_is_refused_in_one_sentence(
    small_corpus: MakeCorpus, settings: Settings, name: str, content: bytes, words: str
) -> None:
    small_corpus()
    before = sorted(settings.corpus.parent.rglob("*"))
    with pytest.raises(IngestError, match=words) as raised:
        add_document(settings.model_copy(update={"upload_megabytes": 2}), name, content)
    assert "\n" not in str(raised.value)
    assert sorted(settings.corpus.parent.rglob("*")) == before


def test_the_builds_are_listed_and_gone_back_to(small_corpus: MakeCorpus, settings: Settings, build) -> None:
    small_corpus()
    build()
    first = live_generation(settings.index).name
    build(force=True)
    assert len(list_builds(settings)) == 2
    go_back(settings, first)
    assert live_generation(settings.index).name == first
    with pytest.raises(IngestError, match="disparue"):
        go_back(settings, "disparue")
