"""The 4-bit archive of the embedded model, and its conversion into a sentence-transformers folder.

The folder has an ONNX graph as well, over the same weights, which is what answers (``bert.py``).

The archive is little-endian: a header, the Unigram tokenizer (pieces and scores), a normalisation map, a
directory of tensors, then the tensors. Matrices are Q4_0 blocks of 32 weights, vectors are float32. The
map equals the normalizers NMT then NFKC on all code points but two (U+FF5E and U+1F23B); these
normalizers are used in its place.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from assistant.embedding.network import Shape

BLOCK_BYTES = 18  # of 32 weights: a float16 scale and 16 bytes of two nibbles
BLOCKS_AT_ONCE = 1 << 18
WEIGHTS, GRAPH = "model.safetensors", "model.onnx"

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies in the archive; ``quantised`` tells Q4_0 from float32."""

    quantised: bool
    elements: int
    offset: int
    size: int


@dataclass(frozen=True)
class Archive:
    """The archive's tables; the tensors themselves stay in ``data``."""

    data: mmap.mmap
    shape: Shape
    pieces: list[tuple[str, float]]
    specials: dict[Literal["bos", "eos", "pad", "unk"], int]
    tensors: dict[str, Tensor]


def convert(source: Path, folder: Path) -> None:
    """Write a checked archive as a sentence-transformers folder, with an ONNX graph of its layers.

    Args:
        source: the archive.
        folder: an existing empty folder; 480 MB are written.

    Raises:
        OSError: the archive cannot be read or the folder cannot be written.
    """
    from assistant.embedding.onnx_graph import write_graph  # onnx takes long to import and is needed once

    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        archive = read_archive(data)
        write_weights(archive, folder / WEIGHTS)
        write_graph(folder / WEIGHTS, folder / GRAPH, archive.shape)
        (folder / "tokenizer.json").write_text(build_tokenizer(archive).to_str(), encoding="utf-8")
        for name, content in _configuration(archive.shape, archive.specials["pad"]).items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


class _Reader:
    """Reads the archive's tables one after the other."""

    def __init__(self, data: mmap.mmap, offset: int) -> None:
        self.data, self.offset = data, offset

    def fields(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.offset)
        self.offset += struct.calcsize(f"<{layout}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.offset).copy()
        self.offset += values.nbytes
        return values

    def take(self, size: int) -> bytes:
        self.offset += size
        return self.data[self.offset - size : self.offset]


def read_archive(data: mmap.mmap) -> Archive:
    """Read the header, the tokenizer and the directory of a checked archive."""
    reader = _Reader(data, offset=8)
    hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon, _block = reader.fields("7ifi")
    count, bos, eos, pad, unk, length = reader.fields("5iQ")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).astype(float).tolist()
    blob = reader.take(length)
    pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
    _count, length = reader.fields("iI")
    reader.take(length)
    return Archive(
        data=data,
        shape=Shape(hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon),
        pieces=list(zip(pieces, scores, strict=True)),
        specials={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        tensors=dict(_directory(reader)),
    )


def _directory(reader: _Reader) -> Iterator[tuple[str, Tensor]]:
    (count,) = reader.fields("i")
    for _ in range(count):
        (length,) = reader.fields("H")
        name = reader.take(length).decode()
        kind, elements, offset, size = reader.fields("BIQQ")
        yield name, Tensor(kind == 1, elements, offset, size)


def weights(archive: Archive, tensor: Tensor) -> Iterator[Array]:
    """The values of a tensor in order, as flat float32 arrays of bounded size."""
    raw = np.frombuffer(archive.data, np.uint8, tensor.size, tensor.offset)
    if not tensor.quantised:
        yield raw.view("<f4")
        return
    blocks = raw.reshape(-1, BLOCK_BYTES)
    for start in range(0, len(blocks), BLOCKS_AT_ONCE):
        yield dequantise(blocks[start : start + BLOCKS_AT_ONCE])


def dequantise(blocks: NDArray[np.uint8]) -> Array:
    """Q4_0 blocks to weights: ``(nibble - 8) × scale``, the low nibbles of a block first.

    Args:
        blocks: (n, 18) bytes, a float16 scale then 16 bytes of two nibbles.

    Returns:
        (32 n,) weights.
    """
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * scales).ravel()


def write_weights(archive: Archive, path: Path) -> None:
    """Write the tensors under BERT's names in the safetensors format, a part at a time.

    The format (https://github.com/huggingface/safetensors) is the length of a JSON header, the header and
    the values. Written here because its library wants all 470 MB in memory at once.
    """
    names = tensor_names(archive.shape)
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for ours, (name, shape) in names.items():
        start, end = end, end + 4 * archive.tensors[ours].elements
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for ours in names:
            for part in weights(archive, archive.tensors[ours]):
                file.write(part.data)


def tensor_names(shape: Shape) -> dict[str, tuple[str, list[int]]]:
    """For each name of the archive, BERT's name and the shape."""
    hidden, wide = shape.hidden, shape.intermediate
    names = {
        "emb.word": ("embeddings.word_embeddings.weight", [shape.vocabulary, hidden]),
        "emb.pos": ("embeddings.position_embeddings.weight", [shape.positions, hidden]),
        "emb.type": ("embeddings.token_type_embeddings.weight", [shape.types, hidden]),
        "emb.ln.w": ("embeddings.LayerNorm.weight", [hidden]),
        "emb.ln.b": ("embeddings.LayerNorm.bias", [hidden]),
    }
    parts = {
        "q": ("attention.self.query", [hidden, hidden]),
        "k": ("attention.self.key", [hidden, hidden]),
        "v": ("attention.self.value", [hidden, hidden]),
        "ao": ("attention.output.dense", [hidden, hidden]),
        "aln": ("attention.output.LayerNorm", [hidden]),
        "fi": ("intermediate.dense", [wide, hidden]),
        "fo": ("output.dense", [hidden, wide]),
        "oln": ("output.LayerNorm", [hidden]),
    }
    for layer in range(shape.layers):
        for ours, (name, size) in parts.items():
            full = f"encoder.layer.{layer}.{name}"
            names[f"l{layer}.{ours}.w"] = (f"{full}.weight", size)
            names[f"l{layer}.{ours}.b"] = (f"{full}.bias", size[:1])
    return names


def build_tokenizer(archive: Archive) -> Tokenizer:
    """XLM-RoBERTa's Unigram tokenizer, with the marks of a sentence's start and end."""
    names = {role: archive.pieces[place][0] for role, place in archive.specials.items()}
    tokenizer = Tokenizer(models.Unigram(archive.pieces, archive.specials["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True, normalized=False) for name in names.values()]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names['bos']} $A {names['eos']}",
        special_tokens=[(names[role], archive.specials[role]) for role in ("bos", "eos")],
    )
    return tokenizer


def _configuration(shape: Shape, pad: int) -> dict[str, Any]:
    """The small files of a sentence-transformers folder: path and JSON content."""
    modules = [
        ("", "sentence_transformers.base.modules.transformer.Transformer"),
        ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
    ]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.intermediate,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": pad,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            # Marks of the tokenizer, which bandit takes for passwords.
            "bos_token": "<s>",  # nosec B105
            "cls_token": "<s>",  # nosec B105
            "eos_token": "</s>",  # nosec B105
            "sep_token": "</s>",  # nosec B105
            "pad_token": "<pad>",  # nosec B105
            "unk_token": "<unk>",  # nosec B105
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": kind}
            for place, (path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
    }
