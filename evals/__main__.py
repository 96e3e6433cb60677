"""``python -m evals``: run a question set, measure retrieval, measure refusal.

Only what the help needs is imported here: the work, and the model with it, is in ``evals.commands.corpora``.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import terminal
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.settings import Settings

app = typer.Typer(
    help="Mesure l’assistant : réponses, recherche, refus.", no_args_is_help=True, add_completion=False
)

Out = Annotated[
    Path | None, typer.Option("--out", help="Dossier des résultats (par défaut, un nouveau dans evals/runs).")
]
Measures = Annotated[Path, typer.Option("--out", help="Dossier qui reçoit le fichier JSON des chiffres.")]
AsJson = Annotated[bool, typer.Option("--json", help="Écrit les chiffres en JSON sur la sortie standard.")]
Folder = Annotated[Path, typer.Argument(help="Dossier des données.", show_default=False)]

Index = Annotated[Path | None, typer.Option(help="Dossier de l’index (par défaut, celui des réglages).")]
Today = Annotated[str | None, typer.Option(help="Date AAAA-MM-JJ des questions qui n’ont pas la leur.")]


@app.command()
def run(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FICHIER",
            help="Jeu de questions, en JSON Lines, ou « all » pour tous ceux du projet.",
            show_default=False,
        ),
    ],
    index: Index = None,
    out: Out = None,
    today: Today = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Reprend un passage interrompu là où il s’est arrêté.")
    ] = False,
    jobs: Annotated[
        int, typer.Option(min=0, help="Nombre de processus (0 : deux quand cela en vaut la peine).")
    ] = 0,
    judge: Annotated[
        bool,
        typer.Option(
            "--judge", help="Demande aussi l’avis du modèle de langue des réglages (ASSISTANT_LLM_*)."
        ),
    ] = False,
    played: Annotated[
        bool,
        typer.Option(
            "--played",
            help="Fait écrire un modèle joué et honnête, sur cette machine, au lieu de celui des réglages.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Pose les questions d’un jeu, ou de tous, et compare les réponses à ce qui était attendu."""
    from evals.commands.run import Options, run_sets

    options = Options(out, _day(today), resume, jobs, judge, as_json)
    if not played:
        run_sets(name, _settings(index), options)
        return
    from evals.models.played_model import played as with_played_model

    with with_played_model(_settings(index)) as settings:
        run_sets(name, settings, options)


@app.command()
def paired(
    file: Annotated[Path, typer.Argument(help="Jeu de questions qui ont une réponse et une source.")],
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Pose chaque question avec sa source dans le corpus, puis sans elle : une réponse, puis un refus."""
    from evals.commands.paired import run_paired

    run_paired(file, _settings(None), out, as_json)


@app.command()
def compare(
    a: Annotated[
        Path,
        typer.Argument(
            help="Passage de référence : son dossier, ou un fichier de evals/baselines.", show_default=False
        ),
    ],
    b: Annotated[Path, typer.Argument(help="Dossier du passage à juger.", show_default=False)],
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            help="Mesure qui décide, répétable (par défaut answerable_ok, unanswerable_ok et fact_recall).",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare deux passages d’un même jeu, question par question ; code de sortie 1 si B a régressé."""
    from evals.commands.compare import run_compare

    raise typer.Exit(int(run_compare(a, b, metric or [], as_json)))


@app.command()
def figures(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Dossiers de passages (par défaut, le dernier de chaque jeu dans evals/runs)."),
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option(
            help="Fichier qui les reçoit entre ses repères, répétable (README.md et docs/figures.md)."
        ),
    ] = None,
) -> None:
    """Écrit dans le README les chiffres de tous les jeux, leur genre et leurs intervalles."""
    from evals.commands.run import RUNS
    from evals.reports.figures import TARGETS, write_figures
    from evals.running.baselines import latest_runs

    targets = file or TARGETS
    write_figures(folders or latest_runs(RUNS), targets)
    terminal.say(f"Chiffres écrits dans {' et '.join(map(str, targets))}.")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="Jeu de questions à compléter, fait s’il n’existe pas.")],
    index: Index = None,
) -> None:
    """Ajoute une question à un jeu en quelques réponses, après avoir montré ce que dit le corpus."""
    from assistant.assistant import Assistant
    from evals.commands.new_question import add_question, typed

    assistant = Assistant.open(_settings(index))
    added = add_question(file, assistant, assistant.index, typed, terminal.say)
    terminal.say(f"Question {added.id} ajoutée à {file}." if added else "Rien n’a été ajouté.")


