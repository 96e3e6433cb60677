"""A build from end to end, with the real readers, model and vector base on small corpora."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from corpora import SMALL_CORPUS

from assistant.errors import IndexMismatchError, IndexNotFoundError, IngestError
from assistant.index import Index
from assistant.settings import Settings
from ingest.build import (
    build_from_records,
    corpus_reading,
    index_status,
    lazy_encoder,
    pipeline,
    rollback,
    verify,
)
from ingest.publish import generations
from ingest.read import read_many


@pytest.fixture
def own_cache(settings: Settings, tmp_path: Path) -> Settings:
    """The settings with an empty cache."""
    return settings.model_copy(update={"cache": tmp_path / "cache"})


@pytest.fixture
def read_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were read and not taken from the cache."""
    names: list[str] = []

    def remember(paths: Iterable[Path]) -> Iterator[object]:
        chosen = list(paths)
        names.extend(path.name for path in chosen)
        return read_many(chosen)

    monkeypatch.setattr(corpus_reading, "read_many", remember)
    return names


def test_a_built_index_finds_what_its_documents_say(build, small_corpus, nearest):
    small_corpus()
    build()
    assert nearest("Qui prépare des bibliographies ?").startswith("Il prépare aussi")


def test_the_manifest_counts_documents_and_passages(build, small_corpus):
    small_corpus()
    built = build()
    assert (built.manifest.documents, built.manifest.passages, built.rejected) == (3, 3, ())


def test_a_second_build_with_nothing_changed_keeps_the_live_generation(build, small_corpus, settings):
    small_corpus()
    first = build()
    second = build()
    assert second.unchanged
    assert second.manifest == first.manifest
    assert generations(settings.index) == [first.manifest.generation]


def test_nothing_changed_needs_neither_reading_nor_the_model(
    build, small_corpus, settings, read_names, monkeypatch
):
    small_corpus()
    build()
    read_names.clear()
    monkeypatch.setattr(lazy_encoder, "load_encoder", lambda _settings: pytest.fail("the model was loaded"))
    assert pipeline.build(settings.corpus, settings.index, settings).unchanged
    assert read_names == []


def test_a_forced_build_of_known_files_needs_neither_reading_nor_the_model(
    build, small_corpus, settings, read_names, monkeypatch
):
    small_corpus()
    build()
    read_names.clear()
    monkeypatch.setattr(lazy_encoder, "load_encoder", lambda _settings: pytest.fail("the model was loaded"))
    forced = pipeline.build(settings.corpus, settings.index, settings, force=True)
    assert not forced.unchanged
    assert read_names == []


def test_one_changed_file_is_the_only_one_that_is_read(build, small_corpus, own_cache, encoder, read_names):
    small_corpus()
    pipeline.build(own_cache.corpus, own_cache.index, own_cache, encoder=encoder)
    read_names.clear()
    small_corpus({"mediation.md": "# La médiation\n\nUn médiateur reste toujours neutre.\n"})
    pipeline.build(own_cache.corpus, own_cache.index, own_cache, encoder=encoder)
    assert read_names == ["mediation.md"]


def test_another_profile_of_the_centre_makes_a_new_index(build, small_corpus, settings):
    corpus = small_corpus()
    build()
    assert build().unchanged
    (corpus / "centre.yaml").write_text("{name: Centre exemple, short_name: le Centre exemple}")
    assert not build().unchanged
    with closing(Index.open(settings.index)) as index:
        assert index.centre.name == "Centre exemple"


@pytest.mark.parametrize("name", ["catalogue.yaml", "glossary.yaml"])
def test_a_change_beside_the_documents_makes_a_new_index(build, small_corpus, name):
    corpus = small_corpus()
    (corpus / name).write_text({"catalogue.yaml": "documents: {}", "glossary.yaml": "acronyms: []"}[name])
    build()
    added = {"catalogue.yaml": "documents: {mediation: {title: Titre}}", "glossary.yaml": "synonyms: []"}[
        name
    ]
    (corpus / name).write_text(added)
    assert not build().unchanged


