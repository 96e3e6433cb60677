"""The cache of what reading and splitting gave."""

from pathlib import Path

import pytest

from assistant.types import Passage, Sentence
from ingest.build.content_cache import ContentCache, content_key

PASSAGES = (Passage("a#1", "a", (1, 2), ("Titre",), (Sentence("Été.", "Été.", 1, "item", "Liste :"),)),)


@pytest.fixture
def cache(tmp_path: Path) -> ContentCache[tuple[Passage, ...]]:
    return ContentCache(tmp_path, "v1", tuple[Passage, ...])


def test_a_value_is_found_again_as_it_was(cache):
    cache.put("k", PASSAGES)
    assert cache.get("k") == PASSAGES


def test_another_version_finds_nothing(cache, tmp_path):
    cache.put("k", PASSAGES)
    assert ContentCache(tmp_path, "v2", tuple[Passage, ...]).get("k") is None


def test_what_another_version_left_is_removed(cache, tmp_path):
    cache.put("k", PASSAGES)
    ContentCache(tmp_path, "v2", tuple[Passage, ...])
    assert list(tmp_path.rglob("*.json")) == []


@pytest.mark.parametrize("content", [b"", b"[{", b'{"id": 3}', b"\xff\xfe"])
def test_a_damaged_value_counts_as_none(cache, tmp_path, content):
    cache.put("k", PASSAGES)
    (tmp_path / "v1" / "k.json").write_bytes(content)
    assert cache.get("k") is None


def test_a_cache_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "v1").write_text("un fichier à la place du dossier")
    cache = ContentCache(tmp_path, "v1", tuple[Passage, ...])
    cache.put("k", PASSAGES)
    assert cache.get("k") is None


def test_keys_tell_where_a_part_ends():
    assert content_key("ab", "c") != content_key("a", "bc")
