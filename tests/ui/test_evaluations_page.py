"""The Évaluations page, over runs made by the evaluation's own command."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest

from assistant.settings import load_settings
from assistant.staff import StaffPassword
from assistant.ui.evaluations.comparison import ComparisonError, compare
from assistant.ui.evaluations.runs import load_outcomes, load_run

WRONG_FACT = "treize mille ludothèques"
SET = [
    {
        "id": "q-1",
        "question": "Qu’est-ce que le contrat de ville ?",
        "answerable": True,
        "facts": [["contrat de ville"]],
        "tags": ["définition"],
    },
    {
        "id": "q-2",
        "question": "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?",
        "answerable": True,
        "facts": [["124"], [WRONG_FACT]],
        "sources": [{"document": "programme-actions-2015", "pages": [15]}],
        "tags": ["chiffre", "<b>gras</b>", "must-pass"],
    },
    {"id": "q-3", "question": "Quelle est la recette de la tarte aux pommes ?", "answerable": False},
]


def page() -> None:
    from assistant.ui.evaluations import draw_evaluations_page

    draw_evaluations_page()


@pytest.fixture(scope="session")
def made_run(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three questions, as the command writes it."""
    folder = tmp_path_factory.mktemp("evaluation")
    questions = folder / "essai.jsonl"
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in SET)
    questions.write_text("".join(lines), encoding="utf-8")
    out = folder / "out"
    command = [sys.executable, "-m", "evals", "run", str(questions), "--index", str(corpus_index)]
    subprocess.run([*command, "--out", str(out), "--today", "2015-02-15"], check=True, capture_output=True)
    return out


