"""Answers in the words of a language model, each sentence checked before it is shown."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.writing.language_model import (
        Budget,
        Call,
        LanguageModel,
        ModelCallError,
        Prompt,
        load_language_model,
    )
    from assistant.writing.prompts import NO_ANSWER
    from assistant.writing.rewriting import rewritten
    from assistant.writing.writer import PASSAGES, Material, Written, load_writer
else:
    __getattr__ = names_of(
        __name__,
        {
            "language_model": (
                "Budget",
                "Call",
                "LanguageModel",
                "ModelCallError",
                "Prompt",
                "load_language_model",
            ),
            "prompts": ("NO_ANSWER",),
            "rewriting": ("rewritten",),
            "writer": (
                "Material",
                "PASSAGES",
                "Written",
                "load_writer",
            ),
        },
    )

__all__ = [
    "NO_ANSWER",
    "PASSAGES",
    "Budget",
    "Call",
    "LanguageModel",
    "Material",
    "ModelCallError",
    "Prompt",
    "Written",
    "load_language_model",
    "load_writer",
    "rewritten",
]