@app.command()
def report(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Dossiers de passages (par défaut, le dernier de chaque jeu dans evals/runs)."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Page à écrire.")] = Path("evals/runs/report.html"),
) -> None:
    """Écrit une page sur les derniers passages de tous les jeux, lisible sans rien d’autre."""
    from evals.commands.run import RUNS
    from evals.reports.overview import write_overview
    from evals.running.baselines import latest_runs

    chosen = folders or latest_runs(RUNS)
    if not chosen:
        raise AssistantError("Aucun passage terminé dans evals/runs. Lancez d’abord : evals run all.")
    terminal.say(f"Page écrite : {write_overview(chosen, out)}")


@app.command()
def baseline(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Dossiers de passages (par défaut, le dernier de chaque jeu dans evals/runs)."),
    ] = None,
) -> None:
    """Écrit les références que « make test » compare, d’après des passages terminés."""
    from evals.commands.run import RUNS
    from evals.running.baselines import latest_runs, write_baseline
    from evals.running.run_folder import load_run

    for folder in folders or latest_runs(RUNS):
        terminal.say(f"Référence écrite : {write_baseline(load_run(folder))}")


@app.command()
def retrieval(folder: Folder, out: Out = None, as_json: AsJson = False) -> None:
    """Mesure la recherche seule, sur un dossier BEIR (corpus.jsonl, queries.jsonl, qrels.tsv)."""
    from evals.commands.corpora import measure_retrieval

    measure_retrieval(folder, out, as_json)


@app.command()
def refusal(folder: Folder, out: Out = None, as_json: AsJson = False) -> None:
    """Mesure la décision de répondre (corpus.jsonl, answerable.jsonl, unanswerable.jsonl)."""
    from evals.commands.corpora import measure_refusal

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
    from evals.commands.fit import OWN_SETS, run_fit

    run_fit(folder, sets or OWN_SETS, load_settings())


