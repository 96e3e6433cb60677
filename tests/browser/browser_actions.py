"""The application served as it is in use, and what a person does in a page."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

PROJECT = Path(__file__).parents[2]
DESKTOP, PHONE = (1280, 900), (390, 844)
STARTING = 600
"""Seconds for the server to listen."""
PATIENCE = 300_000
"""Milliseconds for whatever is waited for: a first page waits for the model, all of it for the machine."""
TODAY = "2015-02-15"

SPEED = pytest.StashKey[list[str]]()
"""Where the timed tests keep the lines of their table."""

OpenPage = Callable[..., Page]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running_app(
    index: Path,
    folder: Path,
    today: str = TODAY,
    *,
    script: str = "app.py",
    port: int | None = None,
    **settings: str,
) -> Iterator[str]:
    """Serves the application on a port of this machine, a free one by default; yields its address.

    ``settings`` are variables of the environment.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    environment = {
        **os.environ,
        "ASSISTANT_INDEX": str(index),
        "ASSISTANT_DATA": str(folder / "data"),
        "ASSISTANT_TODAY": today,
        **settings,
    }
    with (folder / "application.log").open("w") as log:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_served(url, server)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_until_served(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"L’application ne répond pas à {url}.")


def settled(page: Page) -> None:
    """Waits until the page has been drawn and nothing runs any more."""
    connected = '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
    idle = f'{connected}[data-test-script-state="notRunning"]'
    page.locator(".stHtml").first.wait_for(state="attached", timeout=PATIENCE)
    page.wait_for_selector(idle, timeout=PATIENCE)
    page.wait_for_timeout(250)
    page.wait_for_selector(idle, timeout=PATIENCE)
    page.locator('[data-testid="stSkeleton"]').first.wait_for(state="hidden", timeout=PATIENCE)


def ask(page: Page, question: str) -> None:
    """Types a question and waits for its answer."""
    answered = page.locator('[class*="st-key-answer-"]').count()
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.locator('[class*="st-key-answer-"]').nth(answered).wait_for()
    settled(page)


def button(page: Page, name: str) -> None:
    """Clicks the first button of a name and waits."""
    page.get_by_role("button", name=name).first.click()
    settled(page)


def download(page: Page, name: str) -> tuple[str, bytes]:
    """Clicks a download button; its file's name and content."""
    with page.expect_download() as expected, tempfile.TemporaryDirectory() as folder:
        page.get_by_role("button", name=name).first.click()
        saved = Path(folder) / "file"
        expected.value.save_as(saved)
        return expected.value.suggested_filename, saved.read_bytes()
