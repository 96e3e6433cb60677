"""``python -m evals scale``: what grows when the corpus does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.embedding import load_encoder
from assistant.errors import AssistantError
from assistant.index import Index
from assistant.settings import Settings
from assistant.system_errors import reason
from assistant.terminal import show_json
from evals.bench import scale
from evals.bench.costs import Ingested, Times
from evals.bench.measures import write
from evals.bench.scale import Scaled, measured_apart
from evals.commands.bench import SETS, milliseconds, number
from evals.sets.questions import load_questions
from evals.sets.registry import DATASETS
from evals.words.display import note, show_table

TENFOLD = "Ce que coûte un corpus dix fois plus grand"
HUNDREDFOLD = "Ce que coûte un corpus dix et cent fois plus grand"
_NOTE = "# Note\n\nLa commune exemple ouvre un lieu d’accueil.\n"


@dataclass(frozen=True, slots=True)
class Grown:
    """Everything that was measured; ``None`` when it was not asked for."""

    present: Scaled
    tenfold_made: Ingested
    tenfold_changed: Ingested
    tenfold: Scaled
    hundredfold_made: Ingested | None = None
    hundredfold: Scaled | None = None


def run_scale(
    settings: Settings,
    articles: Path,
    sentences: int,
    every: int,
    work: Path | None,
    out: Path,
    command: str,
    as_json: bool,
) -> None:
    """Measures, shows and writes.

    Args:
        articles: records of a BEIR corpus, the corpus of ten times.
        sentences: of the corpus of a hundred times; 0: it is not made.
        every: use one question out of so many.
        work: folder in which the corpora and their indexes are made and then removed.

    Raises:
        AssistantError: there is no index, or a folder cannot be written.
    """
    title = HUNDREDFOLD if sentences else TENFOLD
    questions = [q.question for name in SETS for q in load_questions(DATASETS / f"{name}.jsonl")][::every]
    try:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            for found in _measure(settings, articles, sentences, questions, Path(folder)):
                rows = list(rows_of(found))
                write(out, {"title": title, "command": command, "rows": rows, "values": asdict(found)})
    except OSError as error:
        raise AssistantError(
            f"Les corpus d’essai n’ont pas pu être écrits ({reason(error)}). "
            "Choisissez avec --work un dossier qui a 40 Go libres par million de phrases."
        ) from error
    if as_json:
        show_json(asdict(found))
    else:
        show_table(title, ("Mesure", "Valeur"), rows, out)


def _measure(
    settings: Settings, articles: Path, sentences: int, questions: list[str], folder: Path
) -> Iterator[Grown]:
    """What was measured so far, after the corpus of ten times and after that of a hundred times."""
    present = measured_apart(settings.index, settings, questions, answers=True)
    note(f"Corpus du dépôt : {present.sentences} phrases.")
    corpus, index, encoder = folder / "corpus", folder / "tenfold", load_encoder(settings)
    note(f"{scale.write_articles(articles, corpus)} articles à indexer.")
    made = scale.indexed(corpus, index, settings, encoder)
    (corpus / "documents" / "note.md").write_text(_NOTE, encoding="utf-8")
    changed = scale.indexed(corpus, index, settings, encoder)
    tenfold = measured_apart(index, settings, questions, answers=True)
    yield Grown(present, made, changed, tenfold)
    if not sentences:
        return
    note(f"{tenfold.sentences} phrases, à multiplier.")
    again = scale.multiplied(Index.open(index), folder / "hundredfold", sentences, encoder)
    shutil.rmtree(index)
    hundredfold = measured_apart(folder / "hundredfold", settings, questions, answers=False)
    yield Grown(present, made, changed, tenfold, again, hundredfold)


def rows_of(found: Grown) -> Iterator[list[str]]:
    """The table of a measure."""
    yield from _scaled("corpus du dépôt", found.present)
    yield from _made("articles", found.tenfold_made)
    yield from _made("articles, un fichier ajouté aux autres", found.tenfold_changed)
    yield from _scaled("articles", found.tenfold)
    if found.hundredfold and found.hundredfold_made:
        yield from _made("phrases multipliées", found.hundredfold_made)
        yield from _scaled("phrases multipliées", found.hundredfold)


def _made(label: str, made: Ingested) -> Iterator[list[str]]:
    stages = ", ".join(f"{name} {number(seconds, 1)} s" for name, seconds in made.stages.items())
    yield [f"{label} : construction", f"{number(made.seconds, 1)} s ({stages})"]
    yield [f"{label} : taille de l’index", f"{made.mebibytes:.0f} Mio"]


def _scaled(label: str, found: Scaled) -> Iterator[list[str]]:
    size = f"{found.documents} documents, {found.passages} passages, {found.sentences} phrases"
    yield [label, size]
    yield [f"{label} : ouverture", f"{number(found.opening, 1)} s"]
    yield [f"{label} : mémoire du processus", f"{found.mebibytes:.0f} Mio"]
    yield from _times(f"{label} : recherche", found.search)
    if found.answers:
        yield from _times(f"{label} : réponse", found.answers)


def _times(label: str, times: Times) -> Iterator[list[str]]:
    yield [f"{label}, p50 / p95", milliseconds(times.p50, times.p95)]
    for name, pair in times.stages.items():
        yield [f"{label} : {name}, p50 / p95", milliseconds(*pair)]
