"""Checks a generation, before it is published and at any time afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.errors import IndexDamagedError
from assistant.index import (
    DATABASE,
    WRITING_SECONDS,
    Index,
    Manifest,
    damaged_error,
    digests,
    expected_digests,
    read_manifest,
)
from assistant.settings import VectorServer


def check_generation(folder: Path, model: str | None = None, server: VectorServer | None = None) -> None:
    """The files of a generation are as they were written, agree, and a probe query answers.

    Args:
        folder: the generation.
        model: the model that must have made it, if any.
        server: where its vectors are, when they are not in its files.

    Raises:
        IndexDamagedError: they do not; the generation must not be published.
        IndexMismatchError: it is of another format or model, or no server is given and it needs one.
        VectorServerError: the server does not answer, or lacks vectors.
    """
    check_files(folder)
    patient = replace(server, seconds=WRITING_SECONDS) if server else None
    with closing(Index.open_generation(folder, patient)) as index:
        if model is not None:
            index.embedding_model_must_be(model)
        _check_ids(index)
        if len(index.token_offsets) != index.manifest.sentences + 1:
            raise IndexDamagedError(f"Les vecteurs de mots et les phrases diffèrent dans « {folder} ».")
        if not len(index.vectors.nearest(index.sentence_vectors[0], 1)):
            raise IndexDamagedError(f"Une recherche d’essai n’a rien trouvé dans « {folder} ».")


def check_files(folder: Path) -> Manifest:
    """The files of a generation are as they were written; gives its manifest.

    Chroma is not opened: it may crash the process on a graph with a few wrong bytes.

    Raises:
        IndexDamagedError: they are not.
        IndexMismatchError: it is of another format.
    """
    manifest = read_manifest(folder)
    expected = expected_digests(folder)
    try:
        found = digests(folder)
    except OSError as error:
        raise damaged_error(folder) from error
    if DATABASE not in expected:  # a generation from before its rows were digested
        found.pop(DATABASE, None)
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            raise damaged_error(folder / name)
    if (folder / DATABASE).exists():
        _check_database(folder / DATABASE)
    return manifest


def _check_database(path: Path) -> None:
    """Its rows were compared; SQLite compares its indexes with them."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise damaged_error(path) from error
    if found != ("ok",):
        raise damaged_error(path)


def _check_ids(index: Index) -> None:
    if index.vectors.ids() != set(range(index.manifest.sentences)):
        raise IndexDamagedError(
            f"Les identifiants de Chroma et du manifeste diffèrent dans « {index.folder} »."
        )


def check_quotes(folder: Path, server: VectorServer | None = None) -> int:
    """Every quote of a generation stands word for word on the page that it names; gives their number.

    Raises:
        IndexDamagedError: one does not.
    """
    with closing(Index.open_generation(folder, server)) as index:
        pages: dict[tuple[str, int | None], str] = {}
        quoted = [(p, s) for p in index.passages for s in p.sentences if s.quote]
        for passage, sentence in quoted:
            place = (passage.document, sentence.page)
            if place not in pages:
                pages[place] = " ".join(index.page_text(*place).split())
            if sentence.quote not in pages[place]:
                where = f", page {sentence.page}" if sentence.page else ""
                raise IndexDamagedError(
                    f"Une citation de « {passage.document} »{where} n’est pas dans le texte : "
                    f"« {sentence.quote} ». Reconstruisez l’index : python -m ingest build --force"
                )
        return len(quoted)
