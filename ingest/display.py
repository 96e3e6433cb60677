"""What the commands say, in French: pure functions from the outcome of a work to lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from assistant.index import VECTORS_IN_FILES, VECTORS_ON_SERVER, Manifest
from assistant.settings import PARIS
from ingest.build import Built

_FORMATS = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".html": "HTML",
    ".htm": "HTML",
    ".md": "Markdown",
    ".txt": "texte",
}

_PLACES: Mapping[str, str] = {
    VECTORS_IN_FILES: "dans les fichiers de l’index",
    VECTORS_ON_SERVER: "sur un serveur Chroma",
}


def report(built: Built) -> Iterator[str]:
    """What a build did, ending with the summary line."""
    manifest = built.manifest
    if built.unchanged:
        yield f"Rien n’a changé : l’index en service est gardé ({_when(manifest.created)})."
    yield from _documents(
        [d.file for d in built.documents],
        {d.id: d.empty_pages for d in built.documents if d.empty_pages},
        [r.reason for r in built.rejected],
    )
    yield summary(manifest)


def summary(manifest: Manifest) -> str:
    """The summary line, of a fixed form that other programs read."""
    counts = f"{manifest.documents} documents, {manifest.passages} passages"
    return f"{counts}, {len(manifest.rejected)} écartés"


def described(manifest: Manifest) -> str:
    """One generation in a line."""
    return f"{manifest.generation} ({_when(manifest.created)}), {summary(manifest)}."


def soundness(manifest: Manifest, quotes: int) -> str:
    """What a check found when all is well."""
    return (
        f"L’index est en bon état : {described(manifest)} "
        f"{manifest.sentences} phrases, dont {quotes} citées mot pour mot ; la recherche d’essai répond. "
        f"Base vectorielle : {_PLACES[manifest.vectors]}."
    )


def state(values: Mapping[str, Any]) -> Iterator[str]:
    """The values of ``state.status`` as lines."""
    rejected = values["rejected"]
    yield f"Index : {values['folder']}"
    yield f"Construit : {_when(values['created'])}, corpus « {values['corpus']} »"
    yield f"Modèle : {values['model']}"
    yield f"Base vectorielle : {_PLACES[values['vectors']]}"
    if values["vectors_error"]:
        yield f"  - {values['vectors_error']}"
    yield f"Précédent : {values['previous'] or 'aucun'}"
    yield from _documents(values["files"], values["empty_pages"], [r["reason"] for r in rejected])
    yield f"{values['documents']} documents, {values['passages']} passages, {len(rejected)} écartés"


def _documents(
    files: Iterable[str], empty_pages: Mapping[str, Sequence[int]], reasons: Sequence[str]
) -> Iterator[str]:
    """What was read, the pages without text, what was left out and why."""
    formats = Counter(_FORMATS.get(PurePosixPath(file).suffix.lower(), "autres") for file in files)
    if formats:
        yield "Documents lus : " + ", ".join(f"{n} {name}" for name, n in sorted(formats.items()))
    if empty_pages:
        total = sum(map(len, empty_pages.values()))
        yield f"Pages sans texte, blanches ou numérisées : {total}"
        yield from (f"  - {name} : {_pages(pages)}" for name, pages in sorted(empty_pages.items()))
    if reasons:
        yield f"Fichiers écartés : {len(reasons)}"
        yield from (f"  - {reason}" for reason in reasons)


def _pages(pages: Sequence[int]) -> str:
    """« page 3 », « pages 3, 5 à 8 »."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs]
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(shown)


def _when(created: str) -> str:
    """An ISO instant as day and hour in Paris."""
    return f"{datetime.fromisoformat(created).astimezone(PARIS):%d/%m/%Y à %H:%M}"
