"""The embedded model on ONNX Runtime; test_embeddings.py compares its vectors with those of others."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import unpack_model
from assistant.embedding.bert import BertNetwork, load_bert
from assistant.errors import ModelError

WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    return unpack_model(request.config.cache.mkdir("embedding-model"))


@pytest.fixture(scope="module")
def network(folder: Path) -> BertNetwork:
    return BertNetwork(folder)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """The folder with weights of its own, empty so far."""
    shutil.copytree(folder, tmp_path / "model", ignore=shutil.ignore_patterns(WEIGHTS))
    return tmp_path / "model"


def test_a_text_has_the_same_vectors_alone_and_padded(network: BertNetwork):
    ids = np.array([[0, 41, 1019, 7, 2], [0, 93, 2, 1, 1]])
    mask = (ids != 1).astype(np.int64)
    pooled, tokens = network(ids, mask)
    alone, alone_tokens = network(ids[1:, :3], mask[1:, :3])
    np.testing.assert_allclose(pooled[1:], alone, atol=1e-5)
    np.testing.assert_allclose(tokens[1:, :3], alone_tokens, atol=1e-5)


def test_pooled_vector_is_the_mean_of_the_tokens(network: BertNetwork):
    ids = np.array([[0, 41, 1019, 7, 2]])
    pooled, tokens = network(ids, np.ones_like(ids))
    np.testing.assert_allclose(pooled, tokens.mean(1), atol=1e-5)


def described(folder: Path) -> tuple[dict[str, object], bytes]:
    """The header of the weights, and as much of what follows as a test writes again."""
    with (folder / WEIGHTS).open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        return header, file.read(4096)


def write_header(path: Path, header: object, rest: bytes) -> None:
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + rest)


def test_weights_cut_short_are_one_sentence(folder: Path, copied: Path):
    write_header(copied / WEIGHTS, *described(folder))
    with pytest.raises(ModelError, match="est endommagé"):
        load_bert(copied)


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"\xff" * 4096, b"\4\0\0\0\0\0\0\0null"])
def test_weights_of_something_else_are_one_sentence(copied: Path, content: bytes):
    (copied / WEIGHTS).write_bytes(content)
    with pytest.raises(ModelError, match="est endommagé"):
        load_bert(copied)


def test_other_numbers_than_32_bits_are_one_sentence(folder: Path, copied: Path):
    header, rest = described(folder)
    halves = {
        k: {**v, "dtype": "F16"} if isinstance(v, dict) and "dtype" in v else v for k, v in header.items()
    }
    write_header(copied / WEIGHTS, halves, rest)
    with pytest.raises(ModelError, match="est endommagé"):
        load_bert(copied)


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"\xff" * 4096])
def test_a_graph_of_something_else_is_one_sentence(folder: Path, copied: Path, content: bytes):
    (copied / WEIGHTS).symlink_to(folder / WEIGHTS)
    (copied / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="est endommagé"):
        load_bert(copied)


def test_missing_weights_are_one_sentence(copied: Path):
    with pytest.raises(ModelError, match="est endommagé"):
        load_bert(copied)


def test_weights_cut_short_under_a_loaded_model_are_one_sentence(folder: Path, copied: Path):
    weights = copied / WEIGHTS
    try:
        shutil.copyfile(folder / WEIGHTS, weights)
        network = BertNetwork(copied)
        ids = np.array([[0, 41, 2]])
        assert np.isfinite(network(ids, np.ones_like(ids))[0]).all()
        with weights.open("r+b") as file:
            file.truncate(4096)
        with pytest.raises(ModelError, match="est endommagé"):
            network(ids, np.ones_like(ids))
    finally:
        weights.unlink()
