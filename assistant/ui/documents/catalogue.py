"""Search and facets over the documents of an index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.index import Index, passes_filters
from assistant.language import content_stems
from assistant.types import Document, Filters

_TITLE_SHARE = 2.0


def search_documents(index: Index, text: str, filters: Filters) -> list[Document]:
    """The documents that pass the filters and hold all the words of a text, best first.

    A document scores the BM25 of its best passage, and more when its title holds the words. Without a
    text: by title.
    """
    kept = [d for d in index.documents.values() if passes_filters(d, filters)]
    stems = content_stems(text)
    if not stems:
        return sorted(kept, key=lambda d: d.title.casefold())
    scores = _scores(index, stems)
    found = [d for d in kept if scores.get(d.id, 0.0) > 0 and _holds(index, d, stems)]
    return sorted(found, key=lambda d: (-scores[d.id], d.title))


def _scores(index: Index, stems: Sequence[str]) -> dict[str, float]:
    passages = index.stems.scores(list(stems))
    best: dict[str, float] = {}
    for place in np.flatnonzero(passages > 0):
        owner = index.passages[place].document
        best[owner] = max(best.get(owner, 0.0), float(passages[place]))
    for document in index.documents.values():
        held = len(set(stems) & set(content_stems(document.title))) / len(set(stems))
        if held:
            best[document.id] = best.get(document.id, 0.0) * (1 + _TITLE_SHARE * held) + held
    return best


def _holds(index: Index, document: Document, stems: Sequence[str]) -> bool:
    """Whether every word stands somewhere in the title, the summary or the text."""
    words = set(content_stems(f"{document.title} {document.summary or ''} {' '.join(document.themes)}"))
    for passage in index.passages_of(document.id):
        if set(stems) <= words:
            return True
        words |= set(content_stems(f"{' '.join(passage.headings)} {passage.text}"))
    return set(stems) <= words
