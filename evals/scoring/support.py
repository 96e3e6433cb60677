"""Whether texts establish a sentence: word for word, or else by the assistant's own checker."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.assistant import Assistant
from assistant.reading import Cited, GroundingChecker
from evals.scoring.grounding import Supports, word_for_word


def support_of(assistant: Assistant) -> Supports:
    """What tells whether texts establish a sentence, with the model and the glossary of an assistant.

    The checker's own errors are measured by ``evals claims``.
    """

    @lru_cache(maxsize=1)
    def checker() -> GroundingChecker:
        return GroundingChecker(assistant.retriever.encoder, assistant.glossary)

    def supports(claim: str, texts: Sequence[str]) -> bool:
        return (
            word_for_word(claim, texts)
            or checker().check(claim, [Cited.from_text(t) for t in texts]).supported
        )

    return supports
