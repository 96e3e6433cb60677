"""The figures of the README: written between their markers, with intervals, and nothing else touched."""

from pathlib import Path

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, question_of

from assistant.types import Mode
from evals.reports.figures import END, START, figures_table, write_figures
from evals.reports.report import write_reports
from evals.running.resuming import write_start
from evals.running.runner import Result, run_questions
from evals.running.summary import RunInfo, Summary, summarize
from evals.sets.jsonl import DatasetError
from evals.sets.registry import DATASETS

ROOT = Path(__file__).parents[2]


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
    write_figures([folder], [readme])
    first = readme.read_text("utf-8")
    write_figures([folder], [readme])
    assert readme.read_text("utf-8") == first
    assert first.startswith(f"# Avant\n{START}\n| set |")
    assert first.endswith(f"{END}\nAprès\n")
    half = "50.0 % (0.0–100.0)"
    assert f"| jeu | undeclared | 2 | {half} | – | {half} | {half} | 1.0 (1.0–1.0) |" in first
    assert "40 ms / 40 ms" in first
    assert "Measured on 2026-01-05" in first


def test_a_file_without_markers_and_no_run_are_said(folder: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Rien\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="n’a pas les repères"):
        write_figures([folder], [readme])
    with pytest.raises(DatasetError, match="evals run all"):
        write_figures([], [readme])


def test_each_file_is_written_or_none(folder: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    for file in (good, bad):
        file.write_text(f"{START}\n{END}\n", encoding="utf-8")
    write_figures([folder], [good, bad])
    assert good.read_text("utf-8") == bad.read_text("utf-8")
    good.write_text(f"{START}\n{END}\n", encoding="utf-8")
    bad.write_text("rien", encoding="utf-8")
    with pytest.raises(DatasetError, match="n’a pas les repères"):
        write_figures([folder], [good, bad])
    assert good.read_text("utf-8") == f"{START}\n{END}\n"


def summary_of(name: str, mode: Mode = "extractive") -> Summary:
    question = question_of(facts=(("124",),))
    answer = answer_of(mode=mode)
    scores = {"answerable_ok": 1.0, "sentence_verbatim": 1.0}
    info = RunInfo(name, "2026-01-05 10:00", "e5", "index", "g1")
    return summarize(info, [question], [Result("q-1", "ok", scores, answer)])


def test_the_table_marks_each_set_and_says_what_its_kind_means() -> None:
    table = figures_table([summary_of("fiches"), summary_of("paired-abstention-without")])
    assert "| fiches | development | 1 |" in table
    assert "| paired-abstention-without | development | 1 |" in table
    assert "On questions never seen, expect less." in table
    assert "*Sealed*" not in table


def test_the_table_says_what_could_not_come_out_otherwise() -> None:
    copied, written = (figures_table([summary_of("fiches", mode)]) for mode in ("extractive", "llm"))
    assert "100.0 % (2.5–100.0) † |" in copied
    assert "† By construction" in copied
    assert "†" not in written


@pytest.mark.parametrize("name", ["README.md", "docs/figures.md"])
def test_the_files_of_the_project_have_a_place_for_the_table(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    block = text.split(START, 1)[1].split(END, 1)[0]
    sets = {path.stem for path in DATASETS.glob("*.jsonl")}
    rows = dict(line.strip("| ").split(" | ")[:2] for line in block.splitlines() if line.startswith("| "))
    assert sets <= rows.keys()
    assert {rows[name] for name in sets} == {"development"}
