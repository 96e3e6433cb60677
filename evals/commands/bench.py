"""``python -m evals bench``: the assistant beside a plain LangChain pipeline, in one run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.embedding import SentenceEncoder, load_encoder, unpack_model
from assistant.errors import AssistantError
from assistant.index import Index
from assistant.search import HybridRetriever
from assistant.settings import EMBEDDED_MODEL, Settings
from assistant.terminal import show_json
from evals.bench import costs as bench
from evals.bench.costs import Cold, Ingested, Times
from evals.bench.langchain_baseline import PlainEmbeddings, search
from evals.bench.measures import machine, write
from evals.bench.page import FirstPage, first_page
from evals.bench.scale import Scaled, measured_apart
from evals.corpora.beir import index_corpus, load_corpus, load_judgements, load_queries
from evals.sets.questions import load_questions
from evals.sets.registry import DATASETS
from evals.words.display import note, show_table

TITLE = "Vitesse et coût, à côté d’une chaîne LangChain ordinaire"
SETS = ("programme-2015", "fiches")
_ROUNDS = 3
"""Times that both pipelines ingest, one after the other, since the speed of a machine varies."""


@dataclass(frozen=True, slots=True)
class Benched:
    """Everything that was measured; ``plain`` is the LangChain pipeline. Of ingestions, the median one."""

    machine: str
    cold: Cold
    page: FirstPage
    ingestion: Ingested
    plain_ingestion: Ingested
    changed_file: Ingested
    questions: Scaled
    plain_questions: Times
    recall_at_1: float | None = None
    plain_recall_at_1: float | None = None


def run_bench(
    settings: Settings, beir: Path | None, every: int, out: Path, command: str, as_json: bool
) -> None:
    """Measures, shows and writes.

    Args:
        beir: a BEIR folder to compare the first documents on; without it they are not.
        every: use one question out of so many.

    Raises:
        AssistantError: there is no index, no PDF in the corpus, or another model than the embedded one.
    """
    if settings.embedding_model != EMBEDDED_MODEL:
        raise AssistantError(
            "La comparaison se fait avec le modèle « embedded ». Corrigez ASSISTANT_EMBEDDING_MODEL."
        )
    files = sorted((settings.corpus / "documents").glob("*.pdf"))
    if not files:
        raise AssistantError(f"Aucun PDF dans « {settings.corpus / 'documents'} » : rien à comparer.")
    with tempfile.TemporaryDirectory() as folder:
        found = _measure(settings, files, Path(folder), beir, every)
    rows = list(_rows(found))
    write(out, {"title": TITLE, "command": command, "rows": rows, "values": asdict(found)})
    if as_json:
        show_json(asdict(found))
    else:
        show_table(TITLE, ("Mesure", "Valeur"), rows, out)


def _measure(settings: Settings, files: list[Path], folder: Path, beir: Path | None, every: int) -> Benched:
    questions = [q.question for name in SETS for q in load_questions(DATASETS / f"{name}.jsonl")][::every]
    note(f"{len(files)} PDF, {len(questions)} questions.")
    cold = bench.first_answer(settings, questions[0])
    page = first_page(settings.index, questions[0])
    encoder = load_encoder(settings)
    embeddings = PlainEmbeddings(unpack_model(settings.cache))
    for one in (encoder, embeddings):
        one.embed_query("Une phrase pour que tout soit chargé.")
    ours, theirs = [], []
    for number in range(_ROUNDS):
        ours.append(bench.ingested(files, folder / f"ours-{number}", settings, encoder))
        plain, store = bench.plainly_ingested(files, embeddings, folder / f"plain-{number}")
        theirs.append(plain)
    changed = bench.changed_again(folder / f"ours-{_ROUNDS - 1}", settings, encoder)
    answered = measured_apart(settings.index, settings, questions, answers=True)
    searched = bench.questions_timed(lambda question: bench.untold(search(store, question)), questions)
    recalls = _recalls(beir, settings, encoder, embeddings, folder, every) if beir else (None, None)
    return Benched(
        machine(), cold, page, _median(ours), _median(theirs), changed, answered, searched, *recalls
    )


def _median(found: Sequence[Ingested]) -> Ingested:
    return sorted(found, key=lambda one: one.seconds)[len(found) // 2]


def _recalls(
    beir: Path,
    settings: Settings,
    encoder: SentenceEncoder,
    embeddings: PlainEmbeddings,
    folder: Path,
    every: int,
) -> tuple[float, float]:
    judgements = load_judgements(beir / "qrels.tsv")
    queries = [q for q in load_queries(beir / "queries.jsonl") if q.id in judgements][::every]
    store = bench.records_store(load_corpus(beir / "corpus.jsonl"), embeddings, folder / "beir")
    retriever = HybridRetriever(index=Index.open(index_corpus(beir, settings)), encoder=encoder)
    return (
        bench.recall_at_1(lambda text: retriever.search(text, 1)[0].passage.document, queries, judgements),
        bench.recall_at_1(
            lambda text: str(search(store, text, 1)[0].metadata["source"]), queries, judgements
        ),
    )


def _rows(found: Benched) -> Iterator[list[str]]:
    yield ["première réponse en ligne de commande, à froid", f"{number(found.cold.seconds)} s"]
    yield ["mémoire de ce processus, au plus", f"{found.cold.mebibytes:.0f} Mio"]
    yield ["page prête, du lancement du serveur", f"{number(found.page.ready)} s"]
    yield ["première réponse de cette page, demandée aussitôt", f"{number(found.page.answered)} s"]
    yield ["mémoire de ce serveur", f"{found.page.megabytes:.0f} Mo"]
    yield from _ingestion("ingestion", found.ingestion)
    yield from _ingestion("ingestion, LangChain", found.plain_ingestion)
    yield ["un fichier de plus, tout le reste étant connu", f"{number(found.changed_file.seconds)} s"]
    if found.questions.answers:
        yield from _times("question", found.questions.answers)
    yield ["mémoire du processus qui répond", f"{found.questions.mebibytes:.0f} Mio"]
    yield from _times("question, LangChain", found.plain_questions)
    if found.recall_at_1 is not None and found.plain_recall_at_1 is not None:
        yield ["bon document en tête", f"{number(100 * found.recall_at_1, 1)} %"]
        yield ["bon document en tête, LangChain", f"{number(100 * found.plain_recall_at_1, 1)} %"]


def _ingestion(label: str, found: Ingested) -> Iterator[list[str]]:
    per_second = number(found.pages / found.seconds)
    yield [
        f"{label}, médiane de {_ROUNDS}",
        f"{number(found.seconds, 1)} s pour {found.pages} pages, {per_second} pages/s",
    ]
    stages = ", ".join(f"{name} {number(seconds, 1)} s" for name, seconds in found.stages.items())
    yield [f"{label} : étapes", stages]
    yield [f"{label} : taille de l’index", f"{number(found.mebibytes, 1)} Mio"]


def _times(label: str, found: Times) -> Iterator[list[str]]:
    yield [f"{label}, p50 / p95", milliseconds(found.p50, found.p95)]
    for name, pair in found.stages.items():
        yield [f"{label} : {name}, p50 / p95", milliseconds(*pair)]


def milliseconds(p50: float, p95: float) -> str:
    """Two times as they are shown."""
    return f"{number(p50, 1)} / {number(p95, 1)} ms"


def number(value: float, digits: int = 2) -> str:
    """A figure as French writes it."""
    return f"{value:.{digits}f}".replace(".", ",")
