"""Two processes of the application and a command read one index during builds, its vectors on a server.

All the texts of a generation carry its number: what one answer shows must carry one number.
"""

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser_actions import PATIENCE, PROJECT, OpenPage, ask, running_app
from playwright.sync_api import Page
from vector_servers import ChromaServer

from assistant.embedding import SentenceEncoder
from assistant.settings import Settings
from ingest.build import build
from ingest.publish import generations

NUMBER = re.compile(r"numéro (\d{3})")
QUESTIONS = ("Que fait un médiateur ?", "Qui réunit le conseil citoyen ?")
TEXTS = {
    "mediation.md": (
        "# La médiation sociale, numéro {n}\n\n"
        "Un médiateur aide des personnes en désaccord à renouer le dialogue, dit le texte numéro {n}.\n"
        "Le médiateur reste neutre et garde le secret, dit le texte numéro {n}.\n"
    ),
    "conseil.md": (
        "# Le conseil citoyen, numéro {n}\n\n"
        "Le conseil citoyen réunit des habitants et des acteurs du quartier, dit le texte numéro {n}.\n"
    ),
}
SWITCHES = 2


@pytest.fixture
def server(tmp_path: Path) -> ChromaServer:
    return ChromaServer(tmp_path / "chroma")


def say(corpus: Path, number: int) -> None:
    """Writes a corpus whose every text carries a number."""
    (corpus / "documents").mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (corpus / "documents" / name).write_text(text.format(n=f"{number:03d}"), encoding="utf-8")


def start_asking(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """``python -m assistant ask``."""
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", "ask", QUESTIONS[0], "--json"],
        cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def answered(command: "subprocess.Popen[str]") -> set[str]:
    """The numbers in the answer of a command."""
    out, err = command.communicate(timeout=900)
    assert command.returncode == 0, err
    assert not json.loads(out)["refused"]
    return set(NUMBER.findall(out))


def told(page: Page, turn: int) -> set[str]:
    """Asks; the numbers in what the answer shows."""
    ask(page, QUESTIONS[turn % len(QUESTIONS)])
    assert page.get_by_test_id("stAlertContentError").count() == 0
    return set(NUMBER.findall(page.locator('[class*="st-key-answer-"]').last.inner_text()))


def test_two_servers_and_a_command_share_an_index_while_it_is_built(
    visit: OpenPage, user_settings: Settings, encoder: SentenceEncoder, tmp_path: Path, server: ChromaServer
) -> None:
    folders = {"index": tmp_path / "index", "corpus": tmp_path / "corpus", "data": tmp_path / "data"}
    settings = user_settings.model_copy(update={**folders, "generations_kept": 2, **server.settings})
    environment = {**os.environ, "ASSISTANT_INDEX": str(settings.index), **server.variables}
    heard: list[set[str]] = []
    with ExitStack() as running:
        running.callback(server.stop)
        server.start()
        say(settings.corpus, 0)
        build(settings.corpus, settings.index, settings, encoder=encoder)
        pages = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            url = running.enter_context(running_app(settings.index, tmp_path / name, **server.variables))
            pages.append(visit(url))
            pages[-1].set_default_timeout(PATIENCE)
        for number in range(1, SWITCHES + 1):
            say(settings.corpus, number)
            making = threading.Thread(
                target=build, args=(settings.corpus, settings.index, settings), kwargs={"encoder": encoder}
            )
            making.start()
            command = start_asking(environment)
            heard += [told(page, number) for page in pages]
            making.join()
            heard.append(answered(command))
            heard += [told(page, number + 1) for page in pages]
            assert heard[-2:] == [{f"{number:03d}"}] * 2
        kept = {f"sentences-{name}" for name in generations(settings.index)}
        assert server.collections(settings.index).keys() == kept
        server.stop()
        assert [told(page, 0) for page in pages] == [{f"{SWITCHES:03d}"}] * 2
    assert [numbers for numbers in heard if len(numbers) != 1] == []
