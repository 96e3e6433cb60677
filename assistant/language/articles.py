"""Names that bring their article, « le service exemple », as French sentences need them."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"^(?:(le|la|les) |(l)['’])(?=\w)", re.IGNORECASE)
_OF = {"le": "du ", "la": "de la ", "les": "des ", "l": "de l’"}
_TO = {"le": "au ", "la": "à la ", "les": "aux ", "l": "à l’"}


def has_article(named: str) -> bool:
    """Whether a name begins with its article."""
    return _ARTICLE.match(named) is not None


def bare(named: str) -> str:
    """A name without its article: « le service exemple » gives « service exemple »."""
    return _ARTICLE.sub("", named)


def of(named: str) -> str:
    """« du service », « de la lettre », « de l’agence » for a name with its article."""
    return _with(_OF, named)


def to(named: str) -> str:
    """« au service », « à la lettre », « à l’agence » for a name with its article."""
    return _with(_TO, named)


def _with(preposition: dict[str, str], named: str) -> str:
    found = _ARTICLE.match(named)
    return preposition[(found[1] or found[2]).casefold()] + bare(named) if found else named


def capital(text: str) -> str:
    """A text with its first letter in capital, as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]
