"""Makes the pictures of docs/images from the real application: ``make screenshots``.

Serves the application over the live index, in February 2015 and after the end of the programme, and
photographs each page in Chromium, wide and on a phone. What the team's pages show is made here: a password,
two requests in the register, the runs of two question sets. ``make_screenshots.py NAME…`` makes some alone.
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

from PIL import Image
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
PASSWORD = "mot de passe des images"
COLOURS = 128
"""Of a picture: few enough for a small file, and the pages have fewer."""
SETS = ("dates", "programme-2015")
REQUESTS = (
    "Qu’est-ce qu’un conseil citoyen et qui peut en être membre ? "
    "Quelles rencontres prévoyez-vous sur ce sujet ?",
    "Je cherche des documents sur la médiation sociale et sur la lutte contre l’illettrisme.",
)

Prepare = Callable[[Page], None]


def settle(page: Page, pause: int = 700) -> None:
    """Waits until nothing runs any more, then for what moves."""
    page.wait_for_selector(IDLE, timeout=120_000)
    page.wait_for_timeout(pause)
    page.wait_for_selector(IDLE, timeout=120_000)
    page.locator('[data-testid="stSkeleton"]').first.wait_for(state="hidden", timeout=60_000)


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


def sign_in(page: Page) -> None:
    """The way in to the pages of the team."""
    page.get_by_role("textbox", name="Votre nom").fill("agent A")
    page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    settle(page, 1_000)


def view(name: str) -> Prepare:
    """One view of a page of the team."""

    def prepare(page: Page) -> None:
        sign_in(page)
        page.get_by_role("radio", name=name).click()
        settle(page, 1_200)
        page.evaluate("document.activeElement.blur()")

    return prepare


def failures(page: Page) -> None:
    """The questions of a run, the first one open."""
    view("Questions")(page)
    page.locator(".asked summary").first.click()
    page.locator(".asked").first.evaluate("article => article.scrollIntoView()")
    settle(page)


def register(page: Page) -> None:
    """The register with its requests."""
    sign_in(page)
    if page.get_by_text(REQUESTS[0][:30]).count() == 0:
        for request in REQUESTS:
            page.get_by_role("button", name="Nouvelle demande", exact=True).click()
            settle(page)
            page.get_by_role("textbox", name="Demande", exact=True).fill(request)
            page.get_by_role("textbox", name="Organisme").fill("commune exemple")
            settle(page)
            page.get_by_role("button", name="Enregistrer la demande").click()
            settle(page)
    page.get_by_role("button", name="Demandes", exact=True).click()
    settle(page, 1_000)


def desk(page: Page) -> None:
    """A reply being written."""
    register(page)
    page.get_by_role("button", name="Qu’est-ce qu’un conseil citoyen").first.click()
    settle(page)
    page.get_by_role("button", name="réponse").first.click()
    settle(page, 6_000)


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
    ("formulaire", FEBRUARY, "/question", nothing),
    ("connexion", FEBRUARY, "/equipe", nothing),
    ("corpus", FEBRUARY, "/corpus", sign_in),
    ("corpus-documents", FEBRUARY, "/corpus", view("Documents")),
    ("corpus-constructions", FEBRUARY, "/corpus", view("Constructions")),
    ("corpus-actions", FEBRUARY, "/corpus", view("Actions")),
    ("info-doc", FEBRUARY, "/info-doc", register),
    ("info-doc-atelier", FEBRUARY, "/info-doc", desk),
    ("evaluations", FEBRUARY, "/evaluations", sign_in),
    ("evaluations-questions", FEBRUARY, "/evaluations", failures),
]


@contextmanager
def served(today: str, folder: Path) -> Iterator[str]:
    """The application on a free port, its reference day set; yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=PROJECT,
        env=environment(folder) | {"ASSISTANT_TODAY": today},
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


def environment(folder: Path) -> dict[str, str]:
    """What the application writes, and the runs that it shows, stay in a folder of their own."""
    return {**os.environ, "ASSISTANT_DATA": str(folder / "data"), "ASSISTANT_RUNS": str(folder / "runs")}


def furnish(folder: Path, wanted: set[str]) -> None:
    """The team's password, and runs when a picture shows them."""
    run = [sys.executable, "-m"]
    subprocess.run(
        [*run, "assistant", "password"],
        input=f"{PASSWORD}\n",
        text=True,
        cwd=PROJECT,
        env=environment(folder),
        check=True,
    )
    if any(name.startswith("evaluations") for name in wanted):
        for name in SETS:
            out = folder / "runs" / name
            command = [*run, "evals", "run", f"evals/datasets/{name}.jsonl", "--out", str(out)]
            subprocess.run([*command, "--today", FEBRUARY], cwd=PROJECT, check=True)


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


def photograph(browser: Browser, url: str, day: str, wanted: set[str]) -> None:
    """Makes the wanted pictures of one reference day, in each size."""
    for name, its_day, path, prepare in PICTURES:
        if its_day != day or name not in wanted:
            continue
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
            page = context.new_page()
            page.goto(url + path)
            settle(page)
            prepare(page)
            save(page, IMAGES / f"{name}-{size}.png")
            context.close()
            sys.stdout.write(f"{name}-{size}.png\n")


def save(page: Page, path: Path) -> None:
    """Writes what the page shows, in few colours."""
    page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main() -> None:
    """Makes all the pictures, or those named."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        sys.exit("Chromium est absent : installez-le (apt-get install chromium).")
    known = {name for name, *_ in PICTURES}
    wanted = set(sys.argv[1:]) or known
    if wanted - known:
        sys.exit(
            f"Image inconnue : {', '.join(sorted(wanted - known))}. Connues : {', '.join(sorted(known))}."
        )
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        furnish(folder, wanted)
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM.split())
        for day in sorted({day for name, day, *_ in PICTURES if name in wanted}):
            with served(day, folder) as url:
                photograph(browser, url, day, wanted)
        browser.close()


if __name__ == "__main__":
    main()
