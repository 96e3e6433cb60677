"""Paired abstention: each question asked with its source in the corpus, then with the source taken away.

The first time the right thing is to answer, the second time to refuse. Taking away is real: a copy of
the corpus without the documents is built into an index of its own. An action programme goes with the
document that it comes from.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.index import Index
from assistant.programme import load_programme
from assistant.settings import Settings
from evals.running.runner import Result, ask_one
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question
from ingest.build import build
from ingest.catalogue import ACTIONS, identifiers, open_corpus

Removed = frozenset[str]


def source_documents(question: Question) -> Removed:
    """The documents that hold the answer to a question."""
    return frozenset(source.document for source in question.sources)


def without_source(question: Question) -> Question:
    """The question as it is asked the second time: nothing but a refusal is right."""
    return Question(
        question.id,
        question.question,
        answerable=False,
        history=question.history,
        today=question.today,
        tags=question.tags,
    )


def check_paired(questions: Sequence[Question], known: Sequence[str]) -> None:
    """Checks that each question of a set can be asked with and without its source.

    Raises:
        DatasetError: a question is not answerable, names no source, or one that the corpus lacks.
    """
    for question in questions:
        documents = source_documents(question)
        if not (question.answerable and documents):
            raise DatasetError(
                f"Question « {question.id} » : il fallait une question qui a une réponse (answerable: true) "
                "et au moins une source, à retirer du corpus."
            )
        if absent := sorted(documents - set(known)):
            raise DatasetError(
                f"Question « {question.id} » : le corpus n’a pas le document « {absent[0]} » à retirer."
            )


def ask_with(
    questions: Sequence[Question], corpus: Path, settings: Settings, encoder: SentenceEncoder
) -> Iterator[Result]:
    """Asks the questions of the whole corpus."""
    yield from _ask(questions, corpus, frozenset(), settings, encoder)


def ask_without(
    questions: Sequence[Question], corpus: Path, settings: Settings, encoder: SentenceEncoder
) -> Iterator[Result]:
    """Asks each question of the corpus without its source documents, in the order of the set."""
    groups: dict[Removed, list[Question]] = {}
    for question in questions:
        groups.setdefault(source_documents(question), []).append(question)
    results: dict[str, Result] = {}
    for question in questions:
        removed = source_documents(question)
        if question.id not in results:
            asked = [without_source(each) for each in groups[removed]]
            results |= {r.id: r for r in _ask(asked, corpus, removed, settings, encoder)}
        yield results[question.id]


def _ask(
    questions: Sequence[Question],
    corpus: Path,
    removed: Removed,
    settings: Settings,
    encoder: SentenceEncoder,
) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="assistant-evals-") as folder:
        place = {"index": Path(folder) / "index", "corpus": Path(folder) / "corpus"}
        own = settings.in_files().model_copy(update=place)
        copy_without(corpus, removed, own.corpus)
        build(own.corpus, own.index, own, encoder=encoder)
        with closing(Index.open(own.index)) as index:
            assistant = Assistant(index, encoder, own)
            for question in questions:
                yield ask_one(question, assistant, index.page_text)


def copy_without(corpus: Path, removed: Removed, target: Path) -> None:
    """Copies a corpus folder without some documents and without their programmes.

    Raises:
        IngestError: the corpus cannot be read.
    """
    files = {path.resolve() for path in _files(corpus, removed)}

    def left_out(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if (Path(folder) / name).resolve() in files}

    shutil.copytree(corpus, target, ignore=left_out)


def _files(corpus: Path, removed: Removed) -> Iterator[Path]:
    """The files of documents and the programmes that come from them."""
    yield from (path for path, id_ in identifiers(open_corpus(corpus)).items() if id_ in removed)
    for path in sorted((corpus / ACTIONS).glob("*.yaml")):
        if load_programme(path).document in removed:
            yield path
