"""A clock that jumps between builds and while questions are asked; a cache that goes away or is damaged."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import numpy as np
import pytest
from fault_site import FaultSite

from assistant import settings as settings_module
from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder, embedded_model, load_encoder, unpack_model
from assistant.errors import AssistantError, IngestError
from assistant.index import Index
from assistant.settings import Settings
from ingest.build import build, kept_builds, pipeline, rollback
from ingest.build.embedding_cache import cache_file
from ingest.publish import build_lock, past_generations, publishing

YEARS = (2026, 2038, 1999)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder
) -> FaultSite:
    return FaultSite.make(tmp_path_factory.mktemp("clock"), user_settings, encoder)


def clock(moment: datetime) -> type[datetime]:
    """``datetime`` for a module that asks what time it is."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    return Stopped


def test_builds_follow_one_another_whatever_the_clock_says(
    site: FaultSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for year in YEARS:
        monkeypatch.setattr(pipeline, "datetime", clock(datetime(year, 5, 1, 12, tzinfo=UTC)))
        sentence = site.other()
        site.say(sentence)
        site.must_complete(sentence)
        made.append(site.live.name)
        assert site.live.name.startswith(str(year))
    assert past_generations(site.index)[-len(YEARS) :] == made
    assert {m.generation for m in kept_builds(site.index)} >= set(made)
    before = site.other()
    assert rollback(site.index).generation == made[-2]
    site.must_serve(before)


def test_the_lock_names_its_holder_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "datetime", clock(datetime(1970, 1, 1, tzinfo=UTC)))
    with (
        build_lock(tmp_path),
        pytest.raises(IngestError, match=rf"processus {os.getpid()}, depuis 1970"),
        build_lock(tmp_path),
    ):
        pass
    with build_lock(tmp_path):
        pass


def test_nothing_past_is_coming_when_the_clock_jumps_while_questions_are_asked(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    for year in (2015, 2017, 2015, 2013):
        monkeypatch.setattr(settings_module, "datetime", clock(datetime(year, 2, 15, tzinfo=UTC)))
        answer = assistant.ask("Quelles rencontres sont prévues sur le logement ?")
        shown = [(action.id, action.when) for action in answer.actions]
        assert seen.setdefault(year, shown) == shown
    assert any(when in ("à venir", "date à confirmer") for _, when in seen[2015])
    assert not any(when in ("à venir", "en cours") for _, when in seen[2017])


def test_the_model_goes_on_when_its_folder_is_deleted(tmp_path: Path, user_settings: Settings) -> None:
    model = unpack_model(user_settings.cache)
    copy = tmp_path / "cache" / model.name
    shutil.copytree(model, copy, copy_function=_link)
    loaded = load_encoder(user_settings.model_copy(update={"cache": tmp_path / "cache"}))
    before = loaded.encode(["Que fait un médiateur ?"], kind="query")
    shutil.rmtree(tmp_path / "cache")
    assert np.array_equal(loaded.encode(["Que fait un médiateur ?"], kind="query"), before)
    assert loaded.encode(["Une question qui n’a pas encore été posée"], kind="query").shape == before.shape


def zero(path: Path, start: int, length: int) -> None:
    """Writes zeros into a copy of a file that is otherwise shared."""
    own = path.with_name(f"{path.name}-own")
    shutil.copy(path, own)
    with own.open("r+b") as file:
        file.seek(start)
        file.write(bytes(length))
    own.replace(path)


@pytest.mark.parametrize(
    ("name", "start", "length"),
    [
        ("tokenizer.json", 200, 4_000),
        ("model.safetensors", 400_000_000, 60_000_000),
    ],
)
def test_a_damaged_model_is_unpacked_again(
    tmp_path: Path,
    user_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    start: int,
    length: int,
) -> None:
    model = unpack_model(user_settings.cache)
    cache = tmp_path / "cache"
    shutil.copytree(model, cache / model.name, copy_function=_link)
    zero(cache / model.name / name, start, length)
    made = []

    def unpack_again(folder: Path) -> Path:
        if not (cache / model.name).exists():
            made.append(shutil.copytree(model, cache / model.name, copy_function=_link))
        return unpack_model(folder)

    monkeypatch.setattr(embedded_model, "unpack_model", unpack_again)
    loaded = load_encoder(user_settings.model_copy(update={"cache": cache}))
    assert len(made) == 1
    assert embedded_model.is_itself(loaded.encode([embedded_model.PROBE], kind="query")[0])


def _link(source: str, to: str) -> None:
    try:
        os.link(source, to)
    except OSError:  # on another disk
        shutil.copy(source, to)


@pytest.mark.parametrize("stage", ["Lecture", "Plongements", "Index vectoriel"])
def test_a_cache_deleted_during_a_build_costs_time_only(site: FaultSite, stage: str) -> None:
    old, new = site.answer(), f"Un médiateur écoute pendant l’étape {stage}."

    def delete(now: str, done: int, total: int) -> None:
        if now == stage:
            shutil.rmtree(site.settings.cache / "reading", ignore_errors=True)
            shutil.rmtree(site.settings.cache / "embeddings", ignore_errors=True)

    site.say(new)
    try:
        build(site.settings.corpus, site.index, site.settings, encoder=site.encoder, progress=delete)
    except AssistantError:
        site.must_serve(old)
    else:
        site.must_serve(new)
    site.must_complete(new)


def vectors(site: FaultSite) -> "np.ndarray":
    with closing(Index.open(site.index)) as index:
        return np.array(index.sentence_vectors)


def spoil_embeddings(site: FaultSite) -> None:
    with closing(sqlite3.connect(cache_file(site.settings.cache, site.encoder.name))) as cache, cache:
        kept = cache.execute("SELECT key, vector FROM embedding").fetchall()
        wrong = [(np.ascontiguousarray(-np.frombuffer(v, np.float32)).tobytes(), k) for k, v in kept]
        cache.executemany("UPDATE embedding SET vector = ? WHERE key = ?", wrong)


def spoil_readings(site: FaultSite) -> None:
    files = [p for p in (site.settings.cache / "reading").rglob("*.json") if "médiateur" in p.read_text()]
    assert files
    for path in files:
        path.write_text(path.read_text().replace("médiateur", "médisateur"))


def break_embeddings(site: FaultSite) -> None:
    path = cache_file(site.settings.cache, site.encoder.name)
    path.write_bytes(os.urandom(path.stat().st_size))


@pytest.mark.parametrize("spoil", [spoil_embeddings, spoil_readings, break_embeddings])
def test_nothing_damaged_in_the_cache_gets_into_an_index(
    site: FaultSite, spoil: Callable[[FaultSite], None]
) -> None:
    sentence = site.other()
    site.say(sentence)
    site.must_complete(sentence)
    before = vectors(site)
    spoil(site)
    build(site.settings.corpus, site.index, site.settings, encoder=site.encoder, force=True)
    assert np.allclose(vectors(site), before, atol=1e-5)
    site.must_serve(sentence)
