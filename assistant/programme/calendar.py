"""The action programme: what is coming up at a date, and the search of actions.

The reference date always comes in as a parameter. Reading and writing programmes is in
``file``, the words for formats and publics in ``vocabulary``.
"""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.language import content_stems, content_words, is_year, squash, stem
from assistant.programme.file import (
    Programme,
    load_programme,
    load_programmes,
    programmes_from_json,
    programmes_to_json,
)
from assistant.programme.vocabulary import Vocabulary
from assistant.types import Action, ActionCard, When

__all__ = [
    "Programme",
    "ScoredAction",
    "action_card",
    "action_headings",
    "asks_for_everything",
    "audiences_of",
    "describe_period",
    "is_over",
    "is_short",
    "latest_programme",
    "load_programme",
    "load_programmes",
    "programmes_from_json",
    "programmes_to_json",
    "search_actions",
    "theme_in",
    "upcoming",
    "when_of",
]

CANCELLED, POSTPONED = "annulée", "reportée"

# Weight of the field that holds a word, and trust in a word read through a spelling mistake. Chosen by
# reading, not fitted: they order what is found, the idf decides.
_TITLE, _NAMED, _TOPIC, _QUOTED, _THEME = 1.0, 0.9, 0.8, 0.7, 0.5
_TYPO = 0.75
_TYPO_LETTERS = 5
_TYPO_RATIO = 0.84
_THEME_SHARE = 0.6
_SHORT = 2


@dataclass(frozen=True, slots=True)
class ScoredAction:
    """An action and the share, in [0, 1], of the question's weight of words that it holds."""

    action: Action
    score: float


def when_of(action: Action, today: date) -> When:
    """Where an action stands in time, seen from a day.

    Before its period it is « à venir », after it « passée ». Within a period: a recurring action meets
    all along, so it is « en cours »; on the days of a dated action too; a one-off action of which
    only the month, the semester or the year is known is still « à venir » until the period ends,
    for nothing tells that it took place. Without a period, or cancelled: « date à confirmer » until it
    is past; what is cancelled is never coming up.
    """
    if not action.start or not action.end:
        return "date à confirmer"
    if action.status == CANCELLED and today <= date.fromisoformat(action.end):
        return "date à confirmer"
    if today < date.fromisoformat(action.start):
        return "à venir"
    if today > date.fromisoformat(action.end):
        return "passée"
    lasting = action.precision == "jour" or action.recurring
    return "en cours" if lasting else "à venir"


def is_upcoming(action: Action, today: date) -> bool:
    """Whether one can still go there: « à venir » or « en cours », and not cancelled."""
    return action.status != CANCELLED and when_of(action, today) in ("à venir", "en cours")


def upcoming(programmes: Iterable[Programme], today: date) -> list[Action]:
    """The actions that one can still go to, by first possible day, then in the programme's order."""
    actions = (action for programme in programmes for action in programme.actions)
    return sorted((a for a in actions if is_upcoming(a, today)), key=lambda action: action.start)


def is_over(programme: Programme, today: date) -> bool:
    """Whether the programme's last day has passed."""
    return programme.end < today


def latest_programme(programmes: Iterable[Programme]) -> Programme | None:
    """The programme that ends last, ``None`` if there is none."""
    return max(programmes, key=lambda programme: programme.end, default=None)


def describe_period(action: Action) -> str:
    """The period for a reader, with what remains to be confirmed."""
    if not action.start:
        return "nouvelle date à confirmer" if action.status == POSTPONED else "date à confirmer"
    if action.precision == "jour" or action.status == CANCELLED:
        return action.period
    return f"{action.period} (date précise à confirmer)"


def action_card(action: Action, today: date) -> ActionCard:
    """The action as an answer shows it."""
    return ActionCard(
        id=action.id,
        title=action.title,
        format=action.format,
        theme=action.themes[0],
        status=action.status,
        when=when_of(action, today),
        period=action.period,
        document=action.document,
        page=action.page,
    )


def theme_in(programmes: Iterable[Programme], text: str) -> str | None:
    """The heading (theme or axis) of a programme that a text names, at least two of its words.

    The heading with the largest share of its words in the text wins; below 60 % none is named.
    """
    shares = {heading: _share_said(heading, text) for heading in _headings(programmes)}
    best = max(shares, key=lambda heading: shares[heading], default=None)
    return best if best and shares[best] >= _THEME_SHARE else None


def _share_said(heading: str, text: str) -> float:
    if squash(heading) in squash(text):
        return 1.0
    stems = set(content_stems(heading))
    said = stems & set(content_stems(text))
    return len(said) / len(stems) if len(said) >= 2 else 0.0


def _headings(programmes: Iterable[Programme]) -> list[str]:
    actions = [action for programme in programmes for action in programme.actions]
    return list(dict.fromkeys(h for action in actions for h in (*action.themes, action.axis)))


