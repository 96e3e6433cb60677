"""References in the French usage of ISO 690:2021: author, title, date, pages, address."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.language import iso_in_words
from assistant.types import Document


def reference(document: Document, pages: Iterable[int] = ()) -> str:
    """The reference of a document, with the pages that were used.

    An author without a comma is an organisation; « s. d. » stands for a missing date. The address is only
    given when the catalogue has one.
    """
    author = f"{_author(document.author)}. " if document.author else ""
    online = " [en ligne]" if document.url else ""
    kind = f" [{document.kind}]" if document.kind and not document.url else ""
    cited = sorted(set(pages))
    where = f", p. {', '.join(map(str, cited))}" if cited else ""
    link = f" Disponible à l’adresse : {document.url}" if document.url else ""
    dated = f"{french_day(document.date)}{where}".rstrip(".")
    return f"{author}{_title(document.title)}{online}{kind}. {dated}.{link}"


def _author(author: str) -> str:
    surname, comma, first = author.partition(",")
    return f"{surname.upper()}, {first.strip()}" if comma else author.upper()


def _title(title: str) -> str:
    return title.rstrip(" .")


def french_day(iso: str | None) -> str:
    """``2024-03-12`` as « 12 mars 2024 »; « s. d. » without a date."""
    return iso_in_words(iso) if iso else "s. d."
