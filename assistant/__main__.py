"""``python -m assistant``: the assistant in a terminal, the team's password, the health of the service."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant import terminal

app = typer.Typer(
    help="L’assistant documentaire, en ligne de commande.", no_args_is_help=True, add_completion=False
)

Index = Annotated[
    Path | None, typer.Option(help="Dossier de l’index (par défaut : le réglage ASSISTANT_INDEX).")
]
Today = Annotated[str | None, typer.Option(help="Date de référence, par exemple 2024-03-12.")]
AsJson = Annotated[bool, typer.Option("--json", help="Écrit le résultat en JSON.")]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="La question, entre guillemets.")],
    index: Index = None,
    today: Today = None,
    history: Annotated[
        Path | None, typer.Option(help="Fichier JSON des échanges précédents : [{role, content}, …].")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Répond à une question, avec le document, la page et la citation exacte."""
    from assistant import commands

    commands.ask(question, index, _day(today), history, as_json)


@app.command()
def chat(index: Index = None, today: Today = None) -> None:
    """Ouvre une conversation ; une ligne vide ou Ctrl-D la termine."""
    from assistant import commands

    commands.chat(index, _day(today))


@app.command()
def actions(
    text: Annotated[str, typer.Argument(help="Mots recherchés, facultatifs.")] = "",
    index: Index = None,
    today: Today = None,
    format: Annotated[str | None, typer.Option(help="Format de l’action, par exemple atelier.")] = None,
    theme: Annotated[str | None, typer.Option(help="Thème ou axe du programme.")] = None,
    coming: Annotated[
        bool, typer.Option("--a-venir", help="Seulement ce qui est à venir ou en cours.")
    ] = False,
    ics: Annotated[Path | None, typer.Option(help="Écrit les actions datées dans un fichier .ics.")] = None,
    as_json: AsJson = False,
) -> None:
    """Liste les actions du programme et leur place dans le temps."""
    from assistant import commands

    commands.actions(text, index, _day(today), format, theme, coming, ics, as_json)


@app.command()
def documents(
    text: Annotated[str, typer.Argument(help="Mots du titre, facultatifs.")] = "",
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Liste les documents du corpus."""
    from assistant import commands

    commands.documents(text, index, as_json)


@app.command()
def password(
    first: Annotated[
        bool, typer.Option("--first", help="Crée et montre le premier mot de passe ; sans effet s’il existe.")
    ] = False,
) -> None:
    """Change le mot de passe de l’équipe, demandé deux fois (ou lu sur l’entrée standard)."""
    from assistant.staff import change_password, make_first_password

    if first:
        make_first_password()
    else:
        change_password()


@app.command()
def health(as_json: AsJson = False) -> None:
    """Vérifie l’index, le modèle, le registre et les disques ; sort en erreur (1) si l’un est en panne."""
    from assistant.operations import show_health

    raise typer.Exit(show_health(as_json=as_json))


@app.command()
def diagnostic(
    out: Annotated[Path | None, typer.Option(help="Fichier .zip à écrire.")] = None,
) -> None:
    """Réunit dans un fichier .zip ce qui aide à comprendre une panne, sans données personnelles."""
    from assistant.operations import make_diagnostic

    make_diagnostic(out)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"« {text} » n’est pas une date. Écrivez année-mois-jour, par exemple 2024-03-12."
        ) from error


if __name__ == "__main__":
    gc.disable()  # a command ends soon; looking for garbage is an eighth of the time of its imports
    terminal.run(app)
