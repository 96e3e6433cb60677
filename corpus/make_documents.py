"""Write the demonstration documents from their sources: corpus/fiches/*.md → corpus/documents/.

Each source says in its front matter in which format it is published (pdf, docx, html or md), so that
the corpus holds all the formats that the assistant reads. The same sources always give the same bytes:
dates come from the front matter, and what a PDF holds is not compressed.

    python corpus/make_documents.py            write the documents
    python corpus/make_documents.py --check    exit 1 unless the documents are what the sources give
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from fiche import Fiche, load
from fiche_to_docx import members, to_docx
from fiche_to_html import to_html
from fiche_to_pdf import to_pdf

FOLDER = Path(__file__).resolve().parent


def to_markdown(fiche: Fiche) -> bytes:
    """The source as it is."""
    return fiche.raw


RENDERERS: dict[str, Callable[[Fiche], bytes]] = {
    "pdf": to_pdf,
    "docx": to_docx,
    "html": to_html,
    "md": to_markdown,
}


def documents(sources: Path) -> dict[str, bytes]:
    """The documents that the sources of a folder give, by file name."""
    fiches = [load(path) for path in sorted(sources.glob("*.md"))]
    return {f"{fiche.slug}.{fiche.format}": RENDERERS[fiche.format](fiche) for fiche in fiches}


def same(name: str, current: bytes, made: bytes) -> bool:
    """Whether a document is what its source gives; archives are compared unpacked.

    Two builds of zlib may pack the same bytes differently.
    """
    if current == made or not name.endswith(".docx") or not zipfile.is_zipfile(io.BytesIO(current)):
        return current == made
    return members(current) == members(made)


def main(arguments: list[str] | None = None) -> int:
    """Write or check the documents; gives the exit code."""
    parser = argparse.ArgumentParser(
        description="Produit les documents de démonstration à partir des fiches."
    )
    parser.add_argument(
        "--check", action="store_true", help="vérifie sans écrire que les documents sont à jour"
    )
    parser.add_argument("--sources", type=Path, default=FOLDER / "fiches", help="dossier des fiches")
    parser.add_argument("--documents", type=Path, default=FOLDER / "documents", help="dossier des documents")
    options = parser.parse_args(arguments)
    try:
        made = documents(options.sources)
    except ValueError as error:
        parser.error(str(error))
    current = {path.name: path.read_bytes() for path in options.documents.iterdir() if path.name in made}
    stale = [name for name, data in made.items() if not same(name, current.get(name, b""), data)]
    if options.check:
        print("\n".join(f"À refaire : {name}" for name in stale) or f"{len(made)} documents à jour.")
        return int(bool(stale))
    for name in stale:
        (options.documents / name).write_bytes(made[name])
    print(f"{len(made)} documents, dont {len(stale)} écrits.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
