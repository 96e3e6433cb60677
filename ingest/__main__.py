"""``python -m ingest``: build an index, check it, show its state, go back to the previous one.

Only what the help needs is imported here: the work is in ``ingest.commands``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.terminal import run

app = typer.Typer(
    help="Construit et vérifie l’index de l’assistant à partir d’un corpus.",
    no_args_is_help=True,
    add_completion=False,
)

IndexFolder = Annotated[
    Path | None, typer.Option("--index", help="Dossier de l’index (par défaut, celui des réglages).")
]


@app.command()
def build(
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Dossier du corpus (par défaut, celui des réglages).")
    ] = None,
    index: IndexFolder = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse de publier si un seul fichier est écarté.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Reconstruit même si rien n’a changé ; relit les fichiers écartés."),
    ] = False,
) -> None:
    """Lit le corpus et met en service un nouvel index, sauf si rien n’a changé."""
    from ingest.commands import build_index

    build_index(corpus, index, strict=strict, force=force)


@app.command()
def check(index: IndexFolder = None) -> None:
    """Vérifie l’index en service : fichiers, modèle, recherche d’essai, citations mot pour mot."""
    from ingest.commands import check_index

    check_index(index)


@app.command()
def status(
    index: IndexFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit l’état en JSON.")] = False,
) -> None:
    """Montre l’index en service : date, documents, pages sans texte, fichiers écartés."""
    from ingest.commands import show_status

    show_status(index, as_json=as_json)


@app.command()
def rollback(index: IndexFolder = None) -> None:
    """Remet en service l’index précédent."""
    from ingest.commands import return_to_previous

    return_to_previous(index)


def main() -> None:
    """Runs the command of the command line."""
    run(app, "Interrompu. L’index en service est entier : l’ancien, ou le nouveau s’il venait d’être publié.")


if __name__ == "__main__":
    main()
