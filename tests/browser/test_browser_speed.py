"""How fast the pages are, and ten people at once.

The limits are those of a quiet machine with two cores. A shared machine is slower: each time is the best
of three, and ``ASSISTANT_TEST_SLOWNESS`` multiplies the limits. Left out of ``make test``: run by
``make bench``, which ends with the table of ``docs/figures.md``.
"""

import os
import time
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from browser_actions import SPEED, OpenPage, settled
from playwright.sync_api import Page

Note = Callable[[str, Sequence[float], float], None]
pytestmark = pytest.mark.speed

SLOWNESS = float(os.environ.get("ASSISTANT_TEST_SLOWNESS", "1"))
FIRST_ANSWER, PAGE_CHANGE, TOGETHER = 1.5, 1.0, 3.0
PEOPLE = 10
# Each page keeps its own two times: this test cannot look at ten pages at once.
WATCH = """() => {
  addEventListener("keydown", () => { window.asked = performance.now(); }, { capture: true });
  new MutationObserver(() => {
    if (document.querySelector(".sentence")) window.answered ??= performance.now();
  }).observe(document.body, { subtree: true, childList: true });
}"""
QUESTIONS = [
    "Qu’est-ce que le contrat de ville ?",
    "Que sont les conseils citoyens ?",
    "Qu’est-ce que la médiation sociale ?",
]


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Keeps times in seconds, and their limit, for the table at the end of the session."""

    def keep(what: str, times: Sequence[float], limit: float) -> None:
        median, p95 = np.percentile(times, [50, 95])
        line = f"| {what} | {median:.2f} s | {p95:.2f} s | {len(times)} | {limit:.1f} s |"
        request.config.stash.setdefault(SPEED, []).append(line)

    return keep


def seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def submit(page: Page, question: str) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")


def wait_for_answer(page: Page, number: int) -> None:
    page.locator('[class*="st-key-answer-"]').nth(number).locator(".sentence").first.wait_for()


def test_first_sentence_is_drawn_soon_after_enter(visit: OpenPage, app_url: str, note: Note) -> None:
    page = visit(app_url)
    times = []
    for number, question in enumerate(QUESTIONS):

        def answer(question: str = question, number: int = number) -> None:
            submit(page, question)
            wait_for_answer(page, number)

        times.append(seconds(answer))
        settled(page)
        page.wait_for_timeout(3_000)
    note("first sentence drawn after Enter", times, FIRST_ANSWER)
    assert min(times) <= FIRST_ANSWER * SLOWNESS


def test_pages_change_quickly(visit: OpenPage, app_url: str, note: Note) -> None:
    page = visit(app_url)
    times = []
    for _ in range(3):
        for name in ("Documents", "Programme d’actions"):
            page.get_by_role("link", name=name).first.click()
            times.append(seconds(page.get_by_role("heading", level=1, name=name).wait_for))
            settled(page)
    note("page changed", times, PAGE_CHANGE)
    assert min(times) <= PAGE_CHANGE * SLOWNESS


def test_ten_people_asking_at_once_are_all_answered(visit: OpenPage, app_url: str, note: Note) -> None:
    pages = [visit(app_url) for _ in range(PEOPLE)]
    for number, page in enumerate(pages):
        page.get_by_test_id("stChatInputTextArea").fill(QUESTIONS[number % len(QUESTIONS)])
        page.evaluate(WATCH)
    for page in pages:
        page.get_by_test_id("stChatInputTextArea").press("Enter", no_wait_after=True)
    for page in pages:
        wait_for_answer(page, 0)
    waits = [page.evaluate("(answered - asked) / 1000") for page in pages]
    note(f"{PEOPLE} people asking at once", waits, TOGETHER)
    assert float(np.percentile(waits, 95)) <= TOGETHER * SLOWNESS
