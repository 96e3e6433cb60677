"""The kind of a request, with the real model and the fitted file."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import SentenceEncoder
from assistant.errors import SettingsError
from assistant.question import FILE, RequestKind, TextClassifier, buckets, load_router, weighted
from assistant.question.router import Request
from assistant.question.text_classifier import read_fitted
from assistant.question.text_features import sound

PROBE = Path(__file__).parents[2] / "evals" / "training" / "polite-probe.jsonl"

Ask = Callable[[str], Request]


@pytest.fixture(scope="module")
def ask(encoder: SentenceEncoder) -> Ask:
    router = load_router(encoder)
    return lambda message: router.route(message, encoder.encode([message], kind="query")[0])


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("C'est quoi un conseil citoyen ?", RequestKind.INFORMATION),
        ("montre-moi les actions sur la santé", RequestKind.ACTIONS),
        ("avez-vous un dossier sur la laïcité ?", RequestKind.DOCUMENTS),
        ("c koi votre num de tel", RequestKind.CENTRE),
        ("merci beaucoup !", RequestKind.TALK),
        ("traduis ce paragraphe en anglais", RequestKind.ORDER),
        ("il va pleuvoir demain ?", RequestKind.OUTSIDE),
        ("et combien ça coûte ?", RequestKind.VAGUE),
    ],
)
def test_each_kind_is_told(ask: Ask, message: str, kind: RequestKind) -> None:
    assert ask(message).kind is kind


def test_polite_words_do_not_hide_a_question(ask: Ask) -> None:
    lines = [json.loads(line) for line in PROBE.read_text(encoding="utf-8").splitlines()]
    questions = [line for line in lines if line["kind"] != "talk"]
    swallowed = [line["message"] for line in questions if ask(line["message"]).kind is RequestKind.TALK]
    assert swallowed == []


def test_probabilities_sum_to_one_and_the_kind_is_the_likeliest(ask: Ask) -> None:
    request = ask("Quels quartiers sont prioritaires ?")
    assert sum(request.probabilities.values()) == pytest.approx(1, abs=1e-5)
    assert request.confidence == max(request.probabilities.values()) == request.probabilities[request.kind]


@pytest.mark.parametrize("message", ["", "   ", "?", "…", "👍", "\ud800", "x" * 5000])
def test_any_text_has_a_kind(ask: Ask, message: str) -> None:
    assert 0 < ask(message).confidence <= 1


def test_another_embedding_model_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"router\.npz.*« autre ».*python -m evals fit-router"):
        read_fitted(FILE, "autre")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "router.npz"
    path.write_bytes(FILE.read_bytes()[:1000])
    with pytest.raises(SettingsError, match="ne se lit pas"):
        read_fitted(path, "autre")


def test_the_file_says_what_it_was_fitted_with() -> None:
    with np.load(FILE, allow_pickle=False) as file:
        about = json.loads(str(file["about"]))
    assert about["command"] == "python -m evals fit-router"
    assert {"embedding_model", "data", "figures"} <= set(about)
    assert all(len(digest) == 64 for digest in about["data"].values())


@pytest.mark.parametrize(
    ("typed", "word"), [("koi", "quoi"), ("kartier", "quartier"), ("formasion", "formation")]
)
def test_words_that_sound_alike_are_one(typed: str, word: str) -> None:
    assert sound(typed) == sound(word)


def test_each_family_of_features_has_length_one() -> None:
    counts = buckets("Qui finance un adulte-relais ?")
    values = weighted(counts, dict.fromkeys(counts, 2.0))
    assert sum(v * v for v in values.values()) == pytest.approx(2)


def test_a_classifier_is_read_as_it_was_written() -> None:
    counts = buckets("bonjour")
    one = TextClassifier(
        ("a", "b"),
        np.zeros(2, np.float32),
        np.ones(2, np.float32),
        np.eye(2, dtype=np.float32),
        np.ones((len(counts), 2), np.float32),
        {bucket: row for row, bucket in enumerate(counts)},
        dict.fromkeys(counts, 1.0),
        np.zeros(2, np.float32),
    )
    numbers = np.array([1, 0], np.float32)
    again = TextClassifier.of(one.arrays())
    assert again.probabilities("bonjour", numbers) == pytest.approx(one.probabilities("bonjour", numbers))
