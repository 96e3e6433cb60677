"""Characters: what an extraction leaves in a text that no author wrote.

Nothing here adds, drops or moves a letter or a digit, except that a ligature becomes its letters.
"""

from __future__ import annotations

import re
import unicodedata

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
HYPHENS = "\u2010\u2011\u2043"
# Symbol and Wingdings put their bullets in the private use area; the code 0x7F of a PDF's WinAnsi
# encoding is a bullet (ISO 32000-1, D.2, note 3) that extraction leaves as a control character.
PRIVATE_BULLETS = "\x7f\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf06e\uf0a8\uf02d"
BULLETS = "•●○◦▪▫■□▶►▸➢➤➔→⇒✓✔‣⁃∙·❖◆◊" + PRIVATE_BULLETS
MARKER = re.compile(rf"(?:[{BULLETS}]|[-–—*+](?=\s))\s*")

_TABLE = str.maketrans(
    LIGATURES | dict.fromkeys(HYPHENS, "-") | dict.fromkeys(PRIVATE_BULLETS, "•") | {"\u00ad": None}
)
_LEADER = re.compile(r"(?:\s?[.·]){5,}")
_SPACED = re.compile(r"[^\W_a-zß-öø-ÿ](?: [^\W_a-zß-öø-ÿ])+")


def normalise(text: str) -> str:
    """One line of text: ligatures and accents composed, invisible characters gone, single spaces.

    Letters set apart (« S O M M A I R E ») are put together when their words are separated by
    wider spaces, or when there is one word; otherwise nothing tells where the words end. The dots
    that lead to a page number in a table of contents become « … ».
    """
    text = unicodedata.normalize("NFC", text).translate(_TABLE)
    text = "".join(character for character in text if not _is_invisible(character))
    return " ".join(_LEADER.sub(" … ", _close_up(text)).split())


def is_marker(text: str) -> bool:
    """Whether the text is a bullet and nothing else."""
    return bool(MARKER.fullmatch(text.strip() + " "))


def strip_marker(text: str) -> tuple[str, bool]:
    """The text without the bullet that it starts with, and whether there was one."""
    match = MARKER.match(text.lstrip())
    if not match:
        return text, False
    return text.lstrip()[match.end() :], True


def _is_invisible(character: str) -> bool:
    """Control and format characters (zero width, direction marks), half surrogates; not white space."""
    return not character.isspace() and unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs")


def _close_up(text: str) -> str:
    words = re.split(r"\s{2,}", text.strip())
    if len(text) < 7 or not all(map(_SPACED.fullmatch, words)):
        return text
    return " ".join(word.replace(" ", "") for word in words)