@pytest.fixture
def runs(made_run: Path, tmp_path: Path, ui_settings: pytest.MonkeyPatch) -> Path:
    """A folder with an earlier run, all right, and a later one with a failure."""
    root = tmp_path / "runs"
    ui_settings.setenv("ASSISTANT_RUNS", str(root))
    load_settings.cache_clear()
    earlier, later = root / "essai-20150101-120000", root / "essai-20150102-120000"
    for folder, date in ((earlier, "2015-01-01 12:00"), (later, "2015-01-02 12:00")):
        shutil.copytree(made_run, folder)
        change(folder / "summary.json", lambda summary, date=date: summary["run"].update(date=date))
    lines = [json.loads(line) for line in (earlier / "results.jsonl").read_text("utf-8").splitlines()]
    lines[1]["outcome"], lines[1]["scores"]["fact_recall"] = "ok", 1.0
    (earlier / "results.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return root


def change(path: Path, edit: Callable[[dict[str, dict[str, str]]], object]) -> None:
    values = json.loads(path.read_text("utf-8"))
    edit(values)
    path.write_text(json.dumps(values), "utf-8")


@pytest.fixture
def opened(open_page: OpenPage, ui_settings: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """Opens the page as somebody of the team."""

    def open_() -> AppTest:
        password = StaffPassword(load_settings().data).make_first(datetime.now(UTC))
        app = open_page(page)
        app.text_input[0].set_value("agent A")
        app.text_input[1].set_value(password or "")
        next(b for b in app.button if b.label == "Se connecter").click().run()
        assert not app.exception
        return app

    return open_


def view(app: AppTest, name: str) -> AppTest:
    app.button_group(key="evaluation-view").set_value(name).run()
    assert not app.exception
    return app


def test_page_is_closed_to_the_public(open_page: OpenPage, runs: Path) -> None:
    assert "essai" not in shown(open_page(page))


def test_latest_run_of_each_set_has_its_figures_and_intervals(
    opened: Callable[[], AppTest], runs: Path
) -> None:
    text = shown(opened())
    assert "2 janvier 2015, 12:00" in text
    assert "1er janvier 2015" not in text
    assert "3 questions · 2 justes · 1 à revoir" in text
    assert "Réponses justes" in text
    assert "à 100,0\u202f% sur" not in text


def test_failures_are_shown_with_what_was_expected_and_retrieved(
    opened: Callable[[], AppTest], runs: Path
) -> None:
    app = view(opened(), "Questions")
    text = shown(app)
    assert "1 question sur 3" in text
    assert f"Fait absent : « {WRONG_FACT} »" in text
    assert "« 124 » – montré" in text
    assert "Pages trouvées" in text
    assert "programme-actions-2015, p. 15" in text
    assert "<b>gras" not in text


def test_questions_are_filtered_by_outcome_and_words(opened: Callable[[], AppTest], runs: Path) -> None:
    app = view(opened(), "Questions")
    app.selectbox(key="evaluation-outcome").set_value("ok").run()
    assert "2 questions sur 3" in shown(app)
    app.text_input(key="evaluation-text").set_value("TARTE").run()
    assert "1 question sur 3" in shown(app)
    assert "Un refus : le corpus ne contient pas la réponse" in shown(app)


def test_two_runs_are_compared(opened: Callable[[], AppTest], runs: Path) -> None:
    app = view(opened(), "Comparer")
    next(b for b in app.button if b.label == "Comparer").click().run(timeout=900)
    assert "Régression" in said(app)
    assert "1 cassée" in shown(app)
    assert "juste → à revoir" in shown(app)


def test_damaged_folders_are_said_and_the_others_shown(opened: Callable[[], AppTest], runs: Path) -> None:
    (runs / "abime").mkdir()
    (runs / "abime" / "summary.json").write_text('{"run"', "utf-8")
    (runs / "inacheve").mkdir()
    (runs / "inacheve" / "results.jsonl").write_text("", "utf-8")
    app = opened()
    assert app.expander[0].label == "2 dossiers ne peuvent être lus : les autres sont montrés"
    assert "« abime » est abîmé (summary.json)" in shown(app)
    assert "« inacheve » est inachevé" in shown(app)
    assert "2 janvier 2015, 12:00" in shown(app)


def test_damaged_line_is_named(opened: Callable[[], AppTest], runs: Path) -> None:
    results = runs / "essai-20150102-120000" / "results.jsonl"
    results.write_text(results.read_text("utf-8") + "{", "utf-8")
    app = view(opened(), "Questions")
    assert "results.jsonl, ligne 4" in said(app)


def test_without_runs_the_command_is_named(
    opened: Callable[[], AppTest], tmp_path: Path, ui_settings: pytest.MonkeyPatch
) -> None:
    ui_settings.setenv("ASSISTANT_RUNS", str(tmp_path / "nulle-part"))
    load_settings.cache_clear()
    assert "python -m evals run" in said(opened())


def test_a_run_of_retrieval_has_figures_without_questions(tmp_path: Path) -> None:
    summary = {
        "nDCG@10": 0.87,
        "intervals": {"nDCG@10": [0.85, 0.89]},
        "counts": {"nDCG@10": 40},
        "run": {"data": "essai", "date": "2015-01-01 12:00", "model": "m", "generation": "g"},
    }
    (tmp_path / "summary.json").write_text(json.dumps(summary), "utf-8")
    run = load_run(tmp_path)
    assert (run.name, run.figures["nDCG@10"].value, run.counts) == ("essai", 0.87, {})


def test_runs_of_other_questions_cannot_be_compared(runs: Path, made_run: Path, tmp_path: Path) -> None:
    shutil.copytree(made_run, tmp_path / "other")
    results = tmp_path / "other" / "results.jsonl"
    results.write_text(results.read_text("utf-8").replace('"q-', '"r-'), "utf-8")
    with pytest.raises(ComparisonError, match="aucune question commune"):
        compare(made_run, tmp_path / "other")


def test_questions_of_an_old_folder_are_read_without_their_expectations(
    made_run: Path, tmp_path: Path
) -> None:
    shutil.copytree(made_run, tmp_path / "old")
    (tmp_path / "old" / "questions.jsonl").unlink()
    (tmp_path / "old" / "evidence.jsonl").unlink()
    outcomes = load_outcomes(tmp_path / "old")
    assert [outcome.question for outcome in outcomes] == [line["question"] for line in SET]


def test_without_the_evaluations_a_comparison_says_how_to_install_them(
    made_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.ui.evaluations.comparison.find_spec", lambda name: None)
    with pytest.raises(ComparisonError, match="« make develop »"):
        compare(made_run, made_run)
