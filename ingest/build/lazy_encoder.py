"""The encoder that is loaded when there is something to encode: a build of known texts needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from assistant.embedding import Array, Kind, SentenceEncoder, TokenVectors, load_encoder, model_name
from assistant.settings import Settings


class Encoder(Protocol):
    """What a build needs of an encoder."""

    @property
    def name(self) -> str:
        """What the index records."""

    def count_tokens(self, text: str) -> int:
        """The number of tokens of a text."""

    def encode_tokens(self, texts: Sequence[str], *, kind: Kind) -> tuple[Array, list[TokenVectors]]:
        """Text vectors (n, d), and the token vectors of each text."""


class LazyEncoder:
    """The model that the settings name.

    Attributes:
        name: known without the model.
    """

    def __init__(self, settings: Settings) -> None:
        self.name = model_name(settings)
        self._settings = settings

    @cached_property
    def _loaded(self) -> SentenceEncoder:
        return load_encoder(self._settings)

    def count_tokens(self, text: str) -> int:
        """The number of tokens of a text, without special tokens and prompt."""
        return self._loaded.count_tokens(text)

    def encode_tokens(self, texts: Sequence[str], *, kind: Kind) -> tuple[Array, list[TokenVectors]]:
        """Text vectors (n, d), and the token vectors of each text.

        Raises:
            ModelError: the model cannot be unpacked, found or loaded.
        """
        return self._loaded.encode_tokens(texts, kind=kind)
