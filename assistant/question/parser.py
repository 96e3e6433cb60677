"""Reads a message once and for all: what the rooms after it need of its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.language.french import Folded, content_stems, content_words, is_french, normalize
from assistant.language.glossary import Glossary
from assistant.language.names import in_small_letters, names_in
from assistant.programme.vocabulary import audiences_in, formats_in, topics_in
from assistant.question.about_the_centre import is_about_the_centre
from assistant.question.expected import asked
from assistant.question.kinds import asked_for, kind_of
from assistant.question.politeness import without_politeness
from assistant.question.question import Question

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(
    r"\ble \d{1,2}(?:er)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre)\b"
)
_TO_THE_CENTRE = re.compile(r"\b(?:vous|votre|vos)\b")
_YEARS_AROUND = (
    (
        re.compile(
            r"\b(?:l'an|l’an|l'année|l’année) (?:dernier|dernière|passée?|précédente?)\b", re.IGNORECASE
        ),
        -1,
    ),
    (re.compile(r"\b(?:l'an|l’an|l'année|l’année) (?:prochaine?|suivante?|qui vient)\b", re.IGNORECASE), 1),
)


@dataclass(frozen=True, slots=True)
class Parser:
    """Reads the questions put to one index.

    Attributes:
        correct: mends what is misspelt.
    """

    glossary: Glossary
    correct: Callable[[str], str]

    def message(self, text: str) -> Question:
        """A message as it was typed, read alone: not spelled, its years as they are said."""
        return self._read(without_politeness(in_small_letters(text)))

    def question(self, meaning: str, today: date) -> Question:
        """What a message means alone, as it is searched.

        Args:
            today: tells what « l’an dernier » is.
        """
        text = without_politeness(in_small_letters(meaning))
        return self._read(with_year(self.correct(text), today.year))

    def part(self, text: str) -> Question:
        """A part of a question, spelled and dated with it."""
        return self._read(text)

    def _read(self, text: str) -> Question:
        folded, normal = Folded.of(text), normalize(text)
        formats = frozenset(formats_in(text))
        stems = tuple(content_stems(text))
        asks = asked_for(folded.text, normal, formats, _DAY.search(folded.text) is not None)
        return Question(
            text=text,
            folded=folded,
            normal=normal,
            stems=stems,
            acronyms=tuple(self.glossary.acronyms_in(text)),
            names=tuple(name.text for name in names_in(text) if not name.opens),
            years=tuple(_YEAR.findall(text)),
            expected=asked(folded.text),
            formats=formats,
            audiences=frozenset(audiences_in(text)),
            topics=frozenset(topics_in(text)),
            kind=kind_of(folded.text, normal, content_words(text), formats, asks),
            asks=asks,
            about_the_centre=is_about_the_centre(stems, normal),
            to_the_centre=_TO_THE_CENTRE.search(folded.text) is not None,
            french=is_french(text),
        )


def with_year(question: str, year: int) -> str:
    """The question with « l’an dernier » and « l’année prochaine » told by their year.

    Args:
        year: of the reference date.
    """
    for pattern, shift in _YEARS_AROUND:
        question = pattern.sub(f"en {year + shift}", question)
    return question
