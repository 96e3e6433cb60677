"""Vectors on a real Chroma server: what is found, what is left there, and what happens without it."""

import http.server
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from corpora import SMALL_CORPUS, Build, MakeCorpus
from vector_servers import ChromaServer, free_port

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.errors import IndexMismatchError, IngestError, SettingsError, VectorServerError
from assistant.index import VECTORS_ON_SERVER, Index, connected_to, live_generation, read_manifest
from assistant.index.vectors import PAUSE, ServerStore
from assistant.operations import HealthState, check_health
from assistant.settings import Settings, load_settings
from assistant.staff import traces_of
from ingest import display
from ingest.build import index_status, pipeline
from ingest.build.generation_check import check_generation
from ingest.build.generation_writing import EMBEDDING
from ingest.build.vector_writing import INDEXING
from ingest.publish import publishing

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "Que fait un médiateur ?",
    "Qui réunit le conseil citoyen ?",
    "À qui répond le service Info-doc ?",
    "marches exploratoires",
)
OLD, NEW = "Il reste neutre et garde le secret.", "Il rend compte au conseil de quartier."
MEDIATION = "# La médiation sociale\n\nUn médiateur aide à renouer le dialogue. {}\n"
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.settings import Settings
from ingest.build.pipeline import build
from ingest.build.vector_writing import INDEXING

def progress(stage, done, total):
    if stage == INDEXING:
        os.kill(os.getpid(), signal.SIGKILL)

settings = Settings(_env_file=None, **{values})
build(settings.corpus, settings.index, settings, progress=progress)
"""

Ask = Callable[[Index], list[list[int]]]


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(shared_server: ChromaServer) -> ChromaServer:
    """The server, which runs whatever a test before did to it."""
    shared_server.start()
    return shared_server


def place(user_settings: Settings, folder: Path, server: ChromaServer) -> Settings:
    folders = {name: folder / name for name in ("index", "corpus", "data")}
    return user_settings.model_copy(update={**folders, "generations_kept": 2, **server.settings})


@pytest.fixture
def settings(user_settings: Settings, tmp_path: Path, server: ChromaServer) -> Settings:
    """Settings of an index of the test's own on the server."""
    return place(user_settings, tmp_path, server)


@pytest.fixture(scope="module")
def lasting(
    user_settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
    shared_server: ChromaServer,
    encoder: SentenceEncoder,
) -> Settings:
    """Settings of an index on the server that the tests leave as it is."""
    made = place(user_settings, tmp_path_factory.mktemp("lasting"), shared_server)
    (made.corpus / "documents").mkdir(parents=True)
    for name, text in SMALL_CORPUS.items():
        (made.corpus / "documents" / name).write_text(text, encoding="utf-8")
    pipeline.build(made.corpus, made.index, made, encoder=encoder)
    return made


@pytest.fixture
def ask(encoder: SentenceEncoder) -> Ask:
    """The sentences nearest to a few questions, in one document and in all."""
    vectors = encoder.encode(list(QUESTIONS), kind="query")

    def run(index: Index) -> list[list[int]]:
        chosen = (None, ["mediation"], ["mediation", "info-doc"])
        return [index.nearest_sentences(v, 5, documents).tolist() for v in vectors for documents in chosen]

    return run


@pytest.fixture
def opened(lasting: Settings, server: ChromaServer) -> Iterator[Index]:
    """The lasting index, open."""
    with closing(Index.open(lasting.index, lasting.vector_server())) as index:
        yield index


@pytest.fixture
def own(small_corpus: MakeCorpus, build: Build, settings: Settings) -> Iterator[Index]:
    """The index of the test's own, open."""
    small_corpus()
    build()
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        yield index


def store_of(index: Index) -> ServerStore:
    assert isinstance(index.vectors, ServerStore)
    return index.vectors


