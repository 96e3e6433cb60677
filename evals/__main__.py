"""``python -m evals``: run a question set, measure retrieval, measure refusal.

Only what the help needs is imported here: the work, and the model with it, is in ``evals.commands``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.errors import AssistantError

app = typer.Typer(
    help="Mesure l’assistant : réponses, recherche, refus.", no_args_is_help=True, add_completion=False
)

Out = Annotated[
    Path | None, typer.Option("--out", help="Dossier des résultats (par défaut, un nouveau dans evals/runs).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Écrit les chiffres en JSON sur la sortie standard.")]
Folder = Annotated[Path, typer.Argument(help="Dossier des données.", show_default=False)]


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="Jeu de questions, en JSON Lines.", show_default=False)],
    index: Annotated[
        Path | None, typer.Option(help="Dossier de l’index (par défaut, celui des réglages).")
    ] = None,
    out: Out = None,
    today: Annotated[
        str | None, typer.Option(help="Date AAAA-MM-JJ des questions qui n’ont pas la leur.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Pose les questions d’un jeu et compare les réponses à ce qui était attendu."""
    from evals.commands import run_set

    run_set(file, index, out, today, as_json)


@app.command()
def retrieval(folder: Folder, out: Out = None, as_json: AsJson = False) -> None:
    """Mesure la recherche seule, sur un dossier BEIR (corpus.jsonl, queries.jsonl, qrels.tsv)."""
    from evals.commands import measure_retrieval

    measure_retrieval(folder, out, as_json)


@app.command()
def refusal(folder: Folder, out: Out = None, as_json: AsJson = False) -> None:
    """Mesure la décision de répondre (corpus.jsonl, answerable.jsonl, unanswerable.jsonl)."""
    from evals.commands import measure_refusal

    measure_refusal(folder, out, as_json)


@app.command()
def fit(
    folder: Folder,
    sets: Annotated[
        list[Path] | None, typer.Option("--set", help="Jeu de questions du projet (répétable).")
    ] = None,
) -> None:
    """Refait la décision de refus et l’écrit avec ses chiffres dans assistant/fitted/refusal.json."""
    from assistant.settings import load_settings
    from evals.fit_command import OWN_SETS, run_fit

    run_fit(folder, sets or OWN_SETS, load_settings())


@app.command()
def ablation(
    folder: Folder,
    every: Annotated[int, typer.Option(min=1, help="Une question sur N.")] = 1,
) -> None:
    """Mesure chaque partie de la recherche à côté des solutions écartées (dossier BEIR)."""
    from assistant.settings import load_settings
    from evals.ablation import run_ablation

    run_ablation(folder, load_settings(), every)


def main() -> None:
    """Run the command; an error that was foreseen is shown as one message, with exit code 1."""
    try:
        app()
    except AssistantError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
