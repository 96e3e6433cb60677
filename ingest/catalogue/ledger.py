"""The ids that were given, kept in the corpus folder beside the catalogue; the live index remembers them too.

No id leaves this file: that of a document that was removed stays with the digest of its content, without the
name of its file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.errors import IndexDamagedError, IndexMismatchError, IndexNotFoundError, IngestError
from assistant.index import live_generation, read_documents, read_manifest
from ingest.catalogue.identity import Known, Memory, digest
from ingest.catalogue.safe_writing import alone, put

LEDGER = "identifiants.json"
_NOTE = (
    "Identifiants donnés aux documents, tenus par « python -m ingest » : un identifiant n’est jamais redonné "
    "à un autre contenu. À sauvegarder avec le corpus."
)


def remembered(folder: Path, index: Path | None = None) -> Memory:
    """The ids that were given in a corpus, as its own file has them, completed by its live index.

    Args:
        index: counts only when it was built from this folder.

    Raises:
        IngestError: the file of the ids cannot be read.
    """
    return {**(_live(folder, index) if index else {}), **_read(folder / LEDGER)}


def record(folder: Path, ids: Mapping[Path, str], memory: Memory) -> None:
    """Keeps the ids that the files of a corpus have; those of ``memory`` that no file has are gone.

    Raises:
        IngestError: the file of the ids cannot be read or written.
    """
    with alone(folder):
        before = _read(folder / LEDGER)
        given = set(ids.values())
        after = {i: k if i in given else replace(k, file="") for i, k in {**memory, **before}.items()}
        for path, identifier in ids.items():
            file = path.relative_to(folder).as_posix()
            if file.isprintable():  # a name that is not UTF-8 is refused by every build
                after[identifier] = _known(path, file, after.get(identifier))
        if after != before:
            _write(folder / LEDGER, after)


def forget_file(folder: Path, identifier: str) -> None:
    """Notes that the file of an id was removed: only its content can bring the id back.

    Raises:
        IngestError: the file of the ids cannot be read or written.
    """
    with alone(folder):
        memory = _read(folder / LEDGER)
        if identifier in memory:
            _write(folder / LEDGER, memory | {identifier: replace(memory[identifier], file="")})


def _write(path: Path, memory: Memory) -> None:
    text = json.dumps(_values(memory), ensure_ascii=False, indent=1) + "\n"
    put(path, lambda part: part.write_text(text, encoding="utf-8"))


def _known(path: Path, file: str, before: Known | None) -> Known:
    try:
        return Known(file, digest(path))
    except IngestError:
        return Known(file, before.sha256 if before else "")


def _values(memory: Memory) -> dict[str, Any]:
    documents = {
        identifier: ({"file": known.file} if known.file else {}) | {"sha256": known.sha256}
        for identifier, known in sorted(memory.items())
    }
    return {"note": _NOTE, "documents": documents}


def _read(path: Path) -> dict[str, Known]:
    if not path.exists():
        return {}
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
        return {
            str(identifier): Known(str(d.get("file", "")), str(d["sha256"]))
            for identifier, d in documents.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IngestError(
            f"Le fichier des identifiants « {path} » ne peut pas être lu. Rétablissez-le depuis une "
            "sauvegarde ou supprimez-le : l’index en service dira les identifiants."
        ) from error


def _live(folder: Path, index: Path) -> dict[str, Known]:
    try:
        live = live_generation(index)
        corpus = read_manifest(live).corpus
        if not corpus or Path(corpus).resolve() != folder.resolve():
            return {}
        return {i: Known(d.file, d.sha256) for i, d in read_documents(live).items()}
    except (IndexNotFoundError, IndexDamagedError, IndexMismatchError):
        return {}
