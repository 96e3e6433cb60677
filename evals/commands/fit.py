"""``python -m evals fit``: fits the refusal decision again and writes it into the package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.fitted import REFUSAL, Logistic, data_digests, write_fitted
from assistant.reading import Decision, Strength
from assistant.settings import Settings
from assistant.terminal import stage_bars
from evals.corpora.beir import index_corpus
from evals.fit.decision import fit, own_examples, refusal_examples
from evals.sets.questions import load_questions
from evals.words.display import show_table
from evals.words.wording import percent

OWN_SETS = [Path("evals/datasets/programme-2015.jsonl"), Path("evals/datasets/fiches.jsonl")]
_LABELS = {
    "answered": "répond quand le corpus répond",
    "refused_absent": "refuse quand l’article manque",
    "refused_near": "refuse quand seul le passage manque (mesuré, non appris)",
    "own_answered": "répond sur les jeux du projet",
    "own_refused": "refuse sur les jeux du projet",
}
_WARNED = {
    "answerable": "avertit, parmi les réponses du corpus",
    "absent": "avertit, parmi les réponses alors que l’article manque",
    "near": "avertit, parmi les réponses alors que le passage manque",
}


def run_fit(folder: Path, sets: Sequence[Path], settings: Settings, target: Path = REFUSAL) -> None:
    """Fits on a refusal folder and on question sets about the live index, and shows the figures.

    Raises:
        AssistantError: the folder, a set or the index cannot be used.
    """
    settings = settings.model_copy(update={"llm_model": ""})
    unfitted = _open_to_all()
    with stage_bars() as progress:
        index = index_corpus(folder, settings, progress)
    outside = Assistant.open(settings.model_copy(update={"index": index}), unfitted)
    examples = list(refusal_examples(folder, outside))
    own = Assistant.open(settings, unfitted)
    for path in sets:
        examples += own_examples(load_questions(path), own)
    values = fit(examples) | {
        "embedding_model": own.retriever.encoder.name,
        "data": data_digests([*sorted(folder.glob("*.jsonl")), *sets]),
        "command": fit_again(folder, sets),
    }
    write_fitted(target, values)
    figures = values["figures"]
    rows = [(_LABELS[k], percent(figures[k]["right"]), str(figures[k]["questions"])) for k in _LABELS]
    rows += [(_WARNED[part], percent(share), "") for part, share in values["warned"].items()]
    title = f"Décision de refus, hors échantillon (AUC {figures['auc']})"
    show_table(title, ("Mesure", "Valeur", "Questions"), rows, target)


def _open_to_all() -> Decision:
    """A decision that answers everything, to look at the evidence before anything is fitted."""
    return Decision(Logistic.unfitted(len(Strength.names())), threshold=0.0)


def fit_again(folder: Path, sets: Sequence[Path]) -> str:
    """The command that fits on the same data."""
    chosen = "" if list(sets) == OWN_SETS else "".join(f" --set {path}" for path in sets)
    return f"python -m evals fit {folder}{chosen}"
