"""The page over all sets: what a newcomer finds in it, and folders that cannot be shown."""

import re
from pathlib import Path

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, question_of, refusal_of

from evals.reports.overview import write_overview
from evals.reports.plot_sections import reliability_points
from evals.reports.report import write_reports
from evals.running.resuming import write_start
from evals.running.runner import run_questions
from evals.running.summary import RunInfo
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question

HOSTILE = "<script>alert('x')</script>"


def run_of(folder: Path, questions: list[Question]) -> Path:
    replies = {q.question: answer_of() if q.id != "r" else refusal_of() for q in questions}
    out = folder / "jeu"
    results = list(run_questions(questions, FakeAssistant(replies), page_text, out))
    info = RunInfo("jeu", "2026-01-05 10:00", "e5", "index", "g1", threshold=0.4)
    write_start(out, info)
    write_reports(out, info, questions, results)
    return out


@pytest.fixture
def questions() -> list[Question]:
    return [
        question_of(id="a", question="A ?", facts=(("124",),), tags=("chiffre",) * 1),
        question_of(id="b", question=f"B {HOSTILE} ?", facts=(("999",),)),
        question_of(id="r", question="R ?", answerable=False),
    ]


def test_the_page_shows_each_set_its_plots_and_its_failures(
    tmp_path: Path, questions: list[Question]
) -> None:
    page = write_overview([run_of(tmp_path, questions)], tmp_path / "new" / "page.html").read_text("utf-8")
    assert "3 questions, 2 traitées comme attendu" in page
    assert "jeu : 1 à revoir sur 3" in page
    assert "Fait absent : « 999 »." in page
    assert page.count('<svg class="plot"') == 3
    assert "<td>non déclaré</td>" in page
    assert "Fait en première ligne" in page
    assert "Citations mot pour mot (par construction)" in page
    assert "Sur des questions jamais vues, attendez moins." in page
    assert "seuil 40,0" in page
    assert "moitié sous 40" in page


def test_the_page_stands_alone_whatever_it_shows(tmp_path: Path, questions: list[Question]) -> None:
    page = write_overview([run_of(tmp_path, questions)], tmp_path / "page.html").read_text("utf-8")
    assert HOSTILE not in page
    assert not re.search(r"url\(|@import|https?:|\bsrc=|<script", page)


def test_a_folder_without_its_evidence_is_said(tmp_path: Path, questions: list[Question]) -> None:
    folder = run_of(tmp_path, questions)
    (folder / "evidence.jsonl").unlink()
    with pytest.raises(DatasetError, match="incomplet ou abîmé"):
        write_overview([folder], tmp_path / "page.html")


def test_reliability_groups_questions_of_like_confidence() -> None:
    confidence = [(0.05, False)] * 9 + [(0.1, True)] + [(0.95, True)] * 10 + [(0.5, True)] * 4
    points = reliability_points(confidence)
    assert [(round(x, 3), y.value, y.n) for x, y in points] == [(0.055, 0.1, 10), (0.95, 1, 10)]