@app.command()
def claims(
    file: Annotated[Path, typer.Argument(help="Affirmations, en JSON Lines.", show_default=False)],
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Mesure le vérificateur : {« claim », « passages », « label » : supported ou unsupported}."""
    from evals.commands.claims import measure_claims

    measure_claims(file, out, as_json)


@app.command()
def writing(
    sets: Annotated[list[Path] | None, typer.Argument(help="Jeux de questions.", show_default=False)] = None,
    index: Index = None,
    out: Out = None,
    every: Annotated[int, typer.Option(min=1, help="Une question sur N.")] = 1,
) -> None:
    """Mesure ce que le vérificateur laisse passer de phrases dites autrement et de phrases faussées."""
    from evals.claims.writing import measure_writing
    from evals.commands.fit import OWN_SETS

    measure_writing(sets or OWN_SETS, _settings(index), out, every)


@app.command(name="load")
def measure_load(
    index: Index = None,
    minutes: Annotated[float, typer.Option(min=0.0, help="Durée des questions.")] = 10.0,
    people: Annotated[int, typer.Option(min=1, help="Navigateurs qui questionnent à la fois.")] = 10,
    reading: Annotated[float, typer.Option(min=0.0, help="Secondes de lecture d’une réponse.")] = 8.0,
    sessions: Annotated[int, typer.Option(min=0, help="Sessions ouvertes puis fermées.")] = 200,
    rate: Annotated[int, typer.Option(min=1, help="Requêtes par seconde sur la page publique.")] = 50,
    rate_seconds: Annotated[float, typer.Option(min=0.0, help="Durée de ces requêtes.")] = 60.0,
    out: Measures = Path("evals/runs/measures"),
) -> None:
    """Mesure l’application chargée, dans de vrais navigateurs ; échoue si une question reste sans réponse."""
    from evals.bench.load import Plan
    from evals.bench.measures import command_line
    from evals.commands import load as load_command

    plan = Plan(people, minutes * 60, reading, sessions=sessions, rate=rate, rate_seconds=rate_seconds)
    raise typer.Exit(
        load_command.measure_load(_settings(index), plan, out / "load.json", command_line(sys.argv[1:]))
    )


@app.command(name="bench")
def measure_costs(
    beir: Annotated[Path | None, typer.Argument(help="Dossier BEIR pour comparer la recherche.")] = None,
    index: Index = None,
    every: Annotated[int, typer.Option(min=1, help="Une question sur N.")] = 1,
    out: Measures = Path("evals/runs/measures"),
    as_json: AsJson = False,
) -> None:
    """Mesure le temps, la mémoire et la place, à côté d’une chaîne LangChain ordinaire."""
    from evals.bench.measures import command_line
    from evals.commands.bench import run_bench

    run_bench(_settings(index), beir, every, out / "bench.json", command_line(sys.argv[1:]), as_json)


@app.command(name="scale")
def measure_growth(
    articles: Annotated[
        Path,
        typer.Argument(help="Documents d’un dossier BEIR (corpus.jsonl, .gz admis).", show_default=False),
    ],
    index: Index = None,
    sentences: Annotated[int, typer.Option(min=0, help="Phrases du plus grand corpus ; 0 : sans lui.")] = 0,
    every: Annotated[int, typer.Option(min=1, help="Une question sur N.")] = 1,
    work: Annotated[Path | None, typer.Option(help="Où faire les corpus d’essai.")] = None,
    out: Measures = Path("evals/runs/measures"),
    as_json: AsJson = False,
) -> None:
    """Mesure les questions et l’indexation quand le corpus grandit."""
    from evals.bench.measures import command_line
    from evals.commands.scale import run_scale

    command = command_line(sys.argv[1:])
    run_scale(_settings(index), articles, sentences, every, work, out / "scale.json", command, as_json)


@app.command(name="measures")
def measures_page(
    folder: Annotated[Path, typer.Argument(help="Dossier des tableaux.")] = Path("evals/runs/measures"),
    page: Annotated[Path, typer.Option(help="La page écrite.")] = Path("docs/mesures.md"),
) -> None:
    """Met les tableaux de mesures dans une page."""
    from evals.bench.measures import write_page

    typer.echo(f"{write_page(folder, page)} tableaux dans « {page} ».")


@app.command("fit-claims")
def fit_claims(
    file: Annotated[Path, typer.Argument(help="Affirmations dont on apprend.", show_default=False)],
    contradictions: Annotated[
        Path, typer.Option(help="Contradictions qui fixent le seuil.", show_default=False)
    ],
) -> None:
    """Refait le vérificateur et l’écrit avec ses chiffres dans assistant/fitted/claims.json."""
    from assistant.settings import load_settings
    from evals.claims.fit_claims import run_fit_claims

    run_fit_claims(file, contradictions, load_settings())


@app.command("fit-router")
def fit_router(
    data: Annotated[Path, typer.Option(help="Dossier de requests.jsonl.", show_default=True)] = Path(
        "../shared/data/reader/train"
    ),
) -> None:
    """Refait l’aiguillage des messages (assistant/fitted/router.npz)."""
    from assistant.settings import load_settings
    from evals.fit.router import run_fit_router

    run_fit_router(data, load_settings())


@app.command()
def infodoc(
    file: Annotated[Path | None, typer.Argument(help="Demandes (par défaut, celles du projet).")] = None,
    index: Index = None,
    details: Annotated[bool, typer.Option("--details", help="Dit ce qui manque à chaque brouillon.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Dossier des chiffres en JSON.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mesure les brouillons du service Info-doc ; code de sortie 1 si une borne n’est pas tenue."""
    from evals.commands.infodoc import run_infodoc
    from evals.infodoc.drafts import DATASET

    held = run_infodoc(file or DATASET, _settings(index), out=out, as_json=as_json, details=details)
    raise typer.Exit(int(not held))


@app.command()
def ablation(
    folder: Folder,
    every: Annotated[int, typer.Option(min=1, help="Une question sur N.")] = 1,
) -> None:
    """Mesure chaque partie de la recherche à côté des solutions écartées (dossier BEIR)."""
    from assistant.settings import load_settings
    from evals.bench.ablation import run_ablation

    run_ablation(folder, load_settings(), every)


def _settings(index: Path | None) -> Settings:
    from assistant.settings import load_settings

    settings = load_settings().for_measures()
    return settings if index is None else settings.model_copy(update={"index": index})


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AssistantError(f"--today : « {text} » n’est pas une date AAAA-MM-JJ.") from error


def main() -> None:
    """Runs the command; an error that was foreseen is shown as one message, with exit code 1."""
    terminal.run(app)


if __name__ == "__main__":
    main()
