"""A generation: what is written agrees, is found, is closed afterwards, and damage to it is seen."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import Array, Kind, TokenVectors
from assistant.errors import IndexDamagedError, IndexMismatchError, ModelError
from assistant.index import Index, quantize
from assistant.types import Document, Passage, Sentence
from ingest.build import Content, Described, EmbeddingCache, write_generation
from ingest.build.generation_check import check_generation, check_quotes

DESCRIBED = Described("g1", "2026-01-01T00:00:00Z", "corpus", "", ())


class FakeEncoder:
    """Random vectors of a few dimensions that depend on the text; counts what it encodes."""

    name = "fake"

    def __init__(self, dimension: int = 8, token_dimension: int = 8) -> None:
        self.shape = (dimension, token_dimension)
        self.encoded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def encode_tokens(self, texts: Sequence[str], *, kind: Kind) -> tuple[Array, list[TokenVectors]]:
        self.encoded.extend(texts)
        drawn = [
            np.random.default_rng(list(text.encode())).normal(size=(3, max(self.shape))) for text in texts
        ]
        vectors = np.stack([_unit(rows[:1, : self.shape[0]])[0] for rows in drawn])
        tokens = [_unit(rows[1:, : self.shape[1]]) for rows in drawn]
        return vectors, [TokenVectors(rows, np.zeros((2, 2), dtype=np.int32)) for rows in tokens]


def _unit(rows: np.ndarray) -> Array:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def content_of(sentences: int, a_passage: int = 4) -> Content:
    texts = [f"La phrase {number} du document." for number in range(sentences)]
    passages = [
        Passage(
            f"d#{start}", "d", (), (), tuple(Sentence(t, t, None) for t in texts[start : start + a_passage])
        )
        for start in range(0, sentences, a_passage)
    ]
    return Content([Document("d", "Titre", "fiche")], passages, {"d": (" ".join(texts),)}, [], {})


Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def make(content: Content, encoder: FakeEncoder | None = None, name: str = "g1") -> Path:
        with closing(EmbeddingCache(tmp_path / "cache.sqlite")) as cache:
            write_generation(tmp_path / name, content, DESCRIBED, encoder or FakeEncoder(), cache)
        return tmp_path / name

    return make


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generation that is copied before it is damaged."""
    folder = tmp_path_factory.mktemp("template")
    with closing(EmbeddingCache(folder / "cache.sqlite")) as cache:
        write_generation(folder / "g1", content_of(300), DESCRIBED, FakeEncoder(), cache)
    return folder / "g1"


@pytest.fixture
def sound(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "g1")


@pytest.fixture
def opened(written: Write) -> Iterator[Index]:
    with closing(Index.open_generation(written(content_of(10)))) as index:
        yield index


def open_files(folder: Path) -> list[str]:
    """Files of a folder that this process holds open."""
    links = [Path("/proc/self/fd", name) for name in os.listdir("/proc/self/fd")]
    targets = [os.readlink(link) for link in links if link.is_symlink()]
    return [target for target in targets if target.startswith(str(folder))]


def files_left_open(folder: Path, seconds: float = 300) -> list[str]:
    """Files of a folder that stay open: Chroma's threads close theirs a moment after the client."""
    end = time.monotonic() + seconds
    while (names := open_files(folder)) and time.monotonic() < end:
        time.sleep(0.01)
    return names


def test_the_manifest_counts_what_was_written(opened):
    m = opened.manifest
    assert (m.documents, m.passages, m.sentences, m.tokens, m.dimension) == (1, 3, 10, 20, 8)


def test_a_sentence_is_nearest_to_its_own_vector(opened):
    assert [int(opened.nearest_sentences(opened.sentence_vectors[n], 1)[0]) for n in range(10)] == list(
        range(10)
    )


def test_the_vectors_of_tokens_are_those_of_the_encoder(opened):
    text = "Titre — La phrase 5 du document."
    _, [tokens] = FakeEncoder().encode_tokens([text], kind="passage")
    start, end = opened.token_offsets[5], opened.token_offsets[6]
    assert np.array_equal(opened.token_vectors[start:end], quantize(tokens.vectors))


def test_the_center_is_the_mean_of_the_token_vectors(opened):
    assert np.allclose(opened.center, opened.token_vectors.mean(axis=0) / 127, atol=1e-6)


def test_a_sentence_that_was_embedded_before_is_not_embedded_again(written):
    written(content_of(10))
    encoder = FakeEncoder()
    written(content_of(12), encoder, name="g2")
    assert encoder.encoded == ["Titre — La phrase 10 du document.", "Titre — La phrase 11 du document."]


def test_more_sentences_than_chroma_takes_at_once_are_all_found(written):
    folder = written(content_of(6_000))
    check_generation(folder)
    with closing(Index.open_generation(folder)) as index:
        assert int(index.nearest_sentences(index.sentence_vectors[5_999], 1)[0]) == 5_999


def test_a_generation_answers_after_its_folder_was_renamed(written, tmp_path):
    folder = written(content_of(300))
    check_generation(folder)
    folder.rename(tmp_path / "renamed")
    check_generation(tmp_path / "renamed")


def test_no_file_stays_open_after_writing_and_checking(written, tmp_path):
    check_generation(written(content_of(300)))
    assert files_left_open(tmp_path) == []


