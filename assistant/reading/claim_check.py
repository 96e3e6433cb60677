"""The verdict of one sentence against the passages that it cites.

First rules: every number, date, address, link, name and acronym must stand in the passages (``facts``),
and negation, status and obligation may not turn round (``polarity``). Then a logistic regression on how
well the words find their like (``alignment``), fitted by ``python -m evals fit-claims`` and kept in
``fitted/claims.json`` with its figures. An NLI cross-encoder may take the place of the regression
(``entailment``); the rules hold all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np

from assistant.embedding import Array, SentenceEncoder, TokenVectors
from assistant.fitted import CLAIMS, Logistic, load_fitted, unreadable
from assistant.language import Glossary, is_known, split_sentences, stem_set
from assistant.reading.alignment import Alignment, Encoded, best_first, measure
from assistant.reading.facts import Fact, missing_facts
from assistant.reading.polarity import denied, flipped, opposed, status_changed, strengthened

_COMMAND = "python -m evals fit-claims FICHIER --contradictions FICHIER"
WINDOW = 3
"""Sentences of the cited passages that a claim may draw on."""
_CLOSEST = 2
_SHORTEST_WORD = 4
_FAMILY = 5
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage as the checker reads it.

    Attributes:
        sentences: in reading order, a list item with the line that introduces it.
        context: title, date and headings: names and dates may come from there.
    """

    sentences: tuple[str, ...]
    context: str = ""

    @classmethod
    def from_text(cls, text: str) -> Cited:
        """A passage of plain text."""
        return cls(tuple(split_sentences(text)) or (text,))


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """What the checker found.

    Attributes:
        score: in [0, 1]; below the threshold whenever a rule is broken.
        problems: the rules that are broken, in French, for staff and for the model's second try.
        support: (passage, sentence) numbers of the sentences it rests on, best first.
    """

    supported: bool
    score: float
    problems: tuple[str, ...] = ()
    support: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a claim is judged by.

    Attributes:
        window: the sentences that it may draw on, best first; ``support`` says where they stand.
    """

    alignment: Alignment
    problems: tuple[str, ...]
    window: tuple[str, ...]
    support: tuple[tuple[int, int], ...]


class Checker(Protocol):
    """What can tell whether passages support a sentence."""

    def check(self, claim: str, cited: Sequence[Cited]) -> ClaimVerdict:
        """The verdict of one sentence against the passages that it cites."""


class Entailment(Protocol):
    """What can tell how likely a premise entails a claim."""

    threshold: float

    def entails(self, premise: str, claim: str) -> float:
        """Probability in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Support:
    """How well a window supports a claim, and from which score it does.

    Attributes:
        threshold: score from which a sentence is supported.
    """

    logistic: Logistic
    threshold: float

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """One of the regressions of ``fitted/claims.json``."""
        return cls(Logistic.from_json(values), float(values["threshold"]))

    def score(self, alignment: Alignment) -> float:
        """Probability, in [0, 1], that the window supports the claim."""
        return self.logistic.probability(alignment.values())


@dataclass(frozen=True)
class Fitted:
    """What ``fitted/claims.json`` holds for the checker.

    Attributes:
        full: for encoded texts; lexical: without vectors.
        centre, token_centre: mean vectors that are taken off before cosines, shape (d,).
    """

    full: Support
    lexical: Support
    centre: Array
    token_centre: Array


