"""BEIR folders: ``corpus.jsonl``, queries and ``qrels.tsv`` (Thakur et al. 2021), read and indexed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from assistant.errors import IndexNotFoundError
from assistant.index import FORMAT, live_generation
from assistant.settings import Settings
from evals.sets.jsonl import DatasetError, read_records, read_text
from ingest.build import Progress, build_from_records, code_version, no_progress

Judgements = dict[str, dict[str, int]]

_EXPECTED_RECORD = {"_id": "un texte non vide", "title": "un texte", "text": "un texte"}
_EXPECTED_QUERY = {"_id": "un texte non vide", "text": "un texte non vide", "answers": "une liste de textes"}

Name = Annotated[str, Field(alias="_id", min_length=1)]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Record:
    """One document of the corpus."""

    id: Name
    text: str
    title: str = ""


@dataclass(frozen=True)
class Query:
    """One question and, where they are known, its accepted answers."""

    id: Name
    text: Annotated[str, Field(min_length=1)]
    answers: tuple[str, ...] = ()


def load_corpus(path: Path) -> tuple[Record, ...]:
    """Read the records of a ``corpus.jsonl``.

    Raises:
        DatasetError: the file cannot be read, is empty or holds a malformed line.
    """
    return _not_empty(path, tuple(record for _, record in read_records(path, Record, _EXPECTED_RECORD)))


def load_queries(path: Path) -> tuple[Query, ...]:
    """Read a file of queries.

    Raises:
        DatasetError: the file cannot be read, is empty or holds a malformed line.
    """
    return _not_empty(path, tuple(query for _, query in read_records(path, Query, _EXPECTED_QUERY)))


def load_judgements(path: Path) -> Judgements:
    """Read ``qrels.tsv``: query, document and relevance separated by tabs, under an optional title line.

    Returns:
        The relevant documents of each query with their relevance; a relevance of 0 is left out.

    Raises:
        DatasetError: the file cannot be read, judges nothing or holds a malformed line.
    """
    judgements: Judgements = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip() or (number == 1 and line.startswith("query-id")):
            continue
        query, document, relevance = _judgement(line, f"{path}, ligne {number}")
        if relevance > 0:
            judgements.setdefault(query, {})[document] = relevance
    if not judgements:
        raise DatasetError(f"{path} ne juge aucun document pertinent.")
    return judgements


def _judgement(line: str, where: str) -> tuple[str, str, int]:
    expected = DatasetError(
        f"{where} : il fallait trois champs séparés par des tabulations : question, document, "
        "pertinence entière."
    )
    fields = line.split("\t")
    if len(fields) != 3:
        raise expected
    try:
        return fields[0], fields[1], int(fields[2])
    except ValueError as error:
        raise expected from error


def _not_empty(path: Path, records: tuple[Item, ...]) -> tuple[Item, ...]:
    if not records:
        raise DatasetError(f"{path} est vide. Un objet JSON par ligne était attendu.")
    return records


def index_corpus(folder: Path, settings: Settings, progress: Progress = no_progress) -> Path:
    """The index of a folder's ``corpus.jsonl``; see ``index_records``."""
    return index_records(folder / "corpus.jsonl", settings, progress)


def index_records(path: Path, settings: Settings, progress: Progress = no_progress) -> Path:
    """The index of a file of records, made by the project's own ingestion.

    It is kept in the user's cache under a digest of the corpus, the model, the index format and the code
    that makes an index, so that a second run is quick and a change of any of them makes a new one.

    Returns:
        The index folder, with a live generation.

    Raises:
        DatasetError: the corpus cannot be read or repeats an id.
        IngestError, ModelError: the index cannot be made.
    """
    records = load_corpus(path)
    if len({record.id for record in records}) < len(records):
        raise DatasetError(f"{path} : deux lignes ont le même « _id ». Chaque document doit avoir le sien.")
    index = settings.cache / "evals" / _digest(path, settings.embedding_model)
    try:
        live_generation(index)
    except IndexNotFoundError:
        triples = ((record.id, record.title, record.text) for record in records)
        build_from_records(triples, index, settings, progress)
    return index


def _digest(corpus: Path, model: str) -> str:
    """What an index depends on, in 16 hexadecimal digits."""
    digest = hashlib.sha256(f"{FORMAT} {model} {code_version()}".encode())
    digest.update(hashlib.sha256(corpus.read_bytes()).digest())
    return digest.hexdigest()[:16]
