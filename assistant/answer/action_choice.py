"""Which actions of the programme an answer points to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.index import Floats, Index
from assistant.language import squash
from assistant.programme import (
    Programme,
    ScoredAction,
    Vocabulary,
    action_card,
    asks_for_everything,
    is_over,
    is_short,
    is_upcoming,
    latest_programme,
    search_actions,
    theme_in,
)
from assistant.question import Asks, Question
from assistant.reading import Answering
from assistant.types import Action, Answer

ENOUGH = 0.45
"""Share of the question's weight of words from which an action is what was asked for."""
RELATED = 0.55
_NEAR_BEST = 0.6
_MOST = 12
_MOST_PAST = 3
_MOST_RELATED = 4
_ON_TOPIC = 0.6
_OUTSTANDING = 2.3
"""Standard deviations above the mean similarity of the actions, from which one stands out."""
_NEAR_OUTSTANDING = 0.5
_FEWEST_TO_COMPARE = 8


@dataclass(frozen=True, slots=True)
class ChosenActions:
    """The actions chosen, best first.

    Attributes:
        score: of the best, in [0, 1].
        over: the programme that is over, when only what is coming was asked and nothing is; the actions are
            those of it that the question describes, then.
        missing_year: a year that is asked for and that no programme of the corpus covers.
        found: how many actions were good enough: an answer shows only so many.
    """

    actions: tuple[Action, ...] = ()
    score: float = 0.0
    over: Programme | None = None
    missing_year: str | None = None
    found: int = 0

    @property
    def settled(self) -> bool:
        """Whether there is nothing more to look for."""
        return bool(self.actions or self.missing_year or self.over)


def asked_actions(
    question: Question,
    wording: str,
    programmes: Sequence[Programme],
    vocabulary: Vocabulary,
    today: date,
    *,
    by_meaning: Callable[[Sequence[Programme]], list[Action]] = lambda _: [],
) -> ChosenActions:
    """The actions that a question about actions asks for.

    Args:
        wording: the question, or the question with other wordings of it.
        by_meaning: finds the actions that are near in meaning, when no word is found in them.
    """
    years = set(question.years)
    coming = wants_what_is_coming(question)
    covered = [p for p in programmes if not years or str(p.year) in years]
    if years and not covered:
        return ChosenActions(missing_year=min(years))
    last = latest_programme(covered)
    found = _named_theme(wording, covered, vocabulary) or _matching(wording, covered, vocabulary)
    best = found[0].score if found else 0.0
    if coming and last is not None and is_over(last, today):
        described = [] if asks_for_everything(wording, vocabulary) else _good(found)
        return ChosenActions(tuple(described[:_MOST_PAST]), best, over=last)
    kept = _good(found) if best >= ENOUGH else by_meaning(covered)
    if coming:
        kept = [a for a in kept if is_upcoming(a, today)]
    return ChosenActions(tuple(kept[:_MOST]), best, found=len(kept))


def _good(found: Sequence[ScoredAction]) -> list[Action]:
    """The actions that are good enough, and not far below the best."""
    floor = max([ENOUGH, *(_NEAR_BEST * s.score for s in found[:1])])
    return [s.action for s in found if s.score >= floor]


def wants_what_is_coming(question: Question) -> bool:
    """Whether only what is still to come answers; a question that names a year asks about that year."""
    return question.wants(Asks.COMING) and not question.years


@dataclass(frozen=True, slots=True)
class Related:
    """Adds to an answer the actions still to come that are close to what it is about.

    Attributes:
        programmes: the programmes as they are now.
    """

    programmes: Callable[[], Sequence[Programme]]
    vocabulary: Vocabulary

    def __call__(self, state: Answering, answer: Answer) -> Answer:
        """The answer with its actions."""
        found = [
            s
            for s in search_actions(self.programmes(), self.vocabulary, text=state.question.text)
            if s.score >= RELATED
        ]
        coming = [s.action for s in found if is_upcoming(s.action, state.today)][:_MOST_RELATED]
        return replace(answer, actions=tuple(action_card(a, state.today) for a in coming))


def _named_theme(wording: str, programmes: Sequence[Programme], vocabulary: Vocabulary) -> list[ScoredAction]:
    theme = theme_in(programmes, wording)
    return search_actions(programmes, vocabulary, theme=theme) if theme else []


def _matching(wording: str, programmes: Sequence[Programme], vocabulary: Vocabulary) -> list[ScoredAction]:
    """Actions of the formats that the question names, else of any; best first.

    An action whose topic or public is named is what was asked for, even when it says it in other words.
    """
    formats = sorted(vocabulary.formats_in(wording))
    topics = vocabulary.topics_in(wording) - vocabulary.general_topics
    best: dict[str, ScoredAction] = {}
    for format in formats or (None,):
        found = search_actions(programmes, vocabulary, text=wording, format=format)
        for topic in topics if is_short(wording, vocabulary) else ():
            on_topic = search_actions(programmes, vocabulary, text=wording, format=format, topic=topic)
            found += [replace(s, score=max(s.score, _ON_TOPIC)) for s in on_topic]
        for audience in vocabulary.audiences_in(wording) if format else ():
            theirs = search_actions(programmes, vocabulary, format=format, audience=audience)
            found += [replace(s, score=_ON_TOPIC) for s in theirs]
        for scored in found:
            known = best.get(scored.action.id)
            if known is None or scored.score > known.score:
                best[scored.action.id] = scored
    return sorted(best.values(), key=lambda s: -s.score)


class ActionLines:
    """Where each action stands in the index, to compare it with a question by meaning."""

    def __init__(self, programmes: Sequence[Programme], index: Index) -> None:
        self._index = index
        actions = [action for programme in programmes for action in programme.actions]
        written = {document: _written(document, index) for document in {a.document for a in actions}}
        self._lines = {a.id: _announcing(a, written[a.document]) for a in actions}

    def nearest(self, vector: Floats, programmes: Sequence[Programme]) -> list[Action]:
        """The actions that stand out from all the others by their meaning; often none."""
        actions = [a for p in programmes for a in p.actions if self._lines.get(a.id)]
        if len(actions) < _FEWEST_TO_COMPARE:
            return []
        similar = np.array([self._similarity(a, vector) for a in actions])
        outstanding = (similar - similar.mean()) / similar.std().clip(1e-9)
        order = np.argsort(-outstanding, kind="stable")
        floor = max(_OUTSTANDING, float(outstanding[order[0]]) - _NEAR_OUTSTANDING)
        return [actions[i] for i in order if outstanding[i] >= floor]

    def _similarity(self, action: Action, vector: Floats) -> float:
        return float((self._index.sentence_vectors[self._lines[action.id]] @ vector).max())


def _written(document: str, index: Index) -> dict[str, list[int]]:
    """Numbers of the sentences of a document, by their letters and digits."""
    found: dict[str, list[int]] = {}
    for number, sentence in index.sentences_of(document):
        found.setdefault(squash(sentence.quote), []).append(number)
    return found


def _announcing(action: Action, written: Mapping[str, Sequence[int]]) -> list[int]:
    """Numbers of the sentences that announce an action."""
    quotes = {squash(o.quote) for o in action.occurrences}
    return sorted(number for quote in quotes for number in written.get(quote, ()))
