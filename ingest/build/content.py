"""From the documents that were read to what goes into a generation, and what it is known by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial

from assistant.errors import IngestError
from assistant.index import FORMAT
from assistant.types import Document, Passage
from ingest.build.content_cache import ContentCache, content_key
from ingest.build.corpus_reading import CorpusDocument, CorpusRead, Digests, RejectedFile
from ingest.build.generation_writing import Content
from ingest.build.lazy_encoder import Encoder
from ingest.build.version import code_version
from ingest.catalogue import ACTIONS, CATALOGUE, CENTRE, GLOSSARY, Corpus, digest, identifiers
from ingest.layout import Block, ReadDocument
from ingest.split import split

Passages = tuple[Passage, ...]


def fingerprint(corpus: Corpus, digests: Digests, model: str) -> str:
    """A digest of all that an index depends on: documents, what describes them, model and code."""
    described = [corpus.folder / name for name in (CATALOGUE, GLOSSARY, CENTRE)]
    beside = [*described, *(corpus.folder / ACTIONS).glob("*.yaml")]
    ids = identifiers(corpus)
    parts = [f"{path.relative_to(corpus.folder)}:{ids[path]}:{digests[path]}" for path in corpus.files]
    parts += [f"{path.name}:{digest(path)}" for path in sorted(beside) if path.exists()]
    return content_key(str(FORMAT), code_version(), model, *parts)


def content_of(
    gathered: CorpusRead, encoder: Encoder, cache: ContentCache[Passages] | None = None
) -> tuple[Content, tuple[RejectedFile, ...]]:
    """What goes into a generation, and all that was rejected: a document without a sentence is, too.

    Raises:
        IngestError: not one document has a sentence.
    """
    passages = {s.document.id: _passages(s, encoder, cache) for s in gathered.sources}
    empty = [s.document for s in gathered.sources if not passages[s.document.id]]
    rejected = (*gathered.rejected, *map(_without_text, empty))
    if not any(passages.values()):
        reasons = " ".join(r.reason for r in rejected[:3])
        raise IngestError(f"Aucun document du corpus n’a pu être indexé. {reasons}".strip())
    kept = [s for s in gathered.sources if passages[s.document.id]]
    content = Content(
        documents=[s.document for s in kept],
        passages=[passage for s in kept for passage in passages[s.document.id]],
        pages={s.document.id: s.read.page_texts for s in kept},
        programmes=gathered.programmes,
        glossary=gathered.glossary,
        centre=gathered.centre,
    )
    return content, rejected


def _without_text(document: Document) -> RejectedFile:
    name = document.file.rpartition("/")[2] or document.id
    return RejectedFile(
        name, f"« {name} » n’a aucun texte exploitable : des titres, mais pas une phrase. Complétez-le."
    )


def _passages(source: CorpusDocument, encoder: Encoder, cache: ContentCache[Passages] | None) -> Passages:
    """The passages of a document; those of a file are kept by its content."""
    document = source.document
    make = partial(split, document.id, document.title, source.read, encoder.count_tokens)
    if cache is None or source.original is None:
        return tuple(make())
    key = content_key(
        encoder.name, document.id, document.title, document.sha256, source.original.suffix.lower()
    )
    known = cache.get(key)
    if known is None:
        known = tuple(make())
        cache.put(key, known)
    return known


def sources_of_records(records: Iterable[tuple[str, str, str]]) -> tuple[CorpusDocument, ...]:
    """Documents from (id, title, text) triples, a paragraph a line.

    Raises:
        IngestError: two records have one id.
    """
    sources: dict[str, CorpusDocument] = {}
    for identifier, title, text in records:
        if identifier in sources:
            raise IngestError(
                f"Deux documents ont l’identifiant « {identifier} ». Chacun doit avoir le sien."
            )
        sources[identifier] = _source_of_record(identifier, _encodable(title), _encodable(text))
    return tuple(sources.values())


def _source_of_record(identifier: str, title: str, text: str) -> CorpusDocument:
    read = ReadDocument(
        title, None, None, "fr", None, (), None, tuple(_paragraphs(text)), (text,), paged=False
    )
    sha256 = hashlib.sha256(f"{identifier}\n{title}\n{text}".encode()).hexdigest()
    return CorpusDocument(Document(id=identifier, title=title, kind="document", sha256=sha256), read)


def _paragraphs(text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        if part := line.strip():
            yield Block("paragraph", part)


def _encodable(text: str) -> str:
    """A text without the lone surrogates that JSON lets through and no file can hold."""
    return text.encode("utf-8", "replace").decode()
