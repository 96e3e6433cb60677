"""What kind of thing a question asks for (a number, a date, a phone number…) and whether a text has one."""

from __future__ import annotations

import re

from assistant.language import MONTHS, fold

_MONTH = "|".join(fold(month) for month in MONTHS)
_NUMBERS = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante"
    "|soixante|cent|mille|millions?|milliards?|moitie|tiers|quart"
)

_ASKED = {
    "phone": r"\btelephone|\bnumero de tel|\btel\b|\bappeler\b|quel numero",
    "fax": r"\bfax\b|\btelecopie",
    "mail": r"\be-?mail|\bmail\b|\bcourriel|adresse electronique|\bmel\b",
    "url": r"\b(?:votre|leur) site\b|\bsite (?:internet|web|du pole|du centre)\b"
    r"|\burl\b|adresse (?:du site|web|internet)|\btelecharge|\ben ligne\b",
    "address": r"\b(?:installe|implante)e?s?\b|\bpar courrier\b|\bcourrier postal\b"
    r"|(?<!s')\badresse (?:postale|du|de la|des|exacte)|(?:votre|vos|l'|quelle) ?adresse"
    r"|\b(?:vos|votre) (?:bureaux|locaux|siege)|\bou (?:se trouve|se situe|est situe|sont situes"
    r"|sont vos|est votre)",
    "money": r"\b(?:quel|au|un|a quel)s? (?:est |sont )?(?:le |l'|son |leur |votre )?(?:budget|prix"
    r"|tarif|cout|montant|salaire|loyer)\b"
    r"|\bquelles? (?:subvention|cotisation|indemnite)"
    r"|\bcombien (?:ca |cela )?(?:cout|gagn|touch|factur|rapport|vers)|\bcombien d'euros"
    r"|\bquelle somme|\bmontant d"
    r"|\bindemnite",
    "percent": r"pourcentage|quel (?:est le )?taux|quelle (?:est la )?(?:part|proportion)\b",
    "date": r"\bquand\b|quelle? (?:annee|date|jour|mois|siecle|epoque|periode)|depuis combien",
    "number": r"\bcombien\b|^nombre d|quels? (?:est l')?ages?\b",
    "person": r"\b(?:nom|identite) (?:du|de la|des) (?:direct|president|responsable)|\bdirectrice\b"
    r"|\bdirecteur\b"
    r"|\bqui (?:dirige|preside)\b|\bcomment s'appelle la personne|comment s'appelle"
    r" l[ea] (?:maire|ministre|president|directeur|responsable)",
    "hours": r"\b(?:etes-vous|vous etes) ouverts?\b"
    r"|\bhoraires?\b|\bheures? d'ouverture|\ba quelle heure|\bouvert le\b",
}
_HAS = {
    "phone": r"\b0\d(?:[ .]?\d\d){4}\b|\b39 ?\d\d\b|\b11[5-9]\b",
    "fax": r"fax\W*\d",
    "mail": r"[\w.-]+@[\w-]+\.\w+",
    "url": r"www\.|https?:|\b[\w-]+\.(?:fr|org|com|eu)\b",
    "address": r"\b\d+,? (?:bis )?(?:place|rue|avenue|boulevard|allee|chemin)\b",
    "money": r"\b(?:euros?|francs?|dollars?)\b|[€$£]|\bgratuit",
    "percent": r"%|pour cent|\bmoitie\b|\btiers\b|\bquart\b",
    "date": rf"\b(?:1[5-9]|20)\d\d\b|\b(?:{_MONTH})\b|siecle",
    "number": rf"\d|\b(?:{_NUMBERS})\b",
    "hours": r"\b\d{1,2} ?h(?:eures?)?\b",
    "person": r"\b(?!(?:Le|La|Les|Un|Une|Des|Du|Ce|Cette|En|Au|Aux|Depuis|Par) )"
    r"[A-ZÉ][a-zéèêëîïôç-]+ [A-ZÉ][a-zA-Zéèêëîïôç-]+",
}
_NUMBER_WORD = re.compile(_NUMBERS)
_ASKED_PATTERNS = {name: re.compile(pattern) for name, pattern in _ASKED.items()}
_HAS_PATTERNS = {name: re.compile(pattern) for name, pattern in _HAS.items()}


def asked(folded: str) -> frozenset[str]:
    """The kinds of thing that a folded question asks for; often none."""
    found = {name for name, pattern in _ASKED_PATTERNS.items() if pattern.search(folded)}
    if found & {"money", "hours", "percent"}:
        found -= {"number"}
    if found & {"mail", "url"}:
        found.discard("address")
    return frozenset(found)


def has(text: str, kind: str) -> bool:
    """Whether a text has something of a kind."""
    return _HAS_PATTERNS[kind].search(text if kind == "person" else fold(text)) is not None


def is_number(word: str) -> bool:
    """Whether a folded word is a number, in digits or in letters."""
    return word.isdigit() or _NUMBER_WORD.fullmatch(word) is not None


def fit(question_kinds: frozenset[str], text: str) -> float:
    """Share of the asked kinds that a text has, from -1 (none) to 1 (all); 0 when nothing is asked."""
    if not question_kinds:
        return 0.0
    found = sum(has(text, kind) for kind in question_kinds)
    return 2 * found / len(question_kinds) - 1