def test_a_title_of_the_catalogue_replaces_that_of_the_file(build, small_corpus):
    corpus = small_corpus()
    (corpus / "catalogue.yaml").write_text(
        "documents: {mediation: {title: Un autre titre}}", encoding="utf-8"
    )
    assert "Un autre titre" in [d.title for d in build().documents]


def test_a_file_that_is_no_document_leaves_the_index_as_it_is(build, small_corpus):
    corpus = small_corpus()
    build()
    (corpus / "LISEZMOI.md").write_text("Ce corpus…")
    assert build().unchanged


def test_a_removed_file_leaves_the_index(build, small_corpus):
    corpus = small_corpus()
    build()
    (corpus / "documents" / "mediation.md").unlink()
    assert [d.id for d in build().documents] == ["conseil-citoyen", "info-doc"]


def test_the_originals_are_kept_by_content(build, small_corpus, settings):
    small_corpus()
    build()
    kept = {path.read_text(encoding="utf-8") for path in (settings.index / "files").iterdir()}
    assert kept == set(SMALL_CORPUS.values())


def test_an_index_of_another_format_is_built_again(build, small_corpus, settings):
    small_corpus()
    path = settings.index / build().manifest.generation / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "format": 0}), encoding="utf-8")
    assert not build().unchanged


def test_a_damaged_index_is_built_again(build, small_corpus, settings):
    small_corpus()
    generation = settings.index / build().manifest.generation
    (generation / "tokens.npy").write_bytes(b"")
    assert not build().unchanged
    assert verify(settings.index, settings)[0].documents == 3


def test_an_index_of_another_model_is_refused_with_the_remedy(build, small_corpus, settings):
    small_corpus()
    build()
    other = settings.model_copy(update={"embedding_model": "autre/modele"})
    with pytest.raises(
        IndexMismatchError, match=r"« autre/modele ». Reconstruisez l’index .*ASSISTANT_EMBEDDING"
    ):
        verify(settings.index, other)


def test_a_check_counts_the_quotes(build, small_corpus, settings):
    small_corpus()
    manifest = build().manifest
    assert verify(settings.index, settings) == (manifest, manifest.sentences)


def test_a_rollback_brings_the_previous_answer_back(build, small_corpus, settings, nearest):
    small_corpus()
    build()
    small_corpus({"mediation.md": "# La médiation\n\nUn médiateur change tout.\n"})
    build()
    assert nearest("un médiateur") == "Un médiateur change tout."
    rollback(settings.index)
    assert nearest("un médiateur").startswith("Un médiateur aide")


def test_a_rollback_where_there_is_no_index_makes_nothing(settings):
    with pytest.raises(IndexNotFoundError):
        rollback(settings.index)
    assert not settings.index.exists()


def test_the_state_tells_what_was_rejected_and_what_was_live_before(build, small_corpus, settings):
    small_corpus()
    first = build().manifest.generation
    small_corpus(also={"vide.md": ""})
    build()
    state = index_status(settings.index)
    assert (state["previous"], state["documents"]) == (first, 3)
    assert [r["file"] for r in state["rejected"]] == ["vide.md"]
    assert json.loads(json.dumps(state)) == json.loads(json.dumps(state, default=str))


RECORDS = [("b-2", "Info-doc", "Le service répond vite.\nIl est gratuit."), ("a-1", "", "Une autre phrase.")]


def test_records_keep_their_ids_and_order(settings, encoder):
    build_from_records(RECORDS, settings.index, settings, encoder=encoder)
    with closing(Index.open(settings.index)) as index:
        assert [p.document for p in index.passages] == ["b-2", "a-1"]


def test_a_record_that_is_no_unicode_text_is_indexed_all_the_same(settings, encoder):
    record = ("a", "Titre", "Une phrase \ud800 coupée.\u2028Une autre.")
    assert build_from_records([record], settings.index, settings, encoder=encoder).documents == 1
    verify(settings.index, settings)


def test_two_records_with_one_id_are_refused(settings, encoder):
    with pytest.raises(IngestError, match=r"« a-1 ». Chacun doit avoir le sien"):
        build_from_records([RECORDS[1], RECORDS[1]], settings.index, settings, encoder=encoder)
