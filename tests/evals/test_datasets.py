"""The project's own question sets: they load, cite documents of the corpus and have a baseline."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from evals.runs.baselines import BASELINES, DATASETS, load_reference
from evals.sets.questions import load_questions, missing_documents

SETS = sorted(DATASETS.glob("*.jsonl"))


@pytest.mark.parametrize("path", SETS, ids=lambda p: p.stem)
def test_a_set_loads_and_cites_documents_of_the_corpus(path: Path, assistant: Assistant) -> None:
    questions = load_questions(path)
    assert questions
    assert not missing_documents(questions, assistant.index.documents)


@pytest.mark.parametrize("path", SETS, ids=lambda p: p.stem)
def test_a_set_has_a_baseline_of_its_questions(path: Path) -> None:
    baseline = load_reference(BASELINES / f"{path.stem}.json")
    assert list(baseline.lines) == [question.id for question in load_questions(path)]
