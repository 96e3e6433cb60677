"""The real application in a real headless Chromium, and a record of every request that it makes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser_actions import DESKTOP, PATIENCE, PROJECT, SPEED, OpenPage, running_app, settled
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.embedding import SentenceEncoder
from assistant.index import live_generation
from assistant.settings import Settings
from ingest.build import build

CORPUS = PROJECT / "corpus"
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
)
POLICY = "Content Security Policy"
DATED = "2015-rencontre-mal-logement"

expect.set_options(timeout=PATIENCE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table of the times measured, as ``docs/figures.md`` has it."""
    lines = config.stash.get(SPEED, [])
    if lines:
        terminalreporter.write_line("| in the browser | median | p95 | times | limit |")
        terminalreporter.write_line("|---|---|---|---|---|")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def dated_index(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder
) -> Path:
    """The real corpus, in which one action is given a day and a place for the calendar's sake."""
    folder = tmp_path_factory.mktemp("dated")
    shutil.copytree(CORPUS, folder / "corpus")
    programme = folder / "corpus" / "actions" / "2015.yaml"
    before, after = programme.read_text(encoding="utf-8").split(f"  - id: {DATED}\n")
    day = "    period: 12 mars 2015\n    precision: jour\n    start: 2015-03-12\n    end: 2015-03-12\n"
    programme.write_text(f"{before}  - id: {DATED}\n{day}{after}", encoding="utf-8")
    build(folder / "corpus", folder / "index", user_settings, encoder=encoder)
    return folder / "index"


@pytest.fixture(scope="session")
def app_url(dated_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application over the real corpus, in February 2015."""
    with running_app(dated_index, tmp_path_factory.mktemp("app")) as url:
        yield url


@pytest.fixture(scope="session")
def actions(dated_index: Path) -> int:
    """Number of actions of the programme."""
    generation = live_generation(dated_index)
    programmes = json.loads((generation / "programmes.json").read_text(encoding="utf-8"))
    return sum(len(programme["actions"]) for programme in programmes)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium with a new profile."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium est absent : installez-le (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=CHROMIUM.split())
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[OpenPage]:
    """Opens an address in a new session: ``visit(url, "/documents", size=PHONE)``.

    At the end of the test, no request may have left the application's own host, nor have tried to.
    """
    contexts: list[BrowserContext] = []
    requests: list[str] = []
    blocked: list[str] = []

    def open_(url: str, path: str = "/", size: tuple[int, int] = DESKTOP) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fr-FR", accept_downloads=True
        )
        contexts.append(context)
        context.on("request", lambda request: requests.append(request.url))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("websocket", lambda socket: requests.append(socket.url))
        page.on("console", lambda message: blocked.append(message.text) if POLICY in message.text else None)
        page.goto(url + path)
        settled(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    elsewhere = {url for url in requests if urlsplit(url).hostname not in ("127.0.0.1", None)}
    assert requests
    assert elsewhere == set()
    assert blocked == []
