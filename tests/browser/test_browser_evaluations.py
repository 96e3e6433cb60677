"""The Évaluations page in a browser: figures, failures, the report, a phone, no request elsewhere."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_actions import DESKTOP, PHONE, OpenPage, download, running_app, settled
from playwright.sync_api import Page, expect

from assistant.staff import StaffPassword

PASSWORD = "une phrase assez longue"
HOSTILE = "Combien <img src=http://outside.invalid/a.png> de demandes ?"
FIGURE = {"value": 0.5, "low": 0.2, "high": 0.8, "n": 2}
SUMMARY = {
    "run": {"set": "essai", "date": "2015-02-15 10:00", "model": "m", "generation": "g", "complete": True},
    "counts": {"questions": 2, "ok": 1, "wrong": 1},
    "metrics": {"answerable_ok": FIGURE},
    "tags": {"chiffre": {"questions": 2, "ok": 1, "rate": FIGURE}},
}
ANSWER = {
    "refused": False,
    "sentences": [{"text": "Des demandes.", "citations": [1]}],
    "citations": [{"n": 1, "document": "programme", "page": 15, "quote": "des demandes"}],
    "actions": [],
}
QUESTIONS = [
    {"id": "q-1", "question": HOSTILE, "answerable": True, "facts": [["124"]], "tags": ["chiffre"]},
    {"id": "q-2", "question": "Une autre ?", "answerable": True},
]
RESULTS = [
    {"id": "q-1", "outcome": "wrong", "scores": {"fact_recall": 0.0}, "answer": ANSWER, "error": None},
    {"id": "q-2", "outcome": "ok", "scores": {}, "answer": ANSWER, "error": None},
]
EVIDENCE = [{"id": "q-1", "confidence": 0.7, "ranking": [{"document": "programme", "page": 15}]}]


def write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture(scope="module")
def url(dated_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("evaluations")
    run = folder / "runs" / "essai-20150215-100000"
    run.mkdir(parents=True)
    (run / "summary.json").write_text(json.dumps(SUMMARY), encoding="utf-8")
    (run / "report.html").write_text("<html><body>rapport</body></html>", encoding="utf-8")
    for name, lines in (("results", RESULTS), ("questions", QUESTIONS), ("evidence", EVIDENCE)):
        write_lines(run / f"{name}.jsonl", lines)
    StaffPassword(folder / "data").change(PASSWORD, datetime.now(UTC))
    with running_app(dated_index, folder, ASSISTANT_RUNS=str(folder / "runs")) as served:
        yield served


def sign_in(page: Page) -> None:
    page.get_by_role("textbox", name="Votre nom").fill("agent A")
    page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Évaluations").wait_for()
    settled(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_is_read_by_everybody_at_every_size(visit: OpenPage, url: str, size: tuple[int, int]) -> None:
    page = visit(url, "/evaluations", size=size)
    sign_in(page)
    for view in ("Chiffres", "Questions", "Comparer"):
        page.get_by_role("radio", name=view).click()
        settled(page)
        violations = Axe().run(page).response["violations"]
        assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


def test_failure_opens_on_what_was_retrieved(visit: OpenPage, url: str) -> None:
    page = visit(url, "/evaluations")
    sign_in(page)
    page.get_by_role("radio", name="Questions").click()
    settled(page)
    failure = page.locator(".asked")
    expect(failure).to_have_count(1)
    expect(failure).to_contain_text(HOSTILE)
    expect(failure.get_by_text("programme, p. 15", exact=True)).not_to_be_visible()
    failure.locator("summary").click()
    expect(failure.get_by_text("programme, p. 15", exact=True)).to_be_visible()


def test_report_is_downloaded(visit: OpenPage, url: str) -> None:
    page = visit(url, "/evaluations")
    sign_in(page)
    name, content = download(page, "Télécharger le rapport complet")
    assert name == "rapport-essai-20150215-100000.html"
    assert b"rapport" in content
