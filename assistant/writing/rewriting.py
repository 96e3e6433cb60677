"""The question on its own after a conversation, by the language model, within what was said.

Rules say first whether the message needs the conversation at all: a question that stands alone is never
sent with it, so that an old subject does not leak into a new one. What the model writes is taken only if it
says nothing that the people of the conversation did not say; the rules' version stands otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assistant.events import emit
from assistant.language import Glossary, content_stems, is_french, is_order, stem_set, visible
from assistant.reading import missing_facts
from assistant.types import Turn, Usage
from assistant.writing.language_model import Budget, Call, LanguageModel, ModelCallError, why
from assistant.writing.prompts import rewrite_prompt

MOST_TURNS = 8
MOST_CHARACTERS = 3_000
_LONGEST_TURN = 600
_LONGEST = 300
_NEW_WORDS = 0.34
_SECONDS = 20.0


def trimmed(history: Sequence[Turn]) -> list[Turn]:
    """The end of a conversation: at most ``MOST_TURNS`` turns and ``MOST_CHARACTERS`` characters."""
    kept: list[Turn] = []
    room = MOST_CHARACTERS
    for turn in reversed(history[-MOST_TURNS:]):
        content = visible(turn.content)[:_LONGEST_TURN]
        room -= len(content)
        if room < 0:
            break
        kept.insert(0, Turn(turn.role, content))
    return kept


def rewritten(
    question: str,
    ruled: str,
    history: Sequence[Turn],
    model: LanguageModel | None,
    glossary: Glossary,
    budget: Budget = Budget(),
) -> tuple[str, Usage]:
    """The question on its own, and what the model used for it.

    Args:
        ruled: what rules make of it.
        budget: of the whole answer; rewriting takes a third of the total at most and leaves the rest.
    """
    turns = trimmed(history)
    if model is None or not turns or not _takes_from_before(question, ruled):
        return ruled, Usage()
    call = Call()
    try:
        deadline = model.clock() + min(_SECONDS, model.settings.llm_total / 3)
        text = model.complete(rewrite_prompt(question, turns), call, min(deadline, budget.deadline))
    except ModelCallError as error:
        emit("model_failure", logging.WARNING, model=model.name, step="rewrite", **why(error))
        return ruled, call.usage
    proposed = visible(text).strip().strip('«»" ').splitlines()
    first = proposed[0].strip() if proposed else ""
    accepted = _acceptable(first, question, ruled, turns, glossary)
    return (first if accepted else ruled), call.usage


def _takes_from_before(question: str, ruled: str) -> bool:
    """Whether the rules added words of the conversation to the whole question.

    « Autre chose : à quelle adresse… » only loses its opening; « à quelle page ? » is the question before:
    neither is for a model.
    """
    asked, found = stem_set(question), stem_set(ruled)
    return bool(found - asked) and asked <= found


def _acceptable(proposed: str, question: str, ruled: str, turns: Sequence[Turn], glossary: Glossary) -> bool:
    """Whether a rewriting is one question, in French, made of what was said, that stands alone."""
    if not proposed or len(proposed) > _LONGEST or is_order(proposed) or not is_french(proposed):
        return False
    said = [question, ruled, *(t.content for t in turns)]
    if missing_facts(proposed, said, glossary):
        return False
    stems = stem_set(proposed)
    known = stem_set(" ".join(said))
    kept = [s for s in content_stems(question) if s in stems]
    new = len(stems - known) / max(1, len(stems))
    alone = bool((stems & known) - stem_set(question))
    return alone and bool(kept or not content_stems(question)) and new <= _NEW_WORDS
