"""From bytes to text: declared encodings first, then UTF-8, then the likeliest of the others."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Pages that declare Latin-1 hold Windows characters (’ œ …): browsers read them so (WHATWG Encoding).
# Python's codecs that are no encoding of pages: some unpack, some hide letters from who looks for them.
_NO_PAGE = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
_AS_WINDOWS = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}


def declared_charset(data: bytes) -> str | None:
    """The encoding that the head of an HTML page declares, if Python knows it."""
    match = _META_CHARSET.search(data[:4096])
    if not match:
        return None
    name = match[1].decode("ascii").lower()
    try:
        found = codecs.lookup("cp1252" if name in _AS_WINDOWS else name).name
        "".encode(found)
    except (LookupError, UnicodeError):
        return None
    return None if found in _NO_PAGE or found.replace("-", "_") in _NO_PAGE else found


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file, with Unix line ends.

    Args:
        data: the whole file.
        declared: encoding that the file says it has; tried after a byte order mark.
    """
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    for name in filter(None, (marked, declared, "utf-8")):
        try:
            return _unix(data.decode(name))
        except UnicodeDecodeError:
            continue
    return _unix(data.decode(_guess(data), errors="replace"))


def _guess(data: bytes) -> str:
    best = from_bytes(data, cp_isolation=["cp1252", "mac_roman", "cp850"]).best()
    return best.encoding if best else "cp1252"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
