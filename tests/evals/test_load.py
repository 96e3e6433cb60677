"""The measure of load: its table, and in its shortest form nobody is left without an answer (`make load`)."""

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.bench.load import Loaded, Plan, percentile, typed
from evals.bench.load_browser import Asked
from evals.commands.load import measure_load, rows_of
from evals.sets.questions import Question


@pytest.mark.load
def test_nobody_is_left_without_an_answer(corpus_index: Path, settings: Settings, tmp_path: Path) -> None:
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        pytest.skip("Chromium est absent : installez-le (apt-get install chromium)")
    plan = Plan(2, 4, 1, 2, sessions=3, rate=10, rate_seconds=2, bystanders=1, expiry=1, warm_up=1)
    ours = settings.model_copy(update={"index": corpus_index, "today": date(2015, 2, 15)})
    out = tmp_path / "measures" / "load.json"
    assert measure_load(ours, plan, out, "python -m evals load") == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["command"] == "python -m evals load"
    rows = dict(written["rows"])
    assert rows["questions sans réponse"] == "0"
    assert rows["dont attente dans le serveur, p50 / p95 / p99"].startswith("0,")
    assert rows["une adresse demande 10 pages/s pendant 2 s : demandes"] == "20"
    assert rows["en erreur"] == "0"
    assert rows["une autre adresse pendant ce temps : pages servies / demandées"] == "2 / 2"
    assert rows["3 sessions ouvertes et fermées : échecs"] == "0"


def test_a_question_without_an_answer_is_counted_and_not_timed() -> None:
    asked = (Asked(100.0), Asked(200.0), Asked(60_000.0, "Timeout"))
    assert percentile(asked, 50) == 150.0
    assert percentile((Asked(5.0, "Timeout"),), 50) is None
    seen = Loaded(
        asked,
        (40.0, 60.0),
        asked,
        1,
        (),
        Counter({200: 8, 429: 1, 0: 1}),
        Counter({200: 2}),
        (5.0,),
        900.0,
        950.0,
        910.4,
        600.0,
        602.0,
    )
    rows = dict(rows_of(Plan(rate=5, rate_seconds=2), seen))
    assert rows["questions sans réponse"] == "1"
    assert rows["dont attente dans le serveur, p50 / p95 / p99"].startswith("0,05 s")
    assert rows["les mêmes sans lire, 60 s : questions posées / sans réponse"] == "3 / 1"
    assert rows["200 sessions ouvertes et fermées : échecs"] == "1"
    assert rows["servies / refusées (429, limite 1200 par minute)"] == "8 / 1"
    assert rows["en erreur"] == "1"
    assert rows["mémoire gardée"] == "+10 Mo"
    assert rows["dont mémoire propre, sans les fichiers projetés (index, bibliothèques)"] == "+2 Mo"


def test_only_questions_that_stand_alone_are_typed() -> None:
    alone = Question("a", "Qu’est-ce qu’un contrat de ville ?", True)
    followed = Question("b", "Et où ?", True, history=({"role": "user", "content": "Bonjour"},))  # type: ignore[arg-type]
    assert typed([[alone, followed], [alone]]) == [alone.question, alone.question]
