"""The project's own question sets: they load, cite the corpus, have a baseline and say what they are."""

import re
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from evals.running.baselines import BASELINES, load_reference
from evals.sets.jsonl import DatasetError
from evals.sets.questions import load_questions, missing_documents
from evals.sets.registry import DATASETS, REGISTRY, card_of, load_registry

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


@pytest.mark.parametrize("path", SETS, ids=lambda p: p.stem)
def test_a_question_on_what_is_coming_is_not_answered_by_a_mere_year(path: Path) -> None:
    """A year of four digits stands in half of the pages: alone, it proves an answer to nothing else."""
    year = re.compile(r"(?:19|20)\d\d")
    bare = [
        question.id
        for question in load_questions(path)
        if question.no_actions
        and question.facts
        and all(year.fullmatch(f) for fact in question.facts for f in fact)
    ]
    assert not bare


def test_every_set_file_is_described_and_every_description_has_its_file() -> None:
    described = {card.file: card.name for card in load_registry().values()}
    files = {path.relative_to(DATASETS).as_posix(): path.stem for path in DATASETS.rglob("*.jsonl")}
    assert described == files


def test_every_set_that_rules_were_written_with_is_a_development_set() -> None:
    assert {(card.kind, card.looked_at) for card in load_registry().values()} == {("development", True)}


def test_a_set_without_its_sources_is_of_the_same_kind() -> None:
    assert card_of("paired-abstention-without") == card_of("paired-abstention")
    assert card_of("jeu") is None


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("kind: development", "kind: clean", r"champ « sets\.0\.kind »"),
        ("    looked_at: true\n", "", r"champ « sets\.0\.looked_at »"),
        ("kind: development", "kind: sealed", "n’est donc plus scellé"),
        ("name: fiches", "name: programme-2015", "deux fois le même nom"),
        ("sets:", "sets: [", "ne se lit pas"),
    ],
    ids=["kind", "missing", "sealed", "twice", "yaml"],
)
def test_a_wrong_description_is_said(tmp_path: Path, before: str, after: str, message: str) -> None:
    text = REGISTRY.read_text("utf-8").replace(before, after, 1)
    (tmp_path / "sets.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        load_registry(tmp_path / "sets.yaml")
