"""Text for the page: escaping, French spacing, dates and plurals.

Text of documents, of questions and of file names is data. It reaches a page either through ``safe``, into
HTML written here, or through ``escape_markdown``, into the labels that Streamlit reads as Markdown.
"""

from __future__ import annotations

import html
import re
import string

from assistant.language import iso_in_words

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
_BEFORE = re.compile(r" ([;:!?»])(?=[\s.,)…]|$)")
_AFTER = re.compile(r"« ")
# Streamlit replaces these after Markdown has been read, where a backslash no longer protects.
_REPLACED_LATE = re.compile(r":(?=[\w+/-]+:)|-(?=[->])|<(?=[-=])|>(?==)|~(?==)")
_WORD_JOINER = "\u2060"


def french_spaces(text: str) -> str:
    """No line ends before a double punctuation mark nor after an opening quotation mark."""
    return _AFTER.sub("«\u00a0", _BEFORE.sub("\u00a0\\1", text))


def safe(text: str) -> str:
    """A text as HTML that shows exactly its characters."""
    return html.escape(french_spaces(text))


def escape_markdown(text: str) -> str:
    """A text as Streamlit Markdown, on one line, that shows exactly its characters."""
    line = " ".join(text.split())
    kept = _REPLACED_LATE.sub(lambda found: found.group() + _WORD_JOINER, line)
    return french_spaces(_PUNCTUATION.sub(r"\\\1", kept))


def shorten(text: str, most: int = 110) -> str:
    """The beginning of a text, cut between two words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def long_date(iso: str | None) -> str:
    """``2024-03-12`` as « 12 mars 2024 », ``2024-03`` as « mars 2024 »; empty when unknown."""
    return iso_in_words(iso) if iso else ""


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """« 1 document », « 3 documents »; zero takes the singular in French."""
    return f"{number} {singular if number < 2 else plural or singular + 's'}"
