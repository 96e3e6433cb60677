"""HTML: the main text as trafilatura finds it, without navigation and boilerplate.

What the tags themselves declare as navigation, banner or hidden is taken out first. On a short page
trafilatura may drop or run together a good part of the rest; the whole rest is then read instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # nosec B405 # reads what trafilatura has just written

import trafilatura

from assistant.errors import IngestError
from ingest.layout import Block, BlockKind, Limits, ReadDocument, fact, normalise, row_text
from ingest.read.encoding import declared_charset, decode

# Of a page with fewer letters than this, at least this share of letters and of blocks must remain.
SHORT_PAGE = 20_000
KEPT_SHARE = 0.6

# HTML tags and those of trafilatura's XML too: head, list, item, row, cell, quote, lb.
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_ITEMS = {"li", "dd", "item"}
_ROWS = {"tr", "row"}
_BREAKING_NAMES = (
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html item li list main ol p pre quote row section summary table "
    "tbody td tfoot th thead tr ul"
)
_SILENT_NAMES = (
    "aside button iframe input link meta nav noscript script select style svg template textarea title"
)
_BREAKING = frozenset(_BREAKING_NAMES.split())
_SILENT = frozenset(_SILENT_NAMES.split())
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary"}
_DATES = ("date", "dc.date", "dcterms.date", "dcterms.issued", "article:published_time")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# What a style sheet in the element itself hides from who opens the page.
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class HtmlReader:
    """Reads HTML pages in any encoding that they declare or that can be guessed."""

    suffixes = (".html", ".htm")

    def read(self, path: Path, limits: Limits) -> ReadDocument:
        """Read one page.

        Raises:
            IngestError: there is no HTML in the file.
        """
        data = path.read_bytes()
        html = _XML_DECLARATION.sub("", decode(data, declared_charset(data)))
        tree = trafilatura.load_html(html)
        if tree is None:
            raise IngestError(f"« {path.name} » n’est pas une page HTML lisible. Vérifiez le fichier.")
        meta = _meta(tree)
        declared = meta.get("og:title") or fact(tree.findtext(".//title"))
        blocks = tuple(_main_blocks(tree))
        return ReadDocument(
            title=_title(declared, blocks),
            author=meta.get("author") or meta.get("dc.creator"),
            date=_date(meta),
            language=str(tree.get("lang") or "").lower() or meta.get("content-language"),
            summary=meta.get("description") or meta.get("og:description"),
            themes=tuple(filter(None, re.split(r"\s*[,;]\s*", meta.get("keywords", "")))),
            kind=meta.get("dc.type"),
            blocks=blocks,
            page_texts=("\n".join(block.text for block in blocks),),
            paged=False,
        )


READER = HtmlReader()


def _main_blocks(tree: Any) -> list[Block]:
    """The blocks of a page; empties the tree of all that is silent."""
    body = tree.find(".//body")
    for element in [e for e in tree.iterdescendants() if isinstance(e.tag, str) and _is_silent(e)]:
        element.drop_tree()
    whole = list(_blocks(tree if body is None else body))
    main = _extracted_blocks(tree)
    letters = _letters(whole)
    dropped = _letters(main) < KEPT_SHARE * letters or len(main) < KEPT_SHARE * len(whole)
    return whole if dropped and letters < SHORT_PAGE else main


def _letters(blocks: Sequence[Block]) -> int:
    return sum(character.isalnum() for block in blocks for character in block.text)


def _extracted_blocks(tree: Any) -> list[Block]:
    """What trafilatura takes for the main text, from its XML output."""
    xml = trafilatura.extract(
        tree,
        output_format="xml",
        include_comments=False,
        include_tables=True,
        include_links=False,
        include_formatting=False,
        favor_recall=True,
    )
    main = ElementTree.fromstring(xml).find("main") if xml else None  # nosec B314
    return [] if main is None else list(_blocks(main))


def _blocks(element: Any, kind: BlockKind = "paragraph", level: int = 0) -> Iterator[Block]:
    """The blocks of an element of HTML or of trafilatura's XML, in order.

    Args:
        element: an lxml or ElementTree element.
        kind: of the text that stands directly in it.
        level: of that text when it is a heading.
    """
    inline = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):
            inline.append(" ")
        elif _breaks(child):
            yield from _block(inline, kind, level)
            inline = []
            yield from _child_blocks(child, kind)
        else:
            inline.append(" " if child.tag in ("br", "lb") else "".join(child.itertext()))
        inline.append(child.tail or "")
    yield from _block(inline, kind, level)


def _child_blocks(child: Any, kind: BlockKind) -> Iterator[Block]:
    if child.tag in _ROWS:
        yield from _row(child)
    elif child.tag in _HEADINGS or child.tag == "head":
        yield from _blocks(child, "heading", _HEADINGS.get(child.get("rend") or child.tag, 2))
    else:
        yield from _blocks(child, "item" if child.tag in _ITEMS else kind)


def _block(inline: Sequence[str], kind: BlockKind, level: int) -> Iterator[Block]:
    text = normalise("".join(inline))
    if text:
        yield Block(kind, text, level=level)


def _row(row: Any) -> Iterator[Block]:
    cells = [cell for cell in row if cell.tag in ("th", "td", "cell")]
    texts = [" ".join(block.text for block in _blocks(cell)) for cell in cells]
    names_columns = len(cells) > 1 and all(cell.tag == "th" or cell.get("role") == "head" for cell in cells)
    text = " ; ".join(texts) if names_columns else row_text(texts)
    if text:
        yield Block("row", text, level=int(names_columns))


def _is_silent(element: Any) -> bool:
    if element.tag in ("header", "footer"):
        return element.find(".//h1") is None
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    hidden = hidden or bool(_UNSEEN.search(element.get("style") or ""))
    return element.tag in _SILENT or element.get("role") in _ROLES or hidden


def _breaks(element: Any) -> bool:
    return element.tag in _BREAKING or any(child.tag in _BREAKING for child in element.iter())


def _meta(tree: Any) -> dict[str, str]:
    """The non-empty ``<meta>`` values by lower-case name, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("http-equiv") or ""
        content = fact(element.get("content"))
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _title(declared: str, blocks: Sequence[Block]) -> str | None:
    """The page's own title: a main heading that ``<title>`` repeats goes without the site's name."""
    heading = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), "")
    return heading if heading and (not declared or heading in declared) else declared or None


def _date(meta: dict[str, str]) -> str | None:
    declared = (meta[name] for name in _DATES if name in meta)
    return next((match[0] for match in map(_DATE.match, declared) if match), None)
