"""A question, parsed once: everything that the rooms after it need to know of its words.

``parser.Parser`` makes it; nothing folds or matches the text again after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from assistant.language import Acronym, Folded


class Kind(Enum):
    """Kinds of request."""

    SMALL_TALK = "bavardage"
    ACTIONS = "actions"
    DOCUMENTS = "documents"
    CONTACT = "contact"
    DEFINITION = "définition"
    FIGURE = "chiffre"
    GENERAL = "général"
    OUTSIDE = "hors sujet"


WRITTEN = frozenset({Kind.DEFINITION, Kind.FIGURE, Kind.GENERAL, Kind.DOCUMENTS})
"""Kinds that a language model may write; actions and addresses stay extracts, to the letter."""


class Asks(Enum):
    """What a question asks for, beside its kind; often several of these, or none."""

    EXPLANATION = "explication"
    LIST = "liste"
    COMING = "à venir"
    ACTIONS_BY_NAME = "actions nommées"
    OVERVIEW = "aperçu du programme"
    DETAIL = "détail d’une action"
    DAY = "jour précis"


@dataclass(frozen=True)
class Question:
    """One question that stands alone.

    Attributes:
        text: as it is searched: alone, spelled, without polite words, years told by their number.
        folded: ``text`` folded, with the place of each character.
        normal: ``text`` normalized (elisions cut, single spaces).
        stems: of its content words, in order, repetitions kept.
        acronyms: of the glossary, by any of their forms.
        names: words written as names, the first word of a sentence left out; years are not names.
        years: as written.
        expected: kinds of thing that it asks for (a number, a date…), keys of ``expected``.
        formats, audiences, topics: of the action programme, that it names.
        about_the_centre: whether it only asks how to reach the centre.
        to_the_centre: whether it names the centre or speaks to it (« votre adresse »).
        french: whether it may be French.
    """

    text: str
    folded: Folded
    normal: str
    stems: tuple[str, ...]
    acronyms: tuple[Acronym, ...]
    names: tuple[str, ...]
    years: tuple[str, ...]
    expected: frozenset[str]
    formats: frozenset[str]
    audiences: frozenset[str]
    topics: frozenset[str]
    kind: Kind
    asks: frozenset[Asks]
    about_the_centre: bool = False
    to_the_centre: bool = False
    french: bool = True

    @cached_property
    def stem_set(self) -> frozenset[str]:
        """The distinct stems."""
        return frozenset(self.stems)

    def wants(self, *what: Asks) -> bool:
        """Whether the question asks for one of these."""
        return not self.asks.isdisjoint(what)
