"""A reply of the Info-doc service never stands before the publication that it quotes.

Its sentences are often quotes of other documents: each one that a publication holds too is shown as that
publication's sentence, and only once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from assistant.index import Index
from assistant.language import squash
from assistant.types import Passage, Sentence

REPLY_KIND = "réponse Info-doc"
_SHORTEST = 25
"""Letters from which the same words are a quote and not a coincidence."""


class _Found(Protocol):
    @property
    def sentence(self) -> Sentence: ...
    @property
    def passage(self) -> Passage: ...


_REMEMBERED: dict[str, frozenset[str]] = {}
Found = TypeVar("Found", bound=_Found)


def is_reply(document: str, index: Index) -> bool:
    """Whether a document is a reply of the Info-doc service."""
    return index.documents[document].kind == REPLY_KIND


def without_quoted_replies(found: Sequence[Found], index: Index) -> list[Found]:
    """What was found without the sentences of replies that a publication of the index holds."""
    if not any(is_reply(f.passage.document, index) for f in found):
        return list(found)
    published = _published(index)

    def repeats(one: Found) -> bool:
        return is_reply(one.passage.document, index) and _is_quoted(one.sentence.text, published)

    return [one for one in found if not repeats(one)]


def _is_quoted(text: str, published: frozenset[str]) -> bool:
    """Whether a sentence of a reply is one of a publication, or quotes one."""
    letters = squash(text)
    return letters in published or any(quote in letters for quote in published)


def _published(index: Index) -> frozenset[str]:
    """The sentences of the publications; made once for a generation."""
    generation = str(index.folder)
    if generation not in _REMEMBERED:
        _REMEMBERED.clear()
        _REMEMBERED[generation] = frozenset(
            letters for text in _texts(index) if len(letters := squash(text)) >= _SHORTEST
        )
    return _REMEMBERED[generation]


def _texts(index: Index) -> Iterable[str]:
    for passage in index.passages:
        if not is_reply(passage.document, index):
            yield from (s.text for s in passage.sentences)
