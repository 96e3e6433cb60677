"""What an answer must speak of: the things a question names, and the thing it counts.

A passage may be close in every way and still not answer: it gives the families of France when those of
one town are asked for, or tells of the centre when its staff is. Such near misses are refused here, with
the missing words, so that the reader knows what the corpus does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.index import Index
from assistant.language import MONTHS, Glossary, content_stems, fold, stem, stem_set, words
from assistant.question import Question, has, is_number
from assistant.reading.evidence import Evidence

EXAMINED = 6
_LONGEST_INITIALS = 2
_STRICT = frozenset(
    {"number", "money", "percent", "date", "phone", "mail", "fax", "person", "hours", "address"}
)
_MUST_HAVE = frozenset({"number", "money", "phone", "mail", "fax", "person", "hours", "percent"})
_COUNTED = re.compile(
    r"\b(direct(?:eur|rice)|presidente?|preside|horaires)\b"
    r"|\b(salaire|budget|subvention|cotisation|indemnite|tarif)s?\b"
)
_HOW_MANY = re.compile(
    r"\b(?:combien|nombre)(?: y a-t-il| compte-t-on)? (?:de |d'|des )(?:l'|la |les )?([\w-]+)"
)
_YEAR = re.compile(r"(?:(?:19|20)\d\d){1,2}")
_UNITS = stem_set(" ".join(("ans année mois jour semaine heure minute euros € mètres", *MONTHS)))
_RANGE = re.compile(r"\b\d+ (?:à|et|ou) (\d)")
_RATED = re.compile(
    r"\b(?:nombre|taux|montant|pourcentage|part|proportion|prix|cout) (?:de la |de l'|des |de |du "
    r"|d')([\w-]+)"
)
_NOT_COUNTED = frozenset(
    content_stems("temps jours mois années ans fois euros personnes membres pages heures points")
)
_FOUNDED = re.compile(r"\b(?:fonde|cree|ne|ouvert|inaugure|nait)e?s?\b")
_FOUNDING = re.compile(
    r"\b(?:fond(?:e|ee|es|ees|ation)|cre(?:e|ee|es|ees|ation)|naissance|inaugur\w+|institu\w+"
    r"|lanc(?:e|ee|es|ees|ement)|ouver\w+|apparu\w*|mise? en place|debut\w*)\b"
)


def missing(question: Question, evidence: Sequence[Evidence], index: Index, glossary: Glossary) -> list[str]:
    """The words of a precise question that no good sentence speaks of; empty when nothing is missing.

    Only questions that ask for something exact (a number, a date, an amount…) are examined.
    """
    kinds = question.expected & _STRICT
    if not kinds:
        return []
    fitting = [e for e in evidence[:EXAMINED] if all(has(e.sentence.text, kind) for kind in kinds)]
    if not fitting:
        return [_FRENCH[kind] for kind in sorted(kinds & _MUST_HAVE)]
    here = list(_things(question))
    counted = _counted(question) if "number" in kinds else ""
    forms = (counted, *glossary.expansions(counted)) if counted else ()
    founded = "date" in kinds and _FOUNDED.search(question.folded.text) is not None
    around = [*_rated(question), *(_names(question) if kinds != {"date"} else ())]
    found = [
        [word for word, stems in here if not stems & _sentence(e)]
        + ([counted] if forms and not _counts(e, forms) else [])
        + (["création"] if founded and not _FOUNDING.search(fold(e.sentence.text)) else [])
        + [word for word, stems in around if not stems & _passage(e, question, index, glossary)]
        for e in fitting
    ]
    return min(found, key=len)


_FRENCH = {
    "number": "un nombre",
    "money": "un montant",
    "phone": "un numéro de téléphone",
    "mail": "une adresse électronique",
    "fax": "un numéro de télécopie",
    "person": "un nom de personne",
    "hours": "des horaires",
    "percent": "un pourcentage",
}


def _things(question: Question) -> Iterator[tuple[str, frozenset[str]]]:
    """What is counted, each with the stems of which one must stand in the sentence."""
    for match in _COUNTED.finditer(question.folded.text):
        word = next(group for group in match.groups() if group)
        stems = stem_set(word)
        if stems and not stems & _NOT_COUNTED:
            yield word, stems


def _counted(question: Question) -> str:
    """What a question asks the number of; empty when it is said in a general word (persons, years…)."""
    found = _HOW_MANY.search(question.folded.text)
    stems = stem_set(found[1]) if found else frozenset()
    return found[1] if found and stems and not stems & _NOT_COUNTED else ""


def _counts(evidence: Evidence, forms: Sequence[str]) -> bool:
    """Whether a sentence may give a number of some thing, named in one of its forms."""
    return any(is_counted(form, f"{evidence.sentence.intro} {evidence.sentence.text}") for form in forms)


def is_counted(thing: str, text: str) -> bool:
    """Whether a text may give a number of some thing: it names it, and a number that is no measure."""
    tokens = words(_RANGE.sub(r"\1", text))
    numbers = (
        is_number(token) and stem(following) not in _UNITS and not _YEAR.fullmatch(token)
        for token, following in zip(tokens, [*tokens[1:], ""], strict=True)
    )
    return not stem_set(thing).isdisjoint(map(stem, tokens)) and any(numbers)


def _rated(question: Question) -> Iterator[tuple[str, frozenset[str]]]:
    """What a rate or an amount is of, with the stems of which one must stand in the passage."""
    for word in _RATED.findall(question.folded.text):
        if stems := stem_set(word):
            yield word, stems


def _names(question: Question) -> Iterator[tuple[str, frozenset[str]]]:
    """The names and years of a question, each with the stems of which one must stand in the passage."""
    for name in (*question.names, *question.years):
        if len(name) > _LONGEST_INITIALS and (stems := stem_set(name)):
            yield name, stems


def unknown_names(question: Question, index: Index) -> list[str]:
    """The names of a question that no document of the corpus has."""
    return [
        name
        for name, stems in _names(question)
        if not name.isdigit() and not any(map(index.stems.frequency, stems))
    ]


def _sentence(evidence: Evidence) -> frozenset[str]:
    return stem_set(f"{evidence.sentence.intro} {evidence.sentence.text}")


def _passage(evidence: Evidence, question: Question, index: Index, glossary: Glossary) -> frozenset[str]:
    """The stems that a passage says or stands under; with the question's acronyms that it says otherwise."""
    document = index.documents[evidence.passage.document]
    around = (document.title, document.date or "", *evidence.passage.headings, evidence.passage.text)
    centre = index.centre.own_words if document.kind in index.centre.own_kinds else ""
    said = " ".join((*around, centre))
    return stem_set(" ".join((said, *glossary.said_otherwise(question.text, said))))
