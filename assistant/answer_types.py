"""What kind of thing a question asks for (a number, a date, a phone number…) and whether a text has one."""

from __future__ import annotations

import re

from assistant.french import fold, normalize

_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_NUMBERS = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|cent|mille|millions?|milliards?|moitie|tiers|quart"

_ASKED = {
    "phone": r"\btelephone|\bnumero de tel|\btel\b|\bappeler\b|par telephone",
    "fax": r"\bfax\b|\btelecopie",
    "mail": r"\be-?mail|\bmail\b|\bcourriel|adresse electronique|\bmel\b",
    "url": r"\bsite (internet|web)|\burl\b|adresse du site|\blien\b|\bweb\b|telecharger|en ligne",
    "address": r"\badresse (postale)?|ou (se trouve|se situe|sont|est) .*(pole|centre|locaux|bureaux|service)|\blocaux\b",
    "money": r"\bbudget|\bprix\b|\btarif|\bcouts?\b|\bcoute|\bmontant|\bsubvention|\bcombien d'euros|\bsalaire|\bcotisation",
    "percent": r"pourcentage|quel taux|quelle (part|proportion)",
    "date": r"\bquand\b|quelle? (annee|date|jour|mois|siecle|epoque|periode)|depuis (quand|combien)|\ba quelle date",
    "number": r"\bcombien\b|quel nombre|quel age|quels? ages|quelle (duree|taille|superficie|population|distance)|\bcbien\b",
    "person": r"\bqui (est|dirige|preside|anime|a ete|etait)\b|\bnom (du|de la|des) (directeur|directrice|president)|comment s'appelle",
}
_HAS = {
    "phone": r"(?:tel|phone|\b0\d)[^a-z]*\d\d[ .]?\d\d[ .]?\d\d[ .]?\d\d",
    "fax": r"fax\W*\d",
    "mail": r"[\w.-]+@[\w-]+\.\w+",
    "url": r"www\.|https?:|\b[\w-]+\.(?:fr|org|com|eu)\b",
    "address": r"\b\d{5}\b|\b\d+,? (?:bis )?(?:place|rue|avenue|boulevard|allee|chemin)\b",
    "money": r"\beuros?\b|€|\bgratuit",
    "percent": r"%|pour cent|\bmoitie\b|\btiers\b|\bquart\b",
    "date": rf"\b(?:1[5-9]|20)\d\d\b|\b(?:{_MONTHS})\b|siecle",
    "number": rf"\d|\b(?:{_NUMBERS})\b",
    "person": r"\b[A-ZÉ][a-zéèêëîïôç-]+ [A-ZÉ][a-zA-Zéèêëîïôç-]+",
}
_ASKED_PATTERNS = {name: re.compile(pattern) for name, pattern in _ASKED.items()}
_HAS_PATTERNS = {name: re.compile(pattern) for name, pattern in _HAS.items()}


def asked(question: str) -> frozenset[str]:
    """The kinds of thing that a question asks for; often none."""
    normal = normalize(question)
    found = {name for name, pattern in _ASKED_PATTERNS.items() if pattern.search(normal)}
    if "money" in found:
        found.discard("number")
    if found & {"mail", "url"}:
        found.discard("address")
    return frozenset(found)


def has(text: str, kind: str) -> bool:
    """Whether a text has something of a kind."""
    return _HAS_PATTERNS[kind].search(text if kind == "person" else fold(text)) is not None


def fit(question_kinds: frozenset[str], text: str) -> float:
    """Share of the asked kinds that a text has, from -1 (none) to 1 (all); 0 when nothing is asked."""
    if not question_kinds:
        return 0.0
    found = sum(has(text, kind) for kind in question_kinds)
    return 2 * found / len(question_kinds) - 1