def test_the_same_sentences_are_found_as_with_files(
    opened: Index, lasting: Settings, encoder: SentenceEncoder, ask: Ask, tmp_path: Path
) -> None:
    apart = lasting.in_files().model_copy(update={"index": tmp_path / "in-files"})
    pipeline.build(apart.corpus, apart.index, apart, encoder=encoder)
    with closing(Index.open(apart.index)) as in_files:
        assert ask(opened) == ask(in_files)
        assert opened.vectors.ids() == in_files.vectors.ids() == set(range(opened.manifest.sentences))
    assert opened.manifest.vectors == VECTORS_ON_SERVER
    assert not (opened.folder / "chroma").exists()
    names = [path.read_bytes() for path in opened.folder.rglob("*.json")]
    assert not any(b"127.0.0.1" in text or str(lasting.chroma_port).encode() in text for text in names)


def test_a_changed_document_leaves_nothing_of_its_old_text_in_the_live_collection(
    small_corpus: MakeCorpus, build: Build, settings: Settings, server: ChromaServer
) -> None:
    for sentence in (OLD, NEW):
        small_corpus(also={"mediation.md": MEDIATION.format(sentence)})
        build()
    live = live_generation(settings.index).name
    vectors = server.collections(settings.index)
    assert len(vectors) == len(publishing.generations(settings.index)) == 2
    with closing(Index.open(settings.index, settings.vector_server())) as opened:
        own = opened.sentence_vectors
        assert {s.text for p in opened.passages for s in p.sentences}.isdisjoint({OLD})
    same = [name for name, kept in vectors.items() if np.allclose(kept, own, atol=1e-5)]
    assert same == [f"sentences-{live}"]
    assert pipeline.forget(settings.index, settings.vector_server())
    assert list(server.collections(settings.index)) == [f"sentences-{live}"]


def test_the_server_is_given_no_text(
    small_corpus: MakeCorpus, build: Build, settings: Settings, server: ChromaServer
) -> None:
    small_corpus()
    build()
    assert server.collections(settings.index)
    assert server.texts(settings.index) == []


def test_a_removed_document_is_proved_to_be_gone_from_the_server(
    small_corpus: MakeCorpus, build: Build, settings: Settings
) -> None:
    folder = small_corpus()
    build()
    with closing(Index.open(settings.index, settings.vector_server())) as before:
        passages = before.passages_of("mediation")
        assert traces_of(before, "mediation", passages).vectors == len(
            [s for p in passages for s in p.sentences]
        )
    (folder / "documents" / "mediation.md").unlink()
    build()
    with closing(Index.open(settings.index, settings.vector_server())) as after:
        assert traces_of(after, "mediation", passages).is_gone


def test_two_indexes_share_a_server_and_each_removes_its_own_alone(
    small_corpus: MakeCorpus, build: Build, settings: Settings, encoder: SentenceEncoder, server: ChromaServer
) -> None:
    small_corpus()
    other = settings.model_copy(update={"index": settings.index.with_name("other")})
    pipeline.build(other.corpus, other.index, other, encoder=encoder)
    kept = server.collections(other.index)
    for sentence in (OLD, NEW, OLD):
        small_corpus(also={"mediation.md": MEDIATION.format(sentence)})
        build()
    names = {f"sentences-{name}" for name in publishing.generations(settings.index)}
    assert server.collections(settings.index).keys() == names
    assert server.collections(other.index) == kept
    assert len(kept) == 1
    check_generation(live_generation(other.index), server=server.address)


def test_what_a_killed_build_sent_is_removed_by_the_next(
    own: Index, small_corpus: MakeCorpus, build: Build, settings: Settings, server: ChromaServer, ask: Ask
) -> None:
    before, (live,) = ask(own), server.collections(settings.index)
    small_corpus(also={"mediation.md": MEDIATION.format(NEW)})
    values = {name: str(getattr(settings, name)) for name in ("index", "corpus", "data", "cache")}
    code = KILLED.replace("{values}", repr({**values, "embedding_model": "embedded", **server.settings}))
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ, timeout=900, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(server.collections(settings.index)) == 2
    assert live_generation(settings.index) == own.folder
    assert ask(own) == before
    small_corpus()
    assert build().unchanged
    assert list(server.collections(settings.index)) == [live]


