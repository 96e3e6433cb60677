"""``python -m ingest``: build an index, check it, go back to an earlier one; add and remove documents.

Only what the help needs is imported here: the work is in ``ingest.commands``.
"""

from __future__ import annotations

import os
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


CorpusFolder = Annotated[
    Path | None, typer.Option("--corpus", help="Dossier du corpus (par défaut, celui des réglages).")
]


@app.command()
def build(
    corpus: CorpusFolder = None,
    index: IndexFolder = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse de publier si un seul fichier est écarté.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Reconstruit même si rien n’a changé ; relit les fichiers écartés."),
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Qui demande la construction, pour la liste.")] = "",
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Écrit l’avancement et le bilan, une ligne JSON par pas.")
    ] = False,
    nice: Annotated[
        int, typer.Option("--nice", min=0, max=19, help="Laisse passer les autres programmes, de 0 à 19.")
    ] = 0,
) -> None:
    """Lit le corpus et met en service un nouvel index, sauf si rien n’a changé."""
    from ingest.commands import build_index

    os.nice(nice)
    build_index(corpus, index, strict=strict, force=force, by=by, json_lines=json_lines)


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
def history(
    index: IndexFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit la liste en JSON.")] = False,
) -> None:
    """Liste les constructions gardées, auxquelles on peut revenir."""
    from ingest.commands import show_history

    show_history(index, as_json=as_json)


@app.command()
def rollback(
    generation: Annotated[
        str | None, typer.Argument(help="La construction (par défaut, celle d’avant) : voir « history ».")
    ] = None,
    index: IndexFolder = None,
) -> None:
    """Remet en service une construction gardée."""
    from ingest.commands import go_back

    go_back(index, generation)


@app.command()
def forget(index: IndexFolder = None) -> None:
    """Supprime les constructions qui ne sont plus en service, et les originaux qu’elles seules avaient."""
    from ingest.commands import forget_past

    forget_past(index)


@app.command()
def corpus(
    corpus: CorpusFolder = None,
    index: IndexFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit la liste en JSON.")] = False,
) -> None:
    """Liste les fichiers du corpus et ce qui a changé depuis la construction en service."""
    from ingest.commands import show_corpus

    show_corpus(corpus, index, as_json=as_json)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="Le fichier à ajouter.")],
    name: Annotated[
        str, typer.Option("--name", help="Son nom dans le corpus, si ce n’est pas le sien.")
    ] = "",
    corpus: CorpusFolder = None,
) -> None:
    """Vérifie un fichier comme venant d’un inconnu, puis l’ajoute au corpus."""
    from ingest.commands import add_document

    add_document(file, name or file.name, corpus)


@app.command()
def remove(
    document: Annotated[str, typer.Argument(help="Identifiant du document.")],
    corpus: CorpusFolder = None,
    sha256: Annotated[
        str, typer.Option("--sha256", help="Empreinte du contenu à retirer ; un autre contenu est gardé.")
    ] = "",
) -> None:
    """Retire un document du corpus : son fichier et sa fiche du catalogue."""
    from ingest.commands import remove_document

    remove_document(document, corpus, sha256)


@app.command()
def describe(
    document: Annotated[str, typer.Argument(help="Identifiant du document.")],
    corpus: CorpusFolder = None,
) -> None:
    """Change la fiche d’un document dans le catalogue ; les champs sont lus en JSON sur l’entrée standard."""
    from ingest.commands import describe_document

    describe_document(document, corpus)


def main() -> None:
    """Runs the command of the command line."""
    run(app, "Interrompu. L’index en service est entier : l’ancien, ou le nouveau s’il venait d’être publié.")


if __name__ == "__main__":
    main()