class TextEncoder:
    """Texts with centred vectors, each remembered.

    Args:
        encoder: ``None`` gives texts without vectors.
    """

    def __init__(self, encoder: SentenceEncoder | None, centre: Array, token_centre: Array) -> None:
        self._encoder = encoder
        self._centre, self._token_centre = centre, token_centre
        self._known: dict[str, Encoded] = {}

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """The texts encoded, in their order."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = [t for t in dict.fromkeys(texts) if t not in self._known]
        if new and self._encoder is None:
            self._known.update((t, Encoded(t)) for t in new)
        elif new and self._encoder is not None:
            vectors, tokens = self._encoder.encode_tokens(new, kind="query")
            for text, vector, own in zip(new, vectors, tokens, strict=True):
                centred = TokenVectors(_unit(own.vectors - self._token_centre), own.spans)
                self._known[text] = Encoded(text, _unit(vector - self._centre), centred)
        return [self._known[t] for t in texts]


def _unit(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


class GroundingChecker:
    """The project's own checker: rules, then a fitted regression or an NLI model.

    Args:
        encoder: ``None``: words alone are compared.
        fitted: in place of the file, which is refused with another encoder than it was fitted with.

    Raises:
        SettingsError: the fitted file cannot be used.
    """

    def __init__(
        self,
        encoder: SentenceEncoder | None,
        glossary: Glossary = Glossary(),
        fitted: Fitted | None = None,
        entailment: Entailment | None = None,
    ) -> None:
        fitted = fitted or load_claims_model(encoder.name if encoder else None)
        self.support = fitted.full if encoder else fitted.lexical
        self.texts = TextEncoder(encoder, fitted.centre, fitted.token_centre)
        self.glossary = glossary
        self.entailment = entailment

    def check(self, claim: str, cited: Sequence[Cited]) -> ClaimVerdict:
        """The verdict of one sentence against the passages that it cites.

        A sentence with a fact or a word that no cited passage has is stopped before any text is encoded.
        """
        whole = [text for c in cited for text in (c.context, *c.sentences)]
        absent = [_absent(fact) for fact in missing_facts(claim, whole, self.glossary)]
        absent += [_unknown(word) for word in unknown_words(claim, whole)]
        return ClaimVerdict(False, 0.0, tuple(absent)) if absent else self.judge(claim, cited)

    def judge(self, claim: str, cited: Sequence[Cited]) -> ClaimVerdict:
        """As ``check``, always with a score that can be compared: for measures."""
        seen = self.look(claim, cited)
        if seen is None:
            return ClaimVerdict(False, 0.0, ("aucun passage cité",))
        score = self._score(claim, seen)
        if seen.problems:
            score = min(score * self.threshold, self.threshold * 0.999)
        supported = not seen.problems and score >= self.threshold
        return ClaimVerdict(supported, score, seen.problems, seen.support)

    def look(self, claim: str, cited: Sequence[Cited]) -> Look | None:
        """What there is to judge by; ``None`` when nothing is cited."""
        places = [(p, s) for p, passage in enumerate(cited) for s in range(len(passage.sentences))]
        if not places:
            return None
        own, *sentences = self.texts.encode([claim, *(cited[p].sentences[s] for p, s in places)])
        best = best_first(own, sentences)[:WINDOW]
        window = [sentences[i] for i in best]
        texts = tuple(s.text for s in window)
        context = [c.context for c in cited if c.context]
        problems = broken_rules(claim, texts, context, self.glossary)
        return Look(measure(own, window), tuple(problems), texts, tuple(places[i] for i in best))

    def _score(self, claim: str, seen: Look) -> float:
        if self.entailment is None:
            return self.support.score(seen.alignment)
        return self.entailment.entails(" ".join(seen.window), claim)

    @property
    def threshold(self) -> float:
        """Score from which a sentence is supported."""
        return self.support.threshold if self.entailment is None else self.entailment.threshold


def broken_rules(claim: str, window: Sequence[str], context: Sequence[str], glossary: Glossary) -> list[str]:
    """The rules that a claim breaks, in French; empty when it breaks none.

    Args:
        window: the sentences it may draw on, best first.
        context: titles and headings of the passages.
    """
    closest = window[:_CLOSEST]
    problems = [_absent(fact) for fact in missing_facts(claim, [*window, *context], glossary)]
    problems += [_unknown(word) for word in unknown_words(claim, [*window, *context])]
    problems += [f"négation inversée autour de « {stem}… »" for stem in flipped(claim, closest)[:1]]
    problems += [f"contraire de ce que dit le passage : « {stem}… »" for stem in opposed(claim, closest)[:1]]
    problems += [f"statut « {name} » absent du passage" for name in status_changed(claim, window)]
    if "obligation" in strengthened(claim, window):
        problems.append("obligation absente du passage")
    if denied(claim, window[:1]):
        problems.append("démenti d’un côté, affirmation de l’autre")
    return problems


def unknown_words(claim: str, passages: Sequence[str]) -> list[str]:
    """The words of a claim that neither the language nor the passages have, in any form of one family."""
    held = {stem[:_FAMILY] for stem in stem_set(" ".join(passages))}
    return [
        w.text
        for w in Encoded(claim).words
        if len(w.text) >= _SHORTEST_WORD
        and w.text.isalpha()
        and w.stem[:_FAMILY] not in held
        and not is_known(w.text)
    ]


def _unknown(word: str) -> str:
    return f"mot inconnu « {word} »"


def _absent(fact: Fact) -> str:
    return f"{fact.kind} « {fact.text} » absent du passage"


@lru_cache(maxsize=4)
def load_claims_model(embedding_model: str | None, path: Path = CLAIMS) -> Fitted:
    """The checker that was fitted with an embedding model; ``None``: on words alone.

    Raises:
        SettingsError: the file is missing, or was fitted with another model or on other features.
    """
    values = load_fitted(path, features=Alignment.names(), embedding_model=embedding_model, command=_COMMAND)
    try:
        return Fitted(
            Support.from_json(values["full"]),
            Support.from_json(values["lexical"]),
            np.array(values["centre"], np.float32),
            np.array(values["token_centre"], np.float32),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable(path, _COMMAND) from error
