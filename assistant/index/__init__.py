"""A published index, opened: passages, words, vectors, and what to do when some of it is damaged."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.index.bm25 import Floats, Lexical
    from assistant.index.computed_vectors import quantize
    from assistant.index.degraded import open_for_readers, usable_index, with_live
    from assistant.index.fields import embedded_text, field_grams, field_stems, indexed_text
    from assistant.index.files import (
        CENTRE,
        FORMAT,
        HISTORY,
        POINTER,
        VECTORS_IN_FILES,
        VECTORS_ON_SERVER,
        Manifest,
        VectorPlace,
        damaged_error,
        document_from_json,
        live_generation,
        passage_from_json,
        read_centre,
        read_documents,
        read_manifest,
    )
    from assistant.index.integrity import DATABASE, DIGESTS, digests, expected_digests, sha256
    from assistant.index.opened import Index, passes_filters
    from assistant.index.vector_server import ON_SERVER, WRITING_SECONDS, connected_to
    from assistant.index.vectors import COLLECTION, open_vectors
else:
    __getattr__ = names_of(
        __name__,
        {
            "bm25": (
                "Floats",
                "Lexical",
            ),
            "computed_vectors": ("quantize",),
            "degraded": (
                "open_for_readers",
                "usable_index",
                "with_live",
            ),
            "fields": (
                "embedded_text",
                "field_grams",
                "field_stems",
                "indexed_text",
            ),
            "files": (
                "CENTRE",
                "FORMAT",
                "HISTORY",
                "Manifest",
                "POINTER",
                "VECTORS_IN_FILES",
                "VECTORS_ON_SERVER",
                "VectorPlace",
                "damaged_error",
                "document_from_json",
                "live_generation",
                "passage_from_json",
                "read_centre",
                "read_documents",
                "read_manifest",
            ),
            "integrity": (
                "DATABASE",
                "DIGESTS",
                "digests",
                "expected_digests",
                "sha256",
            ),
            "opened": (
                "Index",
                "passes_filters",
            ),
            "vector_server": (
                "ON_SERVER",
                "WRITING_SECONDS",
                "connected_to",
            ),
            "vectors": (
                "COLLECTION",
                "open_vectors",
            ),
        },
    )

__all__ = [
    "CENTRE",
    "COLLECTION",
    "DATABASE",
    "DIGESTS",
    "FORMAT",
    "HISTORY",
    "ON_SERVER",
    "POINTER",
    "VECTORS_IN_FILES",
    "VECTORS_ON_SERVER",
    "WRITING_SECONDS",
    "Floats",
    "Index",
    "Lexical",
    "Manifest",
    "VectorPlace",
    "connected_to",
    "damaged_error",
    "digests",
    "document_from_json",
    "embedded_text",
    "expected_digests",
    "field_grams",
    "field_stems",
    "indexed_text",
    "live_generation",
    "open_for_readers",
    "open_vectors",
    "passage_from_json",
    "passes_filters",
    "quantize",
    "read_centre",
    "read_documents",
    "read_manifest",
    "sha256",
    "usable_index",
    "with_live",
]
