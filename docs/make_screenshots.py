"""Makes the pictures of docs/images from the real application: ``python docs/make_screenshots.py``.

Serves the application over the live index, in February 2015 and on the day of a finished programme, and
photographs each page in Chromium, wide and on a phone.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).parents[1]
IMAGES = PROJECT / "docs" / "images"
SIZES = {"ordinateur": (1280, 900), "telephone": (390, 844)}
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync --no-first-run"
)
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
FEBRUARY, LATER = "2015-02-15", "2016-03-01"
QUESTION = "Qu’est-ce que le contrat de ville ?"

Prepare = Callable[[Page], None]


def settle(page: Page, pause: int = 700) -> None:
    """Waits until nothing runs any more, then for what moves."""
    page.wait_for_selector(IDLE, timeout=120_000)
    page.wait_for_timeout(pause)
    page.wait_for_selector(IDLE, timeout=120_000)


def ask(page: Page, question: str) -> None:
    """Asks, and waits for the answer and for the questions suggested after it."""
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.locator('[class*="st-key-answer-"]').last.wait_for()
    settle(page, 4_000)
    page.evaluate("document.activeElement.blur()")


def nothing(page: Page) -> None:
    """The page as it opens."""


def answer(page: Page) -> None:
    """An answer with its numbered sources."""
    ask(page, QUESTION)


def source(page: Page) -> None:
    """The page of a source with its line highlighted."""
    ask(page, QUESTION)
    page.locator('[class*="st-key-marker-"] button').first.click()
    settle(page, 1_500)


def actions(page: Page) -> None:
    """An answer with cards of actions."""
    ask(page, "Quelles rencontres sont prévues sur le mal-logement ?")


def refusal(page: Page) -> None:
    """A refusal that hands over to the Info-doc service."""
    ask(page, "Quel est le budget de la fête de la musique de Paris ?")


def filters(page: Page) -> None:
    """The limits of a search."""
    page.get_by_role("button", name="Filtres").click()
    settle(page)


def action(page: Page) -> None:
    """An action beside the page that announces it."""
    page.get_by_role("button", name="du programme").first.click()
    settle(page, 1_500)


def document(page: Page) -> None:
    """The sheet of a document."""
    page.get_by_role("button", name="Le contrat de ville").first.click()
    settle(page, 1_000)


PICTURES: list[tuple[str, str, str, Prepare]] = [
    ("accueil", FEBRUARY, "/", nothing),
    ("filtres", FEBRUARY, "/", filters),
    ("reponse", FEBRUARY, "/", answer),
    ("source", FEBRUARY, "/", source),
    ("actions", FEBRUARY, "/", actions),
    ("refus", FEBRUARY, "/", refusal),
    ("programme", FEBRUARY, "/programme", nothing),
    ("programme-action", FEBRUARY, "/programme?q=mal-logement", action),
    ("programme-termine", LATER, "/programme", nothing),
    ("documents", FEBRUARY, "/documents", nothing),
    ("document", FEBRUARY, "/documents", document),
]


@contextmanager
def served(today: str) -> Iterator[str]:
    """The application on a free port, its reference day set; yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    with TemporaryDirectory() as data:
        environment = {**os.environ, "ASSISTANT_TODAY": today, "ASSISTANT_DATA": data}
        server = subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/_stcore/health")
            yield url
        finally:
            server.kill()
            server.wait()


def wait_for(url: str, patience: float = 60) -> None:
    """Waits until an address answers.

    Raises:
        TimeoutError: it does not, for so many seconds.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(url)


def photograph(browser: Browser, url: str, day: str) -> None:
    """Makes the pictures of one reference day, in each size."""
    for name, wanted, path, prepare in PICTURES:
        if wanted != day:
            continue
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
            page = context.new_page()
            page.goto(url + path)
            settle(page)
            prepare(page)
            page.screenshot(path=IMAGES / f"{name}-{size}.png")
            context.close()
            sys.stdout.write(f"{name}-{size}.png\n")


def main() -> None:
    """Makes all the pictures."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        sys.exit("Chromium est absent : installez-le (apt-get install chromium).")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM.split())
        for day in (FEBRUARY, LATER):
            with served(day) as url:
                photograph(browser, url, day)
        browser.close()


if __name__ == "__main__":
    main()
