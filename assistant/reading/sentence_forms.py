"""The form of the sentence that a question asks for: a definition, somebody's part, the members of a body.

Such questions share their words with every sentence about the subject; the one that answers is told by how
it is built. It has the subject of the question for its own, and for some forms one of a few verbs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from assistant.language.french import content_stems, fold, stem_set
from assistant.language.glossary import Glossary

_LONGEST_OPENING = 70
_MOST_ADDED, _WORDS_ADDED = 3, 8
_FIRST_WORDS = 2
_SAID = 0.5
"""Share of the stems of a place of which a sentence must say or stand under more."""
_DEFINING = re.compile(
    r"\b(?:est (?:un|une|le|la|l['’]|celui|celle)|sont (?:des|les|un|une)"
    r"|(?:désigne|consiste|signifie|regroupe)(?:nt)?)\b"
)
_HAVING_MEMBERS = re.compile(
    r"\b(?:compren(?:d|nent)|se compose(?:nt)?|composée?s? d|(?:constitué|formé)e?s? d"
    r"|réuni(?:t|ssent)|(?:rassembl|regroup)e(?:nt)?)\b"
)
_ASKS_PART = re.compile(
    r"\broles? (?:(?:joue(?:nt)?|tien(?:t|nent)|est (?:joue|tenu) par) |pour |d(?:u|es?|'une?) |d')"
)
_PLACE = re.compile(
    r" (?:dans|au sein|aupres|pour|sur|en|au|aux|lors|pendant|face|a l'egard|vis-a-vis|quand|et)\b|[?(,]"
)
_ASKS_MEMBERS = re.compile(
    r"^(?:qui (?:siege(?:nt)?|compose(?:nt)?|fait partie|est membre|sont les membres)"
    r"|de (?:qui|quoi) (?:se compose(?:nt)?|(?:est|sont) composee?s?)"
    r"|comment (?:se compose(?:nt)?|(?:est|sont) composee?s?)"
    r"|quelle est la composition|quels sont les membres)\b"
)


class Form(Enum):
    """A way of answering."""

    DEFINITION = "definition"
    PART = "part"
    MEMBERS = "members"


_SHARES = {Form.DEFINITION: 0.20, Form.PART: 0.30, Form.MEMBERS: 0.30}
"""What a sentence that has the form whole adds to its score."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question asks for.

    Attributes:
        subjects: the stems of its subject, in each of its wordings.
        places: the stems of what somebody plays a part in, in each of its wordings; none when not said.
    """

    form: Form
    subjects: tuple[frozenset[str], ...]
    places: tuple[frozenset[str], ...] = ()

    def bonus(self, sentence: str, under: frozenset[str]) -> float:
        """What a sentence adds to its score.

        Args:
            under: the stems that it says or stands under.
        """
        return _SHARES[self.form] * max((self._fit(sentence, under, s) for s in self.subjects), default=0.0)

    def _fit(self, sentence: str, under: frozenset[str], subject: frozenset[str]) -> float:
        if self.form is Form.DEFINITION:
            return defines(sentence, subject)
        if self.form is Form.MEMBERS:
            return _opens(sentence, subject, _HAVING_MEMBERS)
        here = not self.places or any(len(p & under) > _SAID * len(p) for p in self.places)
        return float(here and _acts(sentence, subject))


def defines(sentence: str, subject: frozenset[str]) -> float:
    """How much a sentence looks like a definition of a subject (its stems), in [0, 1]."""
    opening, colon, _ = sentence.partition(" : ")
    if colon and len(opening) <= _LONGEST_OPENING:
        return _about(opening, subject)
    return _opens(sentence, subject, _DEFINING)


def _opens(sentence: str, subject: frozenset[str], verbs: re.Pattern[str]) -> float:
    """How much of what stands before the first of some verbs is a subject, in [0, 1]."""
    verb = verbs.search(sentence)
    return _about(sentence[: verb.start()], subject) if verb and verb.start() <= _LONGEST_OPENING else 0.0


def _about(opening: str, subject: frozenset[str]) -> float:
    """1 when words say a subject and nothing else; each word that they add to it takes something away."""
    stems = content_stems(opening)
    if not (subject and stems and stems[0] in subject and subject <= set(stems)):
        return 0.0
    more = len(set(stems) - subject)
    return 1 - more / _WORDS_ADDED if more <= _MOST_ADDED else 0.0


def _acts(sentence: str, actor: frozenset[str]) -> bool:
    """Whether somebody is the subject of a sentence, and not all that it says."""
    stems = list(dict.fromkeys(content_stems(sentence)))
    first = set(stems[: len(actor) + _FIRST_WORDS])
    return len(stems) > len(actor) and stems[0] in actor and actor <= first


def asked_for(question: str, glossary: Glossary) -> Sought | None:
    """The part or the members that a question asks for; ``None`` for another question."""
    folded = fold(question).strip()
    if asking := _ASKS_PART.search(folded):
        rest = folded[asking.end() :]
        actor, *place = _PLACE.split(rest, maxsplit=1)
        return Sought(Form.PART, _wordings(actor, glossary), _wordings(" ".join(place), glossary))
    if asking := _ASKS_MEMBERS.match(folded):
        return Sought(Form.MEMBERS, _wordings(folded[asking.end() :], glossary))
    return None


def _wordings(text: str, glossary: Glossary) -> tuple[frozenset[str], ...]:
    """The stems of a text, and those of its acronym in each of its forms."""
    forms = [text, *(form for acronym in glossary.acronyms_in(text)[:1] for form in acronym.forms)]
    return tuple(dict.fromkeys(stems for form in forms if (stems := stem_set(form))))
