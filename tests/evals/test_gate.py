"""The gate: the small sets against their committed baselines; a deliberate regression does not pass it."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.assistant import Assistant
from assistant.language import french
from evals.__main__ import main
from evals.reports.report import write_reports
from evals.running.baselines import BASELINES, load_reference, write_baseline
from evals.running.compare import MUST_PASS, compare
from evals.running.run_folder import load_run
from evals.running.runner import run_questions
from evals.running.summary import RunInfo
from evals.sets.jsonl import DatasetError
from evals.sets.questions import load_questions
from evals.sets.registry import DATASETS

GATED = ("programme-2015", "dates", "out-of-scope")
LEAST = 0.90
Run = Callable[[str], Path]


def run_set(name: str, assistant: Assistant, out: Path, every: int = 1, tags: tuple[str, ...] = ()) -> Path:
    """Runs one question of a set out of so many, with these tags besides; gives the folder."""
    chosen = load_questions(DATASETS / f"{name}.jsonl")[::every]
    questions = [replace(question, tags=question.tags + tags) for question in chosen]
    results = list(run_questions(questions, assistant, assistant.index.page_text, out))
    about = assistant.index.manifest
    write_reports(out, RunInfo(name, "", about.model, "", about.generation), questions, results)
    return out


@pytest.fixture(scope="module")
def run(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a whole set once."""
    folders: dict[str, Path] = {}

    def once(name: str) -> Path:
        if name not in folders:
            folders[name] = run_set(name, assistant, tmp_path_factory.mktemp(name))
        return folders[name]

    return once


@pytest.mark.parametrize("name", GATED)
def test_a_small_set_is_not_worse_than_its_baseline(name: str, run: Run) -> None:
    comparison = compare(load_reference(BASELINES / f"{name}.json"), load_run(run(name)))
    broken = [change.id for change in comparison.changes if change.kind == "broken"]
    assert not comparison.regression, f"{comparison.reasons} {broken}"


@pytest.mark.parametrize("metric", ["answerable_ok", "unanswerable_ok"])
def test_the_programme_set_is_held(run: Run, metric: str) -> None:
    summary = json.loads((run("programme-2015") / "summary.json").read_text("utf-8"))
    assert summary["metrics"][metric]["value"] >= LEAST


def test_every_quote_stands_on_its_page(run: Run) -> None:
    summary = json.loads((run("programme-2015") / "summary.json").read_text("utf-8"))
    assert summary["metrics"]["verbatim"]["value"] == 1
    assert summary["metrics"]["verbatim"]["n"] > 50


@pytest.fixture
def without_stemming(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stemming off, on the question's side: a deliberate regression."""
    forget_stems()
    with monkeypatch.context() as patch:
        patch.setattr(french, "_STEMMER", SimpleNamespace(stemWord=lambda word: word))
        yield
    forget_stems()


def forget_stems() -> None:
    french.stem.cache_clear()
    french.stem_set.cache_clear()


def test_a_deliberate_regression_exits_1_and_names_the_questions(
    assistant: Assistant,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = run_set("noise", assistant, tmp_path / "before", 2, (MUST_PASS,))
    request.getfixturevalue("without_stemming")
    after = run_set("noise", assistant, tmp_path / "after", 2, (MUST_PASS,))
    monkeypatch.setattr(sys, "argv", ["evals", "compare", str(before), str(after), "--json"])
    with pytest.raises(SystemExit) as caught:
        main()
    found = json.loads(capsys.readouterr().out)
    flipped = [change["id"] for change in found["changes"] if change["kind"] == "broken"]
    assert caught.value.code == 1
    lines = {folder: load_run(folder).lines for folder in (before, after)}
    lost = [i for i, line in lines[before].items() if line.outcome == "ok" != lines[after][i].outcome]
    assert flipped == lost
    assert flipped
    assert all(name in " ".join(found["reasons"]) for name in flipped)


def test_a_baseline_is_the_run_that_it_comes_from(run: Run, tmp_path: Path) -> None:
    folder = run("dates")
    comparison = compare(load_reference(write_baseline(load_run(folder), tmp_path)), load_run(folder))
    assert comparison.changes == ()
    assert not any(metric.better or metric.worse for metric in comparison.metrics.values())


@pytest.mark.parametrize("content", ["", "{}", '{"set": "a", "model": "", "questions": {}}', "[1]"])
def test_a_damaged_baseline_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match="Refaites-la"):
        load_reference(tmp_path / "a.json")