def search_actions(
    programmes: Iterable[Programme],
    vocabulary: Vocabulary,
    *,
    text: str = "",
    format: str | None = None,
    theme: str | None = None,
    audience: str | None = None,
    topic: str | None = None,
) -> list[ScoredAction]:
    """The actions that fit the filters and hold a word of the text, best first.

    A word counts by its idf over the actions and by the field that holds it; a misspelt word counts
    for the nearest word of the programme, a little less. Words that only ask (« prochaines actions »)
    do not count, and a text without any other word does not limit.

    Args:
        programmes: where to look.
        vocabulary: how formats, publics and topics are named.
        text: a question or a few words, in French.
        format: one of ``formats_in``; a « rencontre thématique » is a « rencontre » too.
        theme: a heading of the programme, its case and accents left aside.
        audience: one of ``audiences_in``.
        topic: one of ``topics_in``.
    """
    everything = [action for programme in programmes for action in programme.actions]
    kept = [
        action
        for action in everything
        if (format is None or _has_format(action, format, vocabulary))
        and (theme is None or squash(theme) in {squash(t) for t in (*action.themes, action.axis)})
        and (audience is None or audience in audiences_of(action, vocabulary))
        and (topic is None or topic in action.topics)
    ]
    return _rank(kept, _asked_words(text, vocabulary, format), everything)


def action_headings(programme: Programme) -> list[str]:
    """The headings (axes and themes) under which a programme announces its actions."""
    return _headings([programme])


def asks_for_everything(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a question about a programme has no word that describes what it looks for."""
    return not _asked_words(text, vocabulary)


def is_short(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text describes what it looks for in two words at most."""
    return len(_asked_words(text, vocabulary)) <= _SHORT


def audiences_of(action: Action, vocabulary: Vocabulary) -> set[str]:
    """The publics that an action names."""
    return vocabulary.audiences_in(" ; ".join((*action.audiences, action.title)))


def _has_format(action: Action, format: str, vocabulary: Vocabulary) -> bool:
    nested = action.format == format or action.format.startswith(f"{format} ")
    return nested or format in vocabulary.formats_in(action.title)


def _asked_words(text: str, vocabulary: Vocabulary, format: str | None = None) -> list[str]:
    """The distinct words that describe what is asked; those of the filtered format are left out."""
    plain = vocabulary.without_format(text, format) if format else text
    asking = vocabulary.asking_stems
    described = (w for w in content_words(plain.replace("-", " ")) if stem(w) not in asking)
    return list(dict.fromkeys(w for w in described if not is_year(w)))


@lru_cache(maxsize=4096)
def _weighted_words(action: Action) -> Mapping[str, float]:
    """Each word of an action and the weight of the best field that holds it."""
    quotes = [occurrence.quote for occurrence in action.occurrences[:1]] or [action.quote]
    fields: tuple[tuple[float, Sequence[str]], ...] = (
        (_TITLE, (action.title,)),
        (_NAMED, (*action.keywords, *action.audiences, *action.partners, action.format)),
        (_TOPIC, action.topics),
        (_QUOTED, quotes),
        (_THEME, (*action.themes, action.axis)),
    )
    weights: dict[str, float] = {}
    for weight, texts in fields:
        for text in texts:
            for word in content_words(text):
                weights.setdefault(word, weight)
    return weights


def _rank(kept: Sequence[Action], asked: Sequence[str], everything: Sequence[Action]) -> list[ScoredAction]:
    if not asked:
        return [ScoredAction(action, 1.0) for action in kept]
    texts = {action.id: _weighted_words(action) for action in everything}
    stems = {id_: _by_stem(weights) for id_, weights in texts.items()}
    frequencies = Counter(key for weights in stems.values() for key in weights)
    vocabulary = sorted({word for weights in texts.values() for word in weights})
    terms = [_Term.of(word, frequencies, vocabulary, len(everything)) for word in asked]
    mass = sum(term.idf for term in terms)
    scored = [
        ScoredAction(a, sum(t.idf * t.trust * stems[a.id].get(t.stem, 0.0) for t in terms) / mass)
        for a in kept
    ]
    return sorted((s for s in scored if s.score > 0), key=lambda s: -s.score)


def _by_stem(weights: Mapping[str, float]) -> dict[str, float]:
    best: dict[str, float] = {}
    for word, weight in weights.items():
        best[stem(word)] = max(weight, best.get(stem(word), 0.0))
    return best


@dataclass(frozen=True, slots=True)
class _Term:
    """The stem under which an asked word is looked up, its weight, and the trust in that reading."""

    stem: str
    idf: float
    trust: float

    @classmethod
    def of(cls, word: str, known: Counter[str], vocabulary: Sequence[str], actions: int) -> _Term:
        found, trust = _reading(word, known, vocabulary)
        return cls(found, math.log((actions + 1) / (known[found] + 0.5)), trust)


def _reading(word: str, known: Counter[str], vocabulary: Sequence[str]) -> tuple[str, float]:
    for form in (word, word.rstrip("sx")):
        if stem(form) in known:
            return stem(form), 1.0
    if len(word) < _TYPO_LETTERS:
        return stem(word), 1.0
    same_letter = [known_word for known_word in vocabulary if known_word[0] == word[0]]
    near = difflib.get_close_matches(word, same_letter, n=1, cutoff=_TYPO_RATIO)
    return (stem(near[0]), _TYPO) if near else (stem(word), 1.0)
