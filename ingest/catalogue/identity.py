"""Which id each file of a corpus has: an id, once given, stays with its content or its file.

What was given is remembered (``ledger``). An id goes to the file that has its name and its content, else to
the file that has its content (it was renamed), else to the file that has its name (it was replaced); it is
never given to anything else, not even by an entry of the catalogue.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from assistant.errors import IngestError
from assistant.language import fold
from assistant.system_errors import reason


@dataclass(frozen=True, slots=True)
class Known:
    """What an id was given to.

    Attributes:
        file: path in the corpus folder; empty once the document was removed, which then comes back by its
            content alone.
        sha256: of its content; empty when it could not be read.
    """

    file: str
    sha256: str


Memory = Mapping[str, Known]
"""What each id was given to, by id."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The id of each file, and the entries of the catalogue that claim the id of another document.

    Attributes:
        misplaced: a French sentence by id.
    """

    ids: Mapping[Path, str]
    misplaced: Mapping[str, str]


def assign(folder: Path, files: Sequence[Path], claims: Mapping[str, str | None], memory: Memory) -> Assigned:
    """Gives each file its id.

    Args:
        claims: the ids of the catalogue, with the file that an entry names.
    """
    by_name = {path.relative_to(folder).as_posix(): path for path in files}
    ids = {path: identifier for identifier, path in _held(by_name, memory).items()}
    misplaced = _claim(folder, files, claims, memory, ids)
    taken = {*memory, *claims, *ids.values()}
    for path in files:
        if path not in ids:
            ids[path] = next(i for i in _candidates(path, folder) if i not in taken)
            taken.add(ids[path])
    return Assigned({path: ids[path] for path in files}, misplaced)


def _held(by_name: Mapping[str, Path], memory: Memory) -> dict[str, Path]:
    """The files that have an id already, by id."""
    if not memory:
        return {}
    own = {i: by_name[known.file] for i, known in memory.items() if known.file in by_name}
    contents = {path: _digest_if_readable(path) for path in by_name.values()}
    unchanged = {i: path for i, path in own.items() if contents[path] == memory[i].sha256}
    moved: dict[str, list[Path]] = {}
    for path in sorted(set(contents) - set(unchanged.values()), reverse=True):
        moved.setdefault(contents[path], []).append(path)
    held = dict(unchanged)
    for identifier, known in memory.items():
        if identifier not in held and known.sha256 and moved.get(known.sha256):
            held[identifier] = moved[known.sha256].pop()
    kept = set(held.values())
    return held | {i: path for i, path in own.items() if i not in held and path not in kept}


def _claim(
    folder: Path,
    files: Sequence[Path],
    claims: Mapping[str, str | None],
    memory: Memory,
    ids: dict[Path, str],
) -> dict[str, str]:
    """Gives ``ids`` what the catalogue claims; gives the claims that are refused, with the reason.

    An id that was never given goes to the file that is claimed, which loses its own unless it is claimed too.
    """
    named = _names(folder, files)
    misplaced: dict[str, str] = {}
    for identifier, file in claims.items():
        path = named.get(file or identifier)
        if path is None or ids.get(path) == identifier:
            continue
        if identifier in memory:
            if file or identifier not in ids.values():
                misplaced[identifier] = _misplaced(identifier, memory[identifier], path)
        elif ids.get(path) not in claims:
            ids[path] = identifier
    return misplaced


def _names(folder: Path, files: Sequence[Path]) -> dict[str, Path]:
    """The file that each name means: an exact name before one that is only alike."""
    named: dict[str, Path] = {}
    for names in zip(*(_forms(path, folder) for path in files), strict=True):
        for name, path in zip(names, files, strict=True):
            named.setdefault(name, path)
    return named


def _forms(path: Path, folder: Path) -> tuple[str, ...]:
    return path.relative_to(folder).as_posix(), path.name, path.stem, slug(path.stem)


def _misplaced(identifier: str, known: Known, path: Path) -> str:
    holder = f"« {known.file} »" if known.file else "retiré"
    return (
        f"L’identifiant « {identifier} » est celui d’un autre document ({holder}) : la fiche "
        f"de « {path.name} » est laissée de côté. Donnez-lui un autre identifiant dans le catalogue."
    )


def _candidates(path: Path, folder: Path) -> Iterator[str]:
    longer = slug(str(path.relative_to(folder)))
    yield slug(path.stem)
    yield longer
    yield from (f"{longer}-{number}" for number in count(2))


def slug(text: str) -> str:
    """A text as an identifier: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "document"


def digest(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        IngestError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IngestError(
            f"« {path.name} » ne peut pas être lu : {reason(error)}. Vérifiez ses droits ou remplacez-le."
        ) from error


def _digest_if_readable(path: Path) -> str:
    try:
        return digest(path)
    except IngestError:
        return ""
