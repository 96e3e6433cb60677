"""``python -m evals run``: asks the questions of one set or of all, and writes their reports."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from assistant.errors import SettingsError
from assistant.index import Index
from assistant.reading import load_decision
from assistant.settings import PARIS, Settings
from assistant.terminal import INTERRUPTED, show_json, warn
from assistant.writing import LanguageModel, load_language_model
from evals.reports.report import write_reports
from evals.running import parallel
from evals.running.judge import judge, judgement
from evals.running.judgement import Judgement
from evals.running.parallel import Ask
from evals.running.resuming import done_before, write_start
from evals.running.run_folder import JUDGE, SUMMARY, latest_folder
from evals.running.runner import Result, make_folder, record, write_lines
from evals.running.summary import RunInfo, Summary
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question, load_questions, missing_documents
from evals.sets.registry import DATASETS
from evals.words.display import follow, show_table
from evals.words.labels import label
from evals.words.wording import metric_interval, metric_value, milliseconds, percent, percent_interval

RUNS = Path("evals/runs")
ALL = "all"
_COLUMNS = ("Mesure", "Valeur", "Intervalle à 95 %", "Questions")


@dataclass(frozen=True, slots=True)
class Options:
    """How a set is run.

    Attributes:
        out: folder of the results of one set; with several, a folder for each in it.
        jobs: number of processes; 0 for what is useful.
    """

    out: Path | None = None
    today: date | None = None
    resume: bool = False
    jobs: int = 0
    judge: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """One set, ready to be asked: its questions, its folder and what is done already."""

    run: RunInfo
    questions: tuple[Question, ...]
    folder: Path
    done: list[Result]


def run_sets(name: str, settings: Settings, options: Options) -> list[Summary]:
    """Runs a set, given by its file, or every set of the project (``all``), and shows the figures.

    Raises:
        AssistantError: a set, a setting or the index cannot be used; nothing was asked.
        SystemExit: the run was interrupted (code 130); what was done is kept.
    """
    model = _judge(settings) if options.judge else None
    jobs = [_prepare(path, settings, options, name == ALL) for path in set_files(name)]
    left = sum(len(job.questions) - len(job.done) for job in jobs)
    processes = options.jobs or parallel.useful_jobs(left)
    summaries = []
    with parallel.asking(settings, options.today, processes) as ask:
        for job in jobs:
            summaries.append(_run(job, ask, model))
            if not (options.as_json and name == ALL):
                _show(summaries[-1], job.folder, options.as_json)
    if options.as_json and name == ALL:
        show_json({summary.run.set: summary.to_dict() for summary in summaries})
    return summaries


def set_files(name: str) -> list[Path]:
    """The files to run: the one named, or all those of the project."""
    return sorted(DATASETS.glob("*.jsonl")) if name == ALL else [Path(name)]


def _prepare(path: Path, settings: Settings, options: Options, several: bool) -> _Job:
    """Reads a set and what there is of it already; says which of its documents the index lacks."""
    questions = load_questions(path)
    started = datetime.now(PARIS)
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        for document, ids in missing_documents(questions, index.documents).items():
            warn(
                f"{path.name} : l’index n’a pas le document « {document} », source attendue de : "
                f"{', '.join(ids)}."
            )
        about = index.manifest
    run = RunInfo(
        path.stem,
        f"{started:%Y-%m-%d %H:%M}",
        about.model,
        str(settings.index),
        about.generation,
        today=options.today.isoformat() if options.today else None,
        threshold=load_decision(about.model).threshold,
    )
    new = RUNS / f"{path.stem}-{started:%Y%m%d-%H%M%S}"
    if options.out is not None:
        folder = options.out / path.stem if several else options.out
        return _Job(run, questions, folder, done_before(folder, run, questions) if options.resume else [])
    latest = latest_folder(RUNS, path.stem) if options.resume else None
    if latest is None:
        return _Job(run, questions, new, [])
    try:
        return _Job(run, questions, latest, done_before(latest, run, questions))
    except DatasetError:  # the latest run is of something else: there is nothing to take up
        return _Job(run, questions, new, [])


def _judge(settings: Settings) -> LanguageModel:
    """The model of the settings.

    Raises:
        SettingsError: the settings name none.
    """
    model = load_language_model(settings)
    if model is None:
        raise SettingsError("--judge demande un modèle de langue. Donnez son nom dans ASSISTANT_LLM_MODEL.")
    return model


def _run(job: _Job, ask: Ask, model: LanguageModel | None) -> Summary:
    """Asks what is left of a set and writes its reports; Ctrl-C ends it with the reports of what was done."""
    make_folder(job.folder)
    (job.folder / SUMMARY).unlink(missing_ok=True)
    write_start(job.folder, job.run)
    left = job.questions[len(job.done) :]
    results = list(job.done)
    try:
        for result in follow(record(job.questions, ask(left), job.folder, job.done), len(left), job.run.set):
            results.append(result)
    except KeyboardInterrupt:
        _interrupted(job, results)
    opinion = _opinion(model, job, results) if model else None
    return write_reports(job.folder, job.run, job.questions, results, opinion)


def _opinion(model: LanguageModel, job: _Job, results: Sequence[Result]) -> Judgement:
    """What a language model thinks of the answers, kept in ``judge.jsonl``."""
    asked = judge(model, zip(job.questions, results, strict=True))
    verdicts = list(follow(asked, len(results), f"{job.run.set}, avis du modèle"))
    write_lines(job.folder / JUDGE, (verdict.to_dict() for verdict in verdicts))
    return judgement(model.name, verdicts)


def _interrupted(job: _Job, results: Sequence[Result]) -> NoReturn:
    if results:
        partial = replace(job.run, complete=False)
        write_reports(job.folder, partial, job.questions[: len(results)], results)
    warn(
        f"Interrompu à la question {len(results) + 1} sur {len(job.questions)} de {job.run.set} ; "
        f"ce qui était fait est gardé dans {job.folder}. Pour continuer : la même commande avec --resume."
    )
    raise SystemExit(INTERRUPTED)


def _show(figures: Summary, folder: Path, as_json: bool) -> None:
    if as_json:
        show_json(figures.to_dict())
        return
    rows = [
        (
            label(name, figures.by_construction),
            metric_value(name, figure),
            metric_interval(name, figure),
            str(figure.n),
        )
        for name, figure in figures.metrics.items()
    ]
    median, slow = milliseconds(figures.latency_ms["p50"]), milliseconds(figures.latency_ms["p95"])
    if (opinion := figures.judge) and opinion.right and opinion.agreement:
        rows.append(
            (
                "Avis du modèle juge",
                percent(opinion.right.value),
                percent_interval(opinion.right),
                str(opinion.right.n),
            )
        )
        rows.append(
            (
                "Son accord avec les mesures exactes",
                percent(opinion.agreement.value),
                percent_interval(opinion.agreement),
                str(opinion.agreement.n),
            )
        )
    rows.append(("Temps de réponse", median, f"95 % sous {slow}", ""))
    counts = figures.counts
    title = (
        f"{figures.run.set} · justes : {counts['ok']} sur {counts['questions']} · "
        f"à revoir : {counts['wrong']} · refusées : {counts['refused']} · en erreur : {counts['error']}"
    )
    show_table(title, _COLUMNS, rows, folder)
