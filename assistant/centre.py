"""The profile of the centre that the assistant works for: all that another centre would say otherwise.

It is written in ``corpus/centre.yaml``, checked by ``ingest build`` and kept in the index, where everything
finds it. A corpus without one has the neutral profile, ``UNKNOWN``: no contacts, no formats, no themes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Self

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant.errors import IndexDamagedError, IngestError
from assistant.language import bare, capital, expression_pattern, has_article, spaced, stem_set
from assistant.validation import first_problem

_LETTER = re.compile(r"\w")
_STRICT = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


@dataclass(frozen=True, slots=True)
class Term:
    """Something that people name in several ways (see ``language.expressions``).

    Attributes:
        name: its label, as the programme files use it; an expression for it as well.
        expressions: the others.
        exceptions: what begins like one of its expressions and means something else.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    expressions: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format(Term):
    """A format of actions.

    Attributes:
        recurring: it meets all along its period, so that it is « en cours » during it.
    """

    recurring: bool = False


@dataclass(frozen=True, slots=True)
class Topic(Term):
    """A subject of the programme.

    Attributes:
        general: so wide that naming it does not say which actions are looked for.
    """

    general: bool = False


@dataclass(frozen=True, slots=True)
class Territory:
    """Where the centre works: a département, its number, the towns that its documents name."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str = ""
    number: str = ""
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contacts:
    """How the centre is reached; empty where it is not known."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    phone: str = ""
    fax: str = ""
    mail: str = ""
    address: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where else to look for what the corpus does not hold.

    Attributes:
        place: as it follows « Où chercher : ».
        words: a question that holds one of them may be answered there.
        expects: kinds of answers that are found there (``question.expected``: number, money, person…).
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    place: str
    words: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre of resources.

    Attributes:
        name: the whole of it.
        short_name: as a sentence says it, with its article.
        aliases: other ways of naming it; without them, its short name is the only one.
        not_aliases: what begins like an alias and is another body.
        addressed_as: words by which people speak to it.
        other_bodies: who may be meant by what is said, when it is named.
        service: who answers what the assistant does not, with its article.
        letter: title of its letter.
        own_kinds: kinds of documents in which it speaks of itself.
        signature: of the replies of the service; its name and that of the centre by default.
        elsewhere: where to look for what its documents do not say; ``otherwise`` when none fits.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str = "Centre de ressources"
    short_name: str = "le centre de ressources"
    aliases: tuple[str, ...] = ()
    not_aliases: tuple[str, ...] = ()
    addressed_as: tuple[str, ...] = ("vous", "votre", "vos")
    other_bodies: tuple[str, ...] = ()
    service: str = "le service documentaire"
    letter: str = ""
    territory: Territory = Territory()
    contacts: Contacts = Contacts()
    own_kinds: tuple[str, ...] = ()
    signature: str = ""
    elsewhere: tuple[Place, ...] = ()
    otherwise: str = "les services de l’État et les collectivités du territoire"
    formats: tuple[Format, ...] = ()
    audiences: tuple[Term, ...] = ()
    topics: tuple[Topic, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("« name » est vide")
        for field in ("short_name", "service"):
            if not has_article(getattr(self, field)):
                raise ValueError(f"« {field} » doit commencer par son article (le, la, l’, les)")
        for terms in (self.formats, self.audiences, self.topics):
            _check_terms(terms)

    @property
    def bare_name(self) -> str:
        """The short name without its article: « Pôle exemple »."""
        return bare(self.short_name)

    @property
    def signed(self) -> str:
        """The end of a letter: two lines."""
        return self.signature.strip() or f"{capital(self.service)}\n{self.name}"

    @property
    def ways(self) -> str:
        """Phone and mail of the service, « – » between them; empty when neither is known."""
        return " – ".join(filter(None, (self.contacts.phone, self.contacts.mail)))

    @property
    def naming_stems(self) -> frozenset[str]:
        """Stems of its short name and its aliases: alone, they say nothing of what is asked."""
        return stem_set(" ".join((self.bare_name, *self.aliases)))

    @property
    def own_words(self) -> str:
        """All that its own documents speak of without saying it: its names, its territory, its letter."""
        named = (self.name, self.bare_name, *self.aliases, bare(self.service))
        return " ".join((*named, self.territory.name, self.letter, "centre"))

    def is_own_name(self, word: str) -> bool:
        """Whether a word or two are nothing but (a part of) its short name or an alias."""
        stems = stem_set(word)
        return bool(stems) and stems <= self.naming_stems

    def reached_at(self, phone: str, mail: str) -> Self:
        """The centre with another phone or mail, where one is given."""
        contacts = replace(self.contacts, phone=phone or self.contacts.phone, mail=mail or self.contacts.mail)
        return replace(self, contacts=contacts)

    def names_it(self, text: str) -> bool:
        """Whether a text names the centre, by any of its names: « les publications du Pôle »."""
        found = spaced(text)
        named = (self.name, self.bare_name, *self.aliases, bare(self.service))
        others = [m.start() for m in _pattern(self.not_aliases).finditer(found)]
        return any(m.start() not in others for m in _pattern(named).finditer(found))

    def addresses_it(self, text: str) -> bool:
        """Whether a text speaks to the centre of itself: « où êtes-vous ? », « votre lettre ».

        « Pouvez-vous me dire… », « s’il vous plaît » and « un rendez-vous » are said of anything; a text that
        names another body (« que fait pour vous la préfecture ? ») may be about that one.
        """
        found = _POLITE.sub(" ", spaced(text))
        if _pattern(self.other_bodies).search(found):
            return False
        return _pattern(self.addressed_as).search(found) is not None

    def is_meant(self, text: str) -> bool:
        """Whether a text is about the centre: it names it, or it speaks to it."""
        return self.names_it(text) or self.addresses_it(text)

    def to_json(self) -> str:
        """The profile as an index keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


_POLITE = re.compile(
    r"(?<!\w)(?:il vous plait|rendez vous"
    r"|(?:pouvez|pourriez|sauriez|savez|voulez|voudriez|auriez) vous)(?!\w)"
)
_CENTRE = TypeAdapter(Centre)


@lru_cache(maxsize=64)
def _pattern(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return expression_pattern(expressions)


def _check_terms(terms: Iterable[Term]) -> None:
    seen: set[str] = set()
    for term in terms:
        if term.name in seen:
            raise ValueError(f"« {term.name} » y est deux fois")
        seen.add(term.name)
        for expression in (*term.expressions, *term.exceptions):
            if not _LETTER.search(expression):
                raise ValueError(f"l'expression « {expression} » de « {term.name} » n'a pas de mot")


UNKNOWN = Centre()
"""The neutral profile: that of a corpus which does not say whose it is."""


def load_centre(path: Path) -> Centre:
    """Reads ``centre.yaml``; the neutral profile when there is no such file.

    Raises:
        IngestError: the file is no YAML, or a field is missing, unknown or wrong; the message names it.
    """
    if not path.exists():
        return UNKNOWN
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        detail = " ".join(str(error).split())
        raise IngestError(f"« {path} » : ce fichier YAML est illisible ({detail}). Corrigez-le.") from error
    if not isinstance(values, dict) or not {"name", "short_name"} <= values.keys():
        raise IngestError(f"« {path} » : il faut au moins « name » et « short_name », le nom du centre.")
    try:
        return _CENTRE.validate_python(values)
    except ValidationError as error:
        raise IngestError(f"« {path} »{first_problem(error)}. Corrigez-le.") from error


def centre_from_json(text: str) -> Centre:
    """The profile that ``Centre.to_json`` gave; fields that this version does not know are left out.

    Raises:
        IndexDamagedError: the text is not such a profile.
    """
    try:
        values = json.loads(text)
        known = {name: value for name, value in values.items() if name in _FIELDS}
        return _CENTRE.validate_python(known)
    except (ValueError, AttributeError) as error:  # ValidationError is a ValueError
        raise IndexDamagedError(
            "Le profil du centre est illisible dans l’index. Reconstruisez l’index : python -m ingest build."
        ) from error


_FIELDS = frozenset(field.name for field in fields(Centre))
