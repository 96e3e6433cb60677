"""The embedding cache: what was put in is found again; a damaged file is lost and nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IngestError
from ingest.build import Embedded, EmbeddingCache
from ingest.build.embedding_cache import cache_file, embedding_key


def embedded(seed: int, tokens: int = 3) -> Embedded:
    rng = np.random.default_rng(seed)
    return rng.random(8, dtype=np.float32), rng.integers(-127, 128, (tokens, 8), dtype=np.int8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "embeddings" / "model.sqlite"


@pytest.fixture
def cache(path: Path) -> Iterator[EmbeddingCache]:
    with closing(EmbeddingCache(path)) as opened:
        yield opened


def test_an_embedding_is_found_again_by_another_process(cache, path):
    vector, tokens = embedded(1)
    cache.put([("Bonjour", (vector, tokens))])
    with closing(EmbeddingCache(path)) as again:
        found = again.get(["Bonjour"])["Bonjour"]
    assert np.array_equal(found[0], vector)
    assert np.array_equal(found[1], tokens)


def test_a_text_that_was_not_put_in_is_not_found(cache):
    cache.put([("Bonjour", embedded(1))])
    assert set(cache.get(["Bonjour", "Bonsoir"])) == {"Bonjour"}


def test_a_text_without_tokens_is_found_again(cache):
    cache.put([("…", embedded(1, tokens=0))])
    assert cache.get(["…"])["…"][1].shape == (0, 8)


def test_more_texts_are_found_than_one_query_takes(cache):
    texts = [f"phrase {number}" for number in range(1_203)]
    cache.put((text, embedded(1)) for text in texts)
    assert set(cache.get(texts)) == set(texts)


def test_a_file_that_is_no_database_is_made_again(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"pas une base de donnees " * 100)
    with closing(EmbeddingCache(path)) as cache:
        cache.put([("Bonjour", embedded(1))])
        assert "Bonjour" in cache.get(["Bonjour"])


def test_a_file_damaged_in_the_middle_is_made_again(path):
    with closing(EmbeddingCache(path)) as cache:
        cache.put((f"phrase {number}", embedded(number, tokens=50)) for number in range(500))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with closing(EmbeddingCache(path)) as cache:
        assert cache.get(["phrase 7"]) == {}
        cache.put([("phrase 7", embedded(7))])
        assert "phrase 7" in cache.get(["phrase 7"])


def test_a_folder_that_cannot_be_made_is_named_with_the_setting(tmp_path):
    (tmp_path / "fichier").write_text("")
    with pytest.raises(IngestError, match=r"fichier.* ne peut pas servir : .*ASSISTANT_CACHE"):
        EmbeddingCache(tmp_path / "fichier" / "model.sqlite")


def test_a_file_of_before_the_check_sums_is_still_good(path):
    with closing(EmbeddingCache(path)) as cache:
        cache.put([("Bonjour", embedded(1))])
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE embedding DROP COLUMN crc")
    for _ in range(2):
        with closing(EmbeddingCache(path)) as cache:
            assert "Bonjour" in cache.get(["Bonjour"])


@pytest.mark.parametrize("column", ["vector", "tokens", "crc"])
def test_a_changed_row_is_not_taken(path, column):
    with closing(EmbeddingCache(path)) as cache:
        cache.put([("Bonjour", embedded(1)), ("Bonsoir", embedded(2))])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE embedding SET {column} = NULL WHERE key = ?", [embedding_key("Bonjour")])
    with closing(EmbeddingCache(path)) as cache:
        assert set(cache.get(["Bonjour", "Bonsoir"])) == {"Bonsoir"}


def test_a_file_that_cannot_be_opened_is_not_removed(tmp_path):
    (tmp_path / "model.sqlite").mkdir()
    with pytest.raises(IngestError, match="impossible à ouvrir"):
        EmbeddingCache(tmp_path / "model.sqlite")
    assert (tmp_path / "model.sqlite").is_dir()


def test_each_model_has_its_own_file(tmp_path):
    assert cache_file(tmp_path, "embedded:e5") != cache_file(tmp_path, "intfloat/e5")
