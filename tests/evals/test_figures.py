"""The figures of the README: written between their markers, with intervals, and nothing else touched."""

from pathlib import Path

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, question_of

from evals.reports.figures import END, START, write_figures
from evals.reports.report import write_reports
from evals.runs.resuming import write_start
from evals.runs.runner import run_questions
from evals.runs.summary import RunInfo
from evals.sets.jsonl import DatasetError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run of two questions, one right and one wrong."""
    questions = [
        question_of(id=str(n), question=f"{n} ?", facts=((fact,),)) for n, fact in enumerate(("124", "9"))
    ]
    out = tmp_path / "run"
    fake = FakeAssistant({question.question: answer_of() for question in questions})
    results = list(run_questions(questions, fake, page_text, out))
    info = RunInfo("jeu", "2026-01-05 10:00", "e5", "index", "g1")
    write_start(out, info)
    write_reports(out, info, questions, results)
    return out


def test_the_block_is_replaced_and_the_rest_stays(folder: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"# Avant\n{START}\nold\n{END}\nAprès\n", encoding="utf-8")
    write_figures([folder], readme)
    first = readme.read_text("utf-8")
    write_figures([folder], readme)
    assert readme.read_text("utf-8") == first
    assert first.startswith(f"# Avant\n{START}\n| set |")
    assert first.endswith(f"{END}\nAprès\n")
    assert "| jeu | 2 | 50.0 % (0.0–100.0) | – | 50.0 % (0.0–100.0) | – |" in first
    assert "40 ms / 40 ms" in first
    assert "Measured on 2026-01-05" in first


def test_a_file_without_markers_and_no_run_are_said(folder: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Rien\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="n’a pas les repères"):
        write_figures([folder], readme)
    with pytest.raises(DatasetError, match="evals run all"):
        write_figures([], readme)