def test_an_index_lets_its_files_go_when_it_is_closed(written):
    folder = written(content_of(300))
    index = Index.open_generation(folder)
    index.nearest_sentences(index.sentence_vectors[0], 1)
    assert any("chroma" in name for name in open_files(folder))
    index.close()
    assert files_left_open(folder / "chroma") == []


@pytest.mark.parametrize("sentences", [1, 2, 90, 110])
def test_an_opened_generation_passes_its_check_as_before(written, sentences):
    folder = written(content_of(sentences))
    for _ in range(2):
        check_generation(folder)


def test_line_separators_inside_a_text_do_not_break_its_passage(written):
    texts = "Un\u2028deux\u0085trois."
    passage = Passage("d#1", "d", (), (texts,), (Sentence(texts, "", None),))
    content = Content([Document("d", "Titre", "fiche")], [passage], {"d": (texts,)}, [], {})
    with closing(Index.open_generation(written(content))) as index:
        assert index.passages == [passage]


def test_a_model_whose_token_vectors_have_another_length_is_refused(written):
    with pytest.raises(ModelError, match="« fake » donne des vecteurs de longueurs différentes"):
        written(content_of(4), FakeEncoder(dimension=4, token_dimension=8))


def test_the_approximate_search_finds_the_true_nearest_sentences_of_the_corpus(corpus_index):
    with closing(Index.open(corpus_index)) as index:
        vectors = np.asarray(index.sentence_vectors)
        shares = []
        for vector in vectors[:: len(vectors) // 50]:
            true = set(np.argsort(-(vectors @ vector), kind="stable")[:100].tolist())
            shares.append(len(true & set(index.nearest_sentences(vector, 100).tolist())) / 100)
    assert np.mean(shares) >= 0.99


def test_no_sentence_is_near_when_no_document_is_allowed(opened):
    assert len(opened.nearest_sentences(opened.sentence_vectors[0], 5, [])) == 0


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def blank(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "documents.json",
        "passages.jsonl",
        "sentences.npy",
        "tokens.npy",
        "offsets.npy",
        "chroma/chroma.sqlite3",
        "chroma/*/link_lists.bin",
        "stems/params.index.json",
        "files.json",
    ],
)
@pytest.mark.parametrize("damage", [cut, blank, Path.unlink])
def test_a_file_that_is_cut_blank_or_missing_is_seen_however_often_it_is_checked(sound, name, damage):
    [path] = sound.glob(name)
    damage(path)
    for _ in range(2):
        with pytest.raises(IndexDamagedError, match=r"L’index est abîmé : .* Reconstruisez-le"):
            check_generation(sound)


def test_a_file_that_was_added_is_seen(sound):
    (sound / "reste.npy").write_bytes(b"0")
    with pytest.raises(IndexDamagedError, match=r"« reste.npy »"):
        check_generation(sound)


@pytest.mark.parametrize("damage", [cut, blank])
def test_a_damaged_vector_base_gives_the_same_error_each_time_it_is_opened(sound, damage):
    damage(sound / "chroma" / "chroma.sqlite3")
    for _ in range(2):
        index = Index.open_generation(sound)
        with pytest.raises(IndexDamagedError, match="« chroma » manque ou ne se lit pas"):
            index.vectors.nearest(index.sentence_vectors[0], 1)
        assert list(index.nearest_sentences(index.sentence_vectors[7], 1)) == [7]


def test_a_vector_base_that_was_only_opened_is_as_it_was_written(sound):
    for _ in range(3):
        with closing(Index.open_generation(sound)) as index:
            index.vectors.nearest(index.sentence_vectors[0], 1)
    check_generation(sound)


def test_a_letter_changed_in_the_vector_base_is_seen(sound):
    path = sound / "chroma" / "chroma.sqlite3"
    written = path.read_bytes()
    assert b"document" in written
    path.write_bytes(written.replace(b"document", b"Document"))
    with pytest.raises(IndexDamagedError, match=r"« chroma\.sqlite3 » manque ou ne se lit pas"):
        check_generation(sound)


def test_a_vector_base_of_another_generation_is_seen(written):
    folder, other = written(content_of(12)), written(content_of(8), name="g2")
    shutil.copy(other / "chroma" / "chroma.sqlite3", folder / "chroma" / "chroma.sqlite3")
    with pytest.raises(IndexDamagedError, match=r"« chroma\.sqlite3 » manque ou ne se lit pas"):
        check_generation(folder)


def test_another_format_is_seen(written):
    folder = written(content_of(4))
    values = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**values, "format": 0}), encoding="utf-8")
    with pytest.raises(IndexMismatchError, match=r"d’un autre format .* Reconstruisez-le"):
        check_generation(folder)


def test_another_model_is_seen(written):
    with pytest.raises(IndexMismatchError, match="le modèle « fake » et le réglage demande « autre »"):
        check_generation(written(content_of(4)), "autre")


def test_quotes_are_counted(written):
    assert check_quotes(written(content_of(10))) == 10


def test_a_quote_that_is_not_on_its_page_is_seen(written):
    content = content_of(4)
    changed = Content(content.documents, content.passages, {"d": ("Un autre texte.",)}, [], {})
    with pytest.raises(
        IndexDamagedError, match=r"« d » n’est pas dans le texte : « La phrase 0 du document. »"
    ):
        check_quotes(written(changed))
