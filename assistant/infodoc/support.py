"""Whether a sentence of a reply is supported by its sources.

One small interface, ``Checker``. ``check_by_words`` needs no model and is strict: an exact quote passes; any
other sentence must take its numbers, its names and nearly all its words from one source, with the same
negations. ``check_by_meaning`` leaves what is no exact quote to the assistant's own checker (``grounding``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.infodoc.draft import CHECKED, Draft, Element, ElementState
from assistant.language import content_stems, fold, squash, stem_set
from assistant.reading import Checker as GroundingCheck
from assistant.reading import Cited

Checker = Callable[[str, Sequence[str]], ElementState]
"""Takes a sentence and the texts of its sources, gives ``citation``, ``appuyé`` or ``sans source``."""

LEAST_COVERAGE = 0.8
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NAME = re.compile(r"(?<![.?!»] )(?<!^)\b[A-ZÉÈÀÎ][\w’'-]*\w")
_PARTS = re.compile(r"(?<=[.!?;])\s|\n")
_NEGATION = re.compile(r"\b(?:ne|n|pas|non|jamais|aucune?|sans|ni|sauf|interdit\w*)\b")


def check_by_words(sentence: str, sources: Sequence[str]) -> ElementState:
    """The check that needs no model."""
    letters = squash(sentence)
    whole = (part for source in sources for part in (source, *_PARTS.split(source)))
    if letters and any(letters == squash(part) for part in whole):
        return "citation"
    if any(_follows(sentence, source) for source in sources):
        return "appuyé"
    return "sans source"


def check_by_meaning(checker: GroundingCheck) -> Checker:
    """The check that an edited sentence gets when the model is there."""

    def check(sentence: str, sources: Sequence[str]) -> ElementState:
        if not sources or check_by_words(sentence, sources) == "citation":
            return check_by_words(sentence, sources)
        verdict = checker.check(sentence, [Cited.from_text(source) for source in sources])
        return "appuyé" if verdict.supported else "sans source"

    return check


def _follows(sentence: str, source: str) -> bool:
    stems = set(content_stems(sentence))
    if not stems:
        return False
    held = stem_set(source)
    numbers = set(_NUMBER.findall(sentence)) <= set(_NUMBER.findall(source))
    names = all(stem_set(name) <= held for name in _NAME.findall(sentence))
    covered = len(stems & held) / len(stems) >= LEAST_COVERAGE
    return numbers and names and covered and _same_negations(sentence, source)


def _same_negations(sentence: str, source: str) -> bool:
    """A sentence that denies needs a source that does; the sentences of a source are read one by one."""
    denied = bool(_NEGATION.search(fold(sentence)))
    stems = stem_set(sentence)
    nearest = max(_PARTS.split(source), key=lambda part: len(stem_set(part) & stems))
    return denied == bool(_NEGATION.search(fold(nearest)))


def checked_element(draft: Draft, element: Element, check: Checker = check_by_words) -> Element:
    """An element with its state, after it was written or its sources changed."""
    if element.section not in CHECKED or element.heading:
        return replace(element, state="libre")
    sources = [draft.source(n) for n in element.sources]
    texts = [text for s in sources for text in (s.quote, s.passage) if text]
    return replace(element, state=check(element.text, texts))
