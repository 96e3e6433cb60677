"""Sentences and questions as vectors: the embedded model, and any other of a hub."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.embedding.embedded_model import MODEL_PACKAGE, unpack_model
    from assistant.embedding.encoder import (
        Array,
        Kind,
        LateEncoder,
        SentenceEncoder,
        TokenVectors,
        load_encoder,
        model_name,
    )
    from assistant.embedding.hub import LOADING_ERRORS
    from assistant.embedding.safety import SAFE_WEIGHTS, check_model_folder
else:
    __getattr__ = names_of(
        __name__,
        {
            "embedded_model": (
                "MODEL_PACKAGE",
                "unpack_model",
            ),
            "encoder": (
                "Array",
                "Kind",
                "LateEncoder",
                "SentenceEncoder",
                "TokenVectors",
                "load_encoder",
                "model_name",
            ),
            "hub": ("LOADING_ERRORS",),
            "safety": (
                "SAFE_WEIGHTS",
                "check_model_folder",
            ),
        },
    )

__all__ = [
    "LOADING_ERRORS",
    "MODEL_PACKAGE",
    "SAFE_WEIGHTS",
    "Array",
    "Kind",
    "LateEncoder",
    "SentenceEncoder",
    "TokenVectors",
    "check_model_folder",
    "load_encoder",
    "model_name",
    "unpack_model",
]