def test_a_server_that_stops_is_done_without_and_used_again_when_it_is_back(
    opened: Index, server: ChromaServer, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    store = store_of(opened)
    store.clock = lambda: now[0]
    before = ask(opened)
    server.stop()
    with caplog.at_level(logging.WARNING, logger="assistant"):
        assert ask(opened) == before
    assert len(caplog.records) == 1
    assert "Le serveur Chroma ne répond pas" in caplog.text
    server.start()
    with pytest.raises(VectorServerError):
        store.nearest(opened.sentence_vectors[0], 1)
    now[0] = PAUSE + 1
    assert store.nearest(opened.sentence_vectors[0], 1).tolist() == [0]
    assert ask(opened) == before
    assert len(caplog.records) == 1


def test_a_server_that_hangs_is_not_waited_for(
    opened: Index, server: ChromaServer, ask: Ask, lasting: Settings
) -> None:
    before = ask(opened)
    server.hang()
    with closing(Index.open(lasting.index, lasting.vector_server())) as unasked:
        for index in (opened, unasked):
            assert ask(index) == before
    server.start()
    assert store_of(opened).probe() == opened.manifest.sentences


def test_a_collection_that_is_lost_is_done_without_and_made_again_by_the_next_build(
    own: Index,
    server: ChromaServer,
    build: Build,
    ask: Ask,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before, (name,) = ask(own), server.collections(settings.index)
    with connected_to(server.address) as client:
        client.delete_collection(name)
    with caplog.at_level(logging.WARNING, logger="assistant"):
        assert ask(own) == before
    assert "python -m ingest build" in caplog.text
    with pytest.raises(VectorServerError, match="n’a pas tous les vecteurs"):
        check_generation(own.folder, server=server.address)
    assert not build().unchanged
    check_generation(live_generation(own.folder.parent), server=server.address)


def test_a_collection_that_lacks_vectors_is_not_used(
    own: Index, server: ChromaServer, ask: Ask, settings: Settings
) -> None:
    before, (name,) = ask(own), server.collections(settings.index)
    with connected_to(server.address) as client:
        client.get_collection(name, embedding_function=None).delete(ids=["0"])
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        assert ask(index) == before
        with pytest.raises(VectorServerError, match="n’a pas tous les vecteurs"):
            index.vectors.probe()


@pytest.fixture
def stranger() -> Iterator[int]:
    """The port of a web server that is no Chroma."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<h1>Bonjour</h1>"
            self.send_response(200 if "heartbeat" in self.path else 502)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *arguments: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("wrong", ["nobody", "stranger", "stopped", "plain"])
def test_a_build_that_cannot_reach_its_server_says_so_and_the_old_index_stays(
    opened: Index,
    lasting: Settings,
    server: ChromaServer,
    stranger: int,
    encoder: SentenceEncoder,
    ask: Ask,
    wrong: str,
) -> None:
    before = ask(opened)
    port = {"nobody": free_port(), "stranger": stranger}.get(wrong, server.port)
    if wrong == "stopped":
        server.stop()
    elsewhere = lasting.model_copy(update={"chroma_port": port, "chroma_ssl": wrong == "plain"})
    with pytest.raises(IngestError, match=r"Le serveur Chroma ne répond pas .* L’ancien index reste"):
        pipeline.build(lasting.corpus, lasting.index, elsewhere, force=True, encoder=encoder)
    assert live_generation(lasting.index) == opened.folder
    with closing(Index.open(lasting.index, elsewhere.vector_server())) as index:
        assert ask(index) == before


@pytest.mark.parametrize("last", [EMBEDDING, INDEXING])
def test_a_server_that_stops_during_a_build_leaves_the_old_index(
    opened: Index, lasting: Settings, server: ChromaServer, encoder: SentenceEncoder, last: str
) -> None:
    def progress(stage: str, done: int, total: int) -> None:
        if stage == last:
            server.stop()

    before = server.collections(lasting.index)
    with pytest.raises(IngestError, match=r"ancien (index )?reste en service"):
        pipeline.build(lasting.corpus, lasting.index, lasting, force=True, progress=progress, encoder=encoder)
    assert live_generation(lasting.index) == opened.folder
    assert [p.name for p in lasting.index.glob(".building-*")] == []
    server.start()
    assert pipeline.build(lasting.corpus, lasting.index, lasting, encoder=encoder).unchanged
    assert server.collections(lasting.index) == before


def test_an_index_goes_from_files_to_a_server_and_back(
    small_corpus: MakeCorpus, build: Build, settings: Settings, encoder: SentenceEncoder, ask: Ask
) -> None:
    small_corpus()
    in_files = settings.in_files()
    first = pipeline.build(settings.corpus, settings.index, in_files, encoder=encoder)
    assert first.manifest.vectors == "files"
    moved = build()
    assert moved.manifest.vectors == VECTORS_ON_SERVER
    assert build().unchanged
    with pytest.raises(IndexMismatchError, match="ASSISTANT_CHROMA_HOST"):
        Index.open(settings.index)
    pipeline.rollback(settings.index, None, settings.vector_server())
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        found = ask(index)
    pipeline.rollback(settings.index, moved.manifest.generation, settings.vector_server())
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        assert ask(index) == found
    assert not pipeline.build(settings.corpus, settings.index, in_files, encoder=encoder).unchanged
    Index.open(settings.index).close()


def test_an_old_manifest_says_that_the_vectors_are_in_files(opened: Index, tmp_path: Path) -> None:
    values = json.loads((opened.folder / "manifest.json").read_text(encoding="utf-8"))
    del values["vectors"]
    (tmp_path / "manifest.json").write_text(json.dumps(values), encoding="utf-8")
    assert read_manifest(tmp_path).vectors == "files"


def test_the_state_and_the_health_say_where_the_vectors_are_and_whether_the_server_answers(
    opened: Index, lasting: Settings, server: ChromaServer, encoder: SentenceEncoder
) -> None:
    def told() -> tuple[str, HealthState, bool]:
        health = check_health(lasting, encoder=lambda: encoder)
        state = next(check.state for check in health.checks if check.name == "vectors")
        return (
            "\n".join(display.state(index_status(lasting.index, lasting.vector_server()))),
            state,
            health.healthy,
        )

    manifest, quotes = pipeline.verify(lasting.index, lasting)
    assert "Base vectorielle : sur un serveur Chroma" in display.soundness(manifest, quotes)
    text, state, healthy = told()
    assert "Base vectorielle : sur un serveur Chroma\n" in text
    assert (state, healthy) == (HealthState.OK, True)
    assert "ne répond pas" not in text
    server.stop()
    text, state, healthy = told()
    assert "Base vectorielle : sur un serveur Chroma\n  - Le serveur Chroma ne répond pas" in text
    assert (state, healthy) == (HealthState.WARNING, True)
    with pytest.raises(VectorServerError):
        pipeline.verify(lasting.index, lasting)


@pytest.mark.parametrize("host", ["http://127.0.0.1", "127.0.0.1/x", "un hôte"])
def test_a_host_that_is_no_name_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_HOST", host)
    load_settings.cache_clear()
    with pytest.raises(SettingsError, match="ASSISTANT_CHROMA_HOST"):
        load_settings()
    load_settings.cache_clear()


def test_a_closed_index_still_compares_its_sentences(opened: Index, ask: Ask) -> None:
    before = ask(opened)
    opened.close()
    assert ask(opened) == before
    assert np.isfinite(opened.sentence_vectors).all()


def test_a_server_that_tells_nonsense_changes_no_citation(
    own: Index, server: ChromaServer, settings: Settings, encoder: SentenceEncoder
) -> None:
    (name,) = server.collections(settings.index)
    with connected_to(server.address) as client:
        collection = client.get_collection(name, embedding_function=None)
        count = own.manifest.sentences
        collection.delete(ids=[str(n) for n in range(count)])
        collection.add(
            ids=[str(n) for n in range(count, 2 * count)],
            embeddings=np.asarray(own.sentence_vectors),
            documents=["Un médiateur décide de tout."] * count,
        )
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        assert index.vectors.probe() == count
        answer = Assistant(index, encoder, settings).ask(QUESTIONS[0])
        assert answer.citations
        assert "décide" not in " ".join(s.text for s in answer.sentences)
        for citation in answer.citations:
            assert citation.quote in " ".join(index.page_text(citation.document, citation.page).split())
