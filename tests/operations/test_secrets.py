"""Keys, passwords and addresses with a password in them: in no log, no output, no message, whatever fails."""

import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.staff import StaffPassword
from assistant.storage import open_database

ROOT = Path(__file__).parents[2]
KEY, PASSWORD = "sk-cle-tres-secrete-4242", "mot-de-passe-tres-secret"
ADDRESS = f"postgresql://registre:{PASSWORD}@127.0.0.1:9/infodoc"
QUESTION = "Qu’est-ce qu’un conseil citoyen ?"


class Echo(BaseHTTPRequestHandler):
    """An endpoint that refuses everything and repeats all that it was sent, the key included."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        body = f"refused: {self.headers['Authorization']} {sent}".encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


def run(*arguments: str, **settings: object) -> str:
    """All that a command says."""
    given = {f"ASSISTANT_{name.upper()}": str(value) for name, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=ROOT,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    return done.stdout + done.stderr


def unpacked(path: Path) -> bytes:
    """The bytes of a file; those of its members for an archive."""
    if path.suffix != ".zip":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(map(archive.read, archive.namelist()))


def test_an_endpoint_that_repeats_the_key_gets_it_nowhere(
    echo: str, corpus_index: Path, tmp_path: Path
) -> None:
    log = tmp_path / "journal.jsonl"
    said = run(
        "ask", QUESTION, "--json", index=corpus_index, data=tmp_path, log_file=log, log_level="DEBUG",
        llm_model="joué", llm_base_url=echo, llm_api_key=KEY,
    )  # fmt: skip
    written = log.read_text(encoding="utf-8")
    assert '"mode": "extractive"' in said
    assert "model_failure" in written
    assert KEY not in said + written
    assert "conseil citoyen" not in written


@pytest.mark.parametrize("command", ["health", "diagnostic"])
def test_commands_of_the_operator_show_no_secret(command: str, corpus_index: Path, tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "diagnostic.zip")] if command == "diagnostic" else ["--json"]
    said = run(
        command, *out, index=corpus_index, data=tmp_path, database_url=ADDRESS, llm_api_key=KEY,
        log_file=tmp_path / "journal.jsonl",
    )  # fmt: skip
    assert said
    assert (tmp_path / "diagnostic.zip").exists() is (command == "diagnostic")
    kept = b"".join(unpacked(path) for path in tmp_path.rglob("*") if path.is_file()).decode("latin-1")
    for secret in (KEY, PASSWORD):
        assert secret not in said
        assert secret not in kept


def test_a_register_out_of_reach_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(AssistantError) as raised:
        open_database(Settings(_env_file=None, data=tmp_path, database_url=ADDRESS))
    error: BaseException | None = raised.value
    while error is not None:
        assert PASSWORD not in str(error)
        error = error.__cause__


def test_settings_show_no_secret() -> None:
    settings = Settings(_env_file=None, database_url=ADDRESS, llm_api_key=KEY)
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert PASSWORD not in shown
    assert KEY not in shown


def test_a_wrong_password_is_repeated_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = StaffPassword(tmp_path)
    kept.change("une phrase assez longue", datetime.now(UTC))
    with caplog.at_level("DEBUG"), pytest.raises(AssistantError) as raised:
        kept.check(PASSWORD, datetime.now(UTC))
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir()).decode("latin-1")
    assert PASSWORD not in f"{raised.value} {caplog.text} {files}"
