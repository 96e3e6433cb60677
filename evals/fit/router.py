"""``python -m evals fit-router``: fits the kind of a request and the follow-ups again, and writes them.

The router learns from the messages of the data folder and from those of ``evals/training``, each with noisy
copies. Figures are out of fold, on the data folder's messages alone; near duplicates stay together.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Array, SentenceEncoder, load_encoder
from assistant.question import COMMAND, FILE, TextClassifier, buckets
from assistant.settings import Settings
from evals.fit.noise import noisy
from evals.fit.text import (
    FOLDS,
    SEED,
    Counts,
    Ids,
    Weights,
    digest_of,
    fit_classifier,
    folds_of,
    near_duplicates,
    write_fitted,
)
from evals.sets.jsonl import read_records
from evals.words.display import show_table
from evals.words.wording import percent

OWN = Path("evals/training")
_COPIES = 2
_COPY_SHARE = 0.7
_VECTOR, _WORDS, _CHARACTERS, _FREEDOM = 0.6 / 20, 0.7, 0.7, 10.0
_TEMPERATURES = np.arange(0.5, 2.01, 0.05)
_BINS = 10


@dataclass(frozen=True, slots=True)
class Message:
    """A line of ``requests.jsonl``."""

    kind: str
    message: str
    flags: list[str]


@dataclass(frozen=True)
class Examples:
    """Messages to fit on.

    Attributes:
        texts, labels: n of each, the copies after the messages.
        vectors: (n, d).
        counts: their buckets.
        folds: (n,) fold in which each is held out; -1: never.
        measured: (n,) whether it is a message of the data folder.
        copies: (n,) whether it is a noisy copy.
    """

    texts: list[str]
    labels: list[str]
    vectors: Array
    counts: list[Counts]
    folds: Ids
    measured: NDArray[np.bool_]
    copies: NDArray[np.bool_]

    def fit(self, rows: NDArray[np.bool_]) -> TextClassifier:
        """Fits on some of them."""
        kept = np.flatnonzero(rows)
        weights = Weights(np.full(self.vectors.shape[1], _VECTOR, np.float32), _WORDS, _CHARACTERS, _FREEDOM)
        shares = np.where(self.copies, _COPY_SHARE, 1.0)[kept]
        return fit_classifier(
            self.vectors[kept],
            [self.counts[i] for i in kept],
            [self.labels[i] for i in kept],
            shares,
            weights,
        )


def run_fit_router(data: Path, settings: Settings, target: Path = FILE) -> None:
    """Fits the router and shows its figures.

    Raises:
        AssistantError: a file cannot be used, or no embedding model.
    """
    encoder = load_encoder(settings)
    files = [data / "requests.jsonl", OWN / "requests.jsonl"]
    examples = load_examples(files, encoder)
    outside = out_of_fold(examples)
    temperature = best_temperature(examples, outside)
    figures = figures_of(examples, scaled(outside, temperature))
    everything = np.ones(len(examples.texts), np.bool_)
    model = replace(examples.fit(everything), temperature=temperature)
    about = {
        "embedding_model": encoder.name,
        "data": {str(path.relative_to(path.parents[1])): digest_of(path) for path in files},
        "command": COMMAND,
        "figures": figures,
    }
    write_fitted(target, about, model.arrays())
    rows = [
        (name, percent(value["recall"]), percent(value["precision"]), str(value["messages"]))
        for name, value in figures["kinds"].items()
    ]
    right, noise = percent(figures["right"]), percent(figures["right_noisy"])
    title = f"Nature de la demande, hors échantillon : {right} ({noise} sur des copies bruitées)"
    show_table(title, ("Nature", "Rappel", "Précision", "Messages"), rows, target)


def load_examples(files: Sequence[Path], encoder: SentenceEncoder) -> Examples:
    """The messages of both files with their noisy copies; those of the first are measured."""
    expected = {"kind": "une nature", "message": "un texte", "flags": "une liste de mots"}
    read = [[record for _, record in read_records(path, Message, expected)] for path in files]
    messages = [message for part in read for message in part]
    texts = [m.message for m in messages]
    measured = np.arange(len(texts)) < len(read[0])
    folds = folds_of(near_duplicates(texts), measured)
    rng = random.Random(SEED)
    copies = [(i, noisy(text, rng)) for i, text in enumerate(texts) for _ in range(_COPIES)]
    copies = [(i, copy) for i, copy in copies if copy != texts[i]]
    origin = np.array([*range(len(texts)), *(i for i, _ in copies)])
    everything = [*texts, *(copy for _, copy in copies)]
    return Examples(
        texts=everything,
        labels=[messages[i].kind for i in origin],
        vectors=encoder.encode(everything, kind="query"),
        counts=[buckets(text) for text in everything],
        folds=folds[origin],
        measured=measured[origin],
        copies=np.arange(len(everything)) >= len(texts),
    )


def out_of_fold(examples: Examples) -> Array:
    """(n, c) probabilities of each held-out example by a model fitted without its fold; classes sorted."""
    out = np.zeros((len(examples.texts), len(set(examples.labels))), np.float32)
    for fold in range(FOLDS):
        model = examples.fit(examples.folds != fold)
        for i in np.flatnonzero(examples.folds == fold):
            out[i] = model.probabilities(examples.texts[i], examples.vectors[i])
    return out


def scaled(probabilities: Array, temperature: float) -> Array:
    """Probabilities at another temperature."""
    powers = np.exp(np.log(np.maximum(probabilities, 1e-12)) / temperature)
    return np.asarray(powers / np.maximum(powers.sum(1, keepdims=True), 1e-12), np.float32)


def best_temperature(examples: Examples, outside: Array) -> float:
    """The temperature with the least log loss on held-out messages, copies not counted."""
    rows = np.flatnonzero(examples.measured & ~examples.copies)
    truth = _truth(examples)[rows]

    def loss(temperature: float) -> float:
        given = scaled(outside[rows], temperature)[np.arange(len(rows)), truth]
        return float(-np.log(np.maximum(given, 1e-9)).mean())

    return round(float(min(_TEMPERATURES, key=loss)), 2)


def figures_of(examples: Examples, outside: Array) -> dict[str, Any]:
    """Out-of-fold figures on the measured messages."""
    classes = sorted(set(examples.labels))
    truth, given = _truth(examples), outside.argmax(1)
    clean, noise = examples.measured & ~examples.copies, examples.measured & examples.copies
    sure = outside.max(1)
    kinds = {
        name: {
            "recall": round(float((given == k)[clean & (truth == k)].mean()), 3),
            "precision": round(float((truth == k)[clean & (given == k)].mean()), 3),
            "messages": int((clean & (truth == k)).sum()),
        }
        for k, name in enumerate(classes)
    }
    right = given == truth
    return {
        "right": round(float(right[clean].mean()), 4),
        "right_noisy": round(float(right[noise].mean()), 4),
        "calibration_error": round(_calibration_error(sure[clean], right[clean]), 4),
        "right_when_sure": {
            str(least): [round(float(right[clean & (sure >= least)].mean()), 3),
                         round(float((sure[clean] >= least).mean()), 3)]
            for least in (0.5, 0.7, 0.9)
        },
        "confusions": _confusions(truth[clean], given[clean], classes),
        "kinds": kinds,
    }  # fmt: skip


def _calibration_error(sure: Array, right: NDArray[np.bool_]) -> float:
    """Mean distance between confidence and share of right ones, over ten bins (Guo et al., ICML 2017)."""
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    parts = [(bins == b) for b in range(_BINS) if (bins == b).any()]
    return float(sum(part.mean() * abs(sure[part].mean() - right[part].mean()) for part in parts))


def _confusions(truth: Ids, given: Ids, classes: Sequence[str]) -> dict[str, int]:
    pairs = {
        (a, b): int(((truth == a) & (given == b)).sum())
        for a in range(len(classes))
        for b in range(len(classes))
    }
    worst = sorted(((n, pair) for pair, n in pairs.items() if pair[0] != pair[1] and n), reverse=True)[:8]
    return {f"{classes[a]} > {classes[b]}": n for n, (a, b) in worst}


def _truth(examples: Examples) -> Ids:
    classes = sorted(set(examples.labels))
    return np.array([classes.index(label) for label in examples.labels], np.int64)
