"""The glossary: acronyms and their long forms, and words that stand for one another in questions.

A search is widened in both directions: a question that says QPV also looks for *quartier prioritaire
de la politique de la ville*, and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import IngestError
from assistant.language.french import normalize

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym; ``long`` is ``None`` when nobody expands it."""

    acronym: str
    long: str | None
    variants: tuple[str, ...] = ()
    note: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way of writing it, the acronym first."""
        return (self.acronym, *([self.long] if self.long else []), *self.variants)


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """A text with the long forms of its acronyms.

    Attributes:
        same: what says the same in it: the character span of an acronym and that of its long form.
    """

    text: str
    same: tuple[tuple[Span, Span], ...] = ()


@dataclass(frozen=True)
class Glossary:
    """Acronyms, and groups of words that are interchangeable in a question."""

    acronyms: tuple[Acronym, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def _acronym_patterns(self) -> list[tuple[re.Pattern[str], re.Pattern[str] | None, Acronym]]:
        return [(_exactly(a.acronym), _any_of(a.forms[1:]), a) for a in self.acronyms]

    @cached_property
    def _synonym_patterns(self) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
        return [(pattern, group) for group in self.synonyms if (pattern := _any_of(group))]

    def acronyms_in(self, text: str) -> list[Acronym]:
        """The acronyms that a text uses, by any of their forms."""
        normal, accented = normalize(text), text.casefold()
        return [
            acronym
            for short, long, acronym in self._acronym_patterns
            if short.search(accented) or (long and long.search(normal))
        ]

    def said_otherwise(self, question: str, text: str) -> list[str]:
        """The acronyms of a question that a text says by another of their forms."""
        asked = self.acronyms_in(question)
        normal = normalize(text) if asked else ""
        return [a.acronym for a in asked if any(_says(normal, form) for form in a.forms[1:])]

    def expansions(self, text: str) -> list[str]:
        """Other ways of saying what a text says: what to add to it for a search."""
        normal = normalize(text)
        added: list[str] = []
        for acronym in self.acronyms_in(text):
            added.extend(f for f in (acronym.acronym, acronym.long) if f and not _says(normal, f))
        for pattern, group in self._synonym_patterns:
            if pattern.search(normal):
                added.extend(word for word in group if not _says(normal, word))
        return list(dict.fromkeys(added))

    def spelled_out(self, text: str) -> SpelledOut:
        """The text with the long form of each acronym after it, in brackets."""
        normal = normalize(text)
        added = [(a, a.long) for a in self.acronyms_in(text) if a.long and not _says(normal, a.long)]
        spelled, same = text, []
        for number, (acronym, long) in enumerate(added):
            spelled += ", " if number else " ("
            span = (len(spelled), len(spelled) + len(long))
            same += [(found.span(), span) for found in _exactly(acronym.acronym).finditer(text.casefold())]
            spelled += long
        return SpelledOut(f"{spelled})" if added else text, tuple(same))


def _says(normal: str, form: str) -> bool:
    pattern = _any_of([form])
    return pattern is not None and pattern.search(normal) is not None


def _exactly(acronym: str) -> re.Pattern[str]:
    """Matches an acronym with or without its dots; « près » is not PRE, so accents are kept."""
    letters = r"\.?".join(re.escape(c) for c in acronym.casefold())
    return re.compile(rf"(?<!\w){letters}(?!\w)")


def _any_of(forms: Sequence[str]) -> re.Pattern[str] | None:
    """Matches any of the forms as whole words, in the singular or the plural."""
    options = sorted({normalize(form) for form in forms}, key=len, reverse=True)
    if not options:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(_plural(o) for o in options) + r")(?!\w)")


def _plural(form: str) -> str:
    return r"[\s-]+".join(re.escape(word) + "s?" for word in re.split(r"[\s-]+", form))


def load_glossary(path: Path) -> Glossary:
    """Reads ``glossary.yaml``; an empty glossary when there is no such file.

    Raises:
        IngestError: the file cannot be read as a glossary.
    """
    if not path.exists():
        return Glossary()
    try:
        return glossary_from_json(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise IngestError(
            f"Le glossaire « {path} » ne se lit pas ({str(error).splitlines()[0]}). "
            "Attendu : « acronyms » (acronym, long, variants, note) et « synonyms » (listes de mots)."
        ) from error


def glossary_to_json(glossary: Glossary) -> dict[str, Any]:
    """The glossary as JSON values, as an index keeps it."""
    return {"acronyms": [asdict(a) for a in glossary.acronyms], "synonyms": glossary.synonyms}


def glossary_from_json(values: dict[str, Any]) -> Glossary:
    """The glossary from its JSON or YAML values."""
    acronyms = tuple(
        Acronym(str(a["acronym"]), a.get("long"), tuple(a.get("variants") or ()), a.get("note"))
        for a in values.get("acronyms") or ()
    )
    return Glossary(acronyms, tuple(tuple(map(str, group)) for group in values.get("synonyms") or ()))
