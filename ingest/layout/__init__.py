"""From the lines of a page to headings, paragraphs, items and rows."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from ingest.layout.arrange import blocks_of
    from ingest.layout.blocks import (
        Block,
        BlockKind,
        Limits,
        ReadDocument,
        Reader,
        fact,
        has_letters,
        row_text,
    )
    from ingest.layout.cleaning import normalise, strip_marker
    from ingest.layout.fragments import Fragment, PageLine, page_lines, placed_fragment
    from ingest.layout.furniture import is_page_number
    from ingest.layout.joining import (
        Vocabulary,
        continues,
        ends_sentence,
        ends_unfinished,
        join_all,
        starts_lower,
    )
else:
    __getattr__ = names_of(
        __name__,
        {
            "arrange": ("blocks_of",),
            "blocks": (
                "Block",
                "BlockKind",
                "Limits",
                "ReadDocument",
                "Reader",
                "fact",
                "has_letters",
                "row_text",
            ),
            "cleaning": (
                "normalise",
                "strip_marker",
            ),
            "fragments": (
                "Fragment",
                "PageLine",
                "page_lines",
                "placed_fragment",
            ),
            "furniture": ("is_page_number",),
            "joining": (
                "Vocabulary",
                "continues",
                "ends_sentence",
                "ends_unfinished",
                "join_all",
                "starts_lower",
            ),
        },
    )

__all__ = [
    "Block",
    "BlockKind",
    "Fragment",
    "Limits",
    "PageLine",
    "ReadDocument",
    "Reader",
    "Vocabulary",
    "blocks_of",
    "continues",
    "ends_sentence",
    "ends_unfinished",
    "fact",
    "has_letters",
    "is_page_number",
    "join_all",
    "normalise",
    "page_lines",
    "placed_fragment",
    "row_text",
    "starts_lower",
    "strip_marker",
]
