"""People in real browsers: they open the page, ask, read, ask again, and go away."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, cycle
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

TURNS = 8
"""Questions of a conversation, after which another one begins in the same session."""
PATIENCE = 60_000
"""Milliseconds after which a question or an opening has failed."""
ARRIVALS = 4.0
"""Seconds between two people who come to read: opening a page takes a browser as long as several answers."""
_POLLING = 50
"""Milliseconds between two looks for the answer; at each frame, the default, looking would cost more."""
_ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --disable-dev-shm-usage"
)
_INPUT = '[data-testid="stChatInputTextArea"]'
_ANSWERS = '[class*="st-key-answer-"]'
_DONE = """n => document.querySelectorAll('[class*="st-key-answer-"]').length > n
    || document.querySelectorAll('[data-testid="stAlertContentError"]').length > 0"""
_STATE = """() => { const app = document.querySelector('[data-testid="stApp"]');
    const input = document.querySelector('[data-testid="stChatInputTextArea"]');
    const typing = input ? (input.disabled ? 'désactivé' : 'prêt') : 'sans champ';
    return [app?.dataset.testConnectionState, app?.dataset.testScriptState, typing].join(', ') }"""
_ERRORS = '[data-testid="stAlertContentError"]'
_AGAIN = ".st-key-new button"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a browser.

    Attributes:
        ms: milliseconds from the key to the answer on the page.
        failure: why there was none; empty when there was.
    """

    ms: float
    failure: str = ""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium with a new profile.

    Raises:
        AssistantError: Chromium or Playwright is not there.
    """
    try:
        from playwright.async_api import async_playwright
    except ImportError as error:
        raise AssistantError("Playwright est absent : « make develop »") from error
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise AssistantError("Chromium est absent : apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS.split())
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visitor(browser: Browser, url: str) -> AsyncIterator[Page]:
    """Somebody with the page open and ready, in a session of their own.

    They prefer reduced motion: ten browsers that draw what turns while they wait take
    the processor from the server that they wait for.
    """
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="fr-FR", reduced_motion="reduce"
    )
    try:
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        await page.goto(url)
        await page.locator(_INPUT).wait_for()
        yield page
    finally:
        await context.close()


async def ask(page: Page, question: str) -> Asked:
    """Asks and waits for the answer."""
    from playwright.async_api import Error

    began = time.perf_counter()
    try:
        before = await page.locator(_ANSWERS).count()
        await page.locator(_INPUT).fill(question)
        began = time.perf_counter()
        await page.keyboard.press("Enter")
        await page.wait_for_function(_DONE, arg=before, polling=_POLLING)
        ms = (time.perf_counter() - began) * 1000
        if errors := await page.locator(_ERRORS).all_inner_texts():
            return Asked(ms, errors[0][:120])
    except Error as error:
        ms = (time.perf_counter() - began) * 1000
        return Asked(ms, f"{str(error).splitlines()[0][:120]} ({await _state(page)})")
    return Asked(ms)


async def _state(page: Page) -> str:
    """What Streamlit says of a page: its connection and its script."""
    from playwright.async_api import Error

    try:
        state: str = await page.evaluate(_STATE)
    except Error:
        return "page perdue"
    return state


async def converse(
    browser: Browser,
    url: str,
    questions: Iterator[str],
    until: float,
    reading: Iterator[float],
    delay: float = 0.0,
) -> list[Asked]:
    """One person who asks one question after the other until a moment of the monotonic clock.

    They ask at least once. After ``TURNS`` questions they begin another conversation; after a failure,
    another session.

    Args:
        reading: seconds for which they read each answer.
        delay: seconds after which they come.
    """
    from playwright.async_api import Error

    asked: list[Asked] = []
    await asyncio.sleep(delay)
    while time.monotonic() < until:
        try:
            async with visitor(browser, url) as page:
                for turn in count(1):
                    asked.append(await ask(page, next(questions)))
                    pause = next(reading)
                    if asked[-1].failure or time.monotonic() + pause >= until:
                        break
                    await asyncio.sleep(pause)
                    if turn % TURNS == 0:
                        await _begin_again(page)
        except Error as error:
            asked.append(Asked(PATIENCE, str(error).splitlines()[0][:120]))
    return asked


async def _begin_again(page: Page) -> None:
    """Begins another conversation."""
    await page.locator(_AGAIN).click()
    await page.locator(_ANSWERS).first.wait_for(state="detached")


async def crowd(
    browser: Browser, url: str, questions: list[str], people: int, seconds: float, reading: float = 0.0
) -> list[Asked]:
    """Several people at once, each beginning elsewhere in the list of questions.

    Those who read come one after the other.

    Args:
        reading: seconds for which an answer is read, more or less by half.
    """
    until = time.monotonic() + seconds
    step = max(1, len(questions) // people)
    begun = [cycle([*questions[i * step :], *questions[: i * step]]) for i in range(people)]
    pauses = [_pauses(reading, random.Random(person)) for person in range(people)]
    delays = [person * ARRIVALS if reading else 0.0 for person in range(people)]
    groups = await asyncio.gather(
        *(
            converse(browser, url, own, until, pause, delay)
            for own, pause, delay in zip(begun, pauses, delays, strict=True)
        )
    )
    return [one for group in groups for one in group]


def _pauses(mean: float, rng: random.Random) -> Iterator[float]:
    while True:
        yield rng.uniform(0.5 * mean, 1.5 * mean)


async def come_and_go(browser: Browser, url: str, sessions: int, at_once: int = 8) -> int:
    """Sessions opened, drawn whole and closed; gives how many failed."""
    from playwright.async_api import Error

    gate = asyncio.Semaphore(at_once)

    async def one() -> bool:
        async with gate:
            try:
                async with visitor(browser, url):
                    return True
            except Error:
                return False

    return (await asyncio.gather(*(one() for _ in range(sessions)))).count(False)
