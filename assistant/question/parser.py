"""Reads a message once and for all: what the rooms after it need of its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.centre import Centre
from assistant.language import (
    MONTHS,
    Folded,
    Glossary,
    content_stems,
    content_words,
    fold,
    in_small_letters,
    is_french,
    names_in,
    normalize,
    periods_in,
    years_in,
)
from assistant.programme import Vocabulary
from assistant.question.about_the_centre import is_about_the_centre
from assistant.question.expected import asked
from assistant.question.kinds import asked_for, kind_of
from assistant.question.politeness import without_politeness
from assistant.question.question import Question

_DAY = re.compile(rf"\ble \d{{1,2}}(?:er)? (?:{'|'.join(map(fold, MONTHS))})\b")
_ARTICLE = re.compile(r"\b[lL]['’]$")


@dataclass(frozen=True, slots=True)
class Parser:
    """Reads the questions put to one index.

    Attributes:
        correct: mends what is misspelt.
    """

    glossary: Glossary
    vocabulary: Vocabulary
    correct: Callable[[str], str]

    @property
    def centre(self) -> Centre:
        """To whom the questions are put."""
        return self.vocabulary.centre

    def message(self, text: str) -> Question:
        """A message as it was typed, read alone: not spelled, its years as they are said."""
        return self.part(without_politeness(in_small_letters(text)))

    def question(self, meaning: str, today: date) -> Question:
        """What a message means alone, as it is searched.

        Args:
            today: tells what « l’an dernier » is.
        """
        text = without_politeness(in_small_letters(meaning))
        return self.part(with_years(self.correct(text), today))

    def part(self, text: str) -> Question:
        """A part of a question, spelled and dated with it."""
        folded, normal = Folded.of(text), normalize(text)
        formats = frozenset(self.vocabulary.formats_in(text))
        stems = tuple(content_stems(text))
        asks = asked_for(folded.text, normal, formats, _DAY.search(folded.text) is not None)
        meant = self.centre.is_meant(text)
        return Question(
            text=text,
            folded=folded,
            normal=normal,
            stems=stems,
            acronyms=tuple(self.glossary.acronyms_in(text)),
            names=tuple(name.text for name in names_in(text) if not name.opens),
            years=tuple(str(year) for year in years_in(text)),
            expected=asked(folded.text),
            formats=formats,
            audiences=frozenset(self.vocabulary.audiences_in(text)),
            topics=frozenset(self.vocabulary.topics_in(text)),
            kind=kind_of(folded.text, normal, content_words(text), formats, asks, meant),
            asks=asks,
            about_the_centre=is_about_the_centre(stems, normal, self.centre),
            to_the_centre=meant,
            french=is_french(text),
        )


def with_years(text: str, today: date) -> str:
    """The text with « l’an dernier » and « l’année prochaine » told by their year."""
    for period in reversed(periods_in(text, today)):
        said = text[slice(*period.span)]
        if period.precision != "année" or period.start is None or any(c.isdigit() for c in said):
            continue
        if period.start.year != today.year:
            before = _ARTICLE.sub("", text[: period.span[0]])
            text = f"{before}en {period.start.year}{text[period.span[1] :]}"
    return text
