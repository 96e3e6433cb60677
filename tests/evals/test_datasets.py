"""The project's own question sets: they load, and the assistant holds the programme's set."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from evals.questions import load_questions, missing_documents
from evals.runner import Result, run_questions

DATASETS = Path(__file__).parents[2] / "evals" / "datasets"
LEAST = 0.90


@pytest.mark.parametrize("path", sorted(DATASETS.glob("*.jsonl")), ids=lambda p: p.stem)
def test_a_set_loads_and_cites_documents_of_the_corpus(path: Path, assistant: Assistant) -> None:
    questions = load_questions(path)
    assert questions
    assert not missing_documents(questions, assistant.index.documents)


@pytest.fixture(scope="module")
def programme(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bool, Result]]:
    questions = load_questions(DATASETS / "programme-2015.jsonl")
    out = tmp_path_factory.mktemp("programme")
    results = list(run_questions(questions, assistant, assistant.index.page_text, out))
    return [(q.answerable, r) for q, r in zip(questions, results, strict=True)]


@pytest.mark.parametrize("answerable", [True, False], ids=["answered", "refused"])
def test_the_programme_set_is_held(programme: list[tuple[bool, Result]], answerable: bool) -> None:
    right = [result.outcome == "ok" for side, result in programme if side is answerable]
    assert sum(right) / len(right) >= LEAST


def test_every_quote_stands_on_its_page(programme: list[tuple[bool, Result]]) -> None:
    shares = [r.scores["verbatim"] for _, r in programme if r.scores.get("verbatim") is not None]
    assert shares
    assert all(share == 1.0 for share in shares)
