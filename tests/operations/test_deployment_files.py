"""The files of docs/deploiement are well formed, name commands that exist, and a backup is a backup."""

import configparser
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.settings import Settings

PROJECT = Path(__file__).parents[2]
FILES = PROJECT / "docs" / "deploiement"
UNITS = sorted(p for p in FILES.iterdir() if p.suffix in (".service", ".timer"))


def unit(path: Path) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(path, encoding="utf-8")
    return parsed


def test_every_timer_has_its_service() -> None:
    names = {path.name for path in UNITS}
    assert {"assistant@.service", "assistant-build.timer", "assistant-backup.timer"} <= names
    for name in names:
        if name.endswith(".timer"):
            assert name.replace(".timer", ".service") in names


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_sound(path: Path, tmp_path: Path) -> None:
    parsed = unit(path)
    if path.suffix == ".timer":
        assert parsed["Timer"]["OnCalendar"]
    else:
        service = parsed["Service"]
        assert service["User"] == "assistant"
        if path.name == "assistant-chroma.service":  # the settings are not its business
            assert "EnvironmentFile" not in service
            assert "--host 127.0.0.1" in service["ExecStart"]
        else:
            assert service["EnvironmentFile"] == "/etc/assistant-ville.env"
        assert service["ProtectSystem"] == "strict"
        program = service["ExecStart"].split()[0]
        inside = Path(program).relative_to("/opt/assistant-ville")
        assert (PROJECT / inside).exists() or inside.parts[0] == ".venv"
    if shutil.which("systemd-analyze"):
        _verified(path, tmp_path)


def _verified(path: Path, folder: Path) -> None:
    """systemd's own check, with a program that exists here in place of the installed one."""
    for each in UNITS:
        text = re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", each.read_text("utf-8"), flags=re.MULTILINE)
        (folder / each.name).write_text(text, encoding="utf-8")
    name = path.name.replace("@.", "@8501.")
    if name != path.name:
        (folder / name).symlink_to(path.name)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / name)],
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "assistant" in line]
    assert ours == []


@pytest.mark.parametrize(
    "command",
    [("assistant", "health"), ("assistant", "diagnostic"), ("assistant", "password"), ("ingest", "build")],
)
def test_commands_of_the_page_exist(command: tuple[str, str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command, "--help"], capture_output=True, timeout=900)
    assert done.returncode == 0


def test_options_of_the_build_service_exist() -> None:
    start = unit(FILES / "assistant-build.service")["Service"]["ExecStart"]
    options = re.findall(r"--[\w-]+", start)
    helped = subprocess.run(
        [sys.executable, "-m", "ingest", "build", "--help"],
        capture_output=True, text=True, timeout=900, env={**os.environ, "COLUMNS": "200"},
    ).stdout  # fmt: skip
    assert options
    assert all(option in helped for option in options)


def test_every_setting_of_the_environment_file_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (FILES / "assistant.env").read_text(encoding="utf-8")
    pairs = re.findall(r"^#?(ASSISTANT_[A-Z_]+)=(.*)$", text, re.MULTILINE)
    fields = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}
    assert {name for name, _ in pairs} <= fields
    for name, value in pairs:
        monkeypatch.setenv(name, value)
    assert str(Settings(_env_file=None).index) == dict(pairs)["ASSISTANT_INDEX"]


def test_the_page_names_every_file() -> None:
    page = (PROJECT / "docs" / "deploiement.md").read_text(encoding="utf-8")
    for path in FILES.iterdir():
        assert path.name.removesuffix(path.suffix if path.suffix == ".timer" else "") in page, path.name


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_braces_are_closed_and_the_application_is_behind(name: str) -> None:
    text = re.sub(r"#.*", "", (FILES / name).read_text(encoding="utf-8"))
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert "127.0.0.1:8501" in text
    if name == "nginx.conf":
        statements = [s.strip() for s in re.split(r"[{};]", text) if s.strip()]
        assert all("\n" not in s for s in statements), "a line does not end with a semicolon"
        assert "proxy_set_header Upgrade $http_upgrade" in statements
        assert "proxy_set_header X-Forwarded-For $remote_addr" in statements


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx n’est pas installé")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl n’est pas installé")
def test_nginx_takes_its_file(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=exemple", "-days", "2",
         "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True, timeout=900,
    )  # fmt: skip
    site = (FILES / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/letsencrypt/live/assistant.exemple.fr", str(tmp_path))
    main = f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{\n{site}\n}}\n"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-p", tmp_path],
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert "syntax is ok" in done.stderr, done.stderr


def test_a_backup_made_during_writing_is_restored_whole(tmp_path: Path) -> None:
    data, corpus, kept = tmp_path / "data", tmp_path / "corpus", tmp_path / "kept"
    data.mkdir()
    corpus.mkdir()
    (corpus / "catalogue.yaml").write_text("documents: []\n", encoding="utf-8")
    environment = {
        **os.environ, "ASSISTANT_DATA": str(data), "ASSISTANT_CORPUS": str(corpus), "PYTHON": sys.executable
    }  # fmt: skip
    environment.pop("ASSISTANT_DATABASE_URL", None)
    with closing(sqlite3.connect(data / "infodoc.sqlite3", isolation_level=None)) as writer:
        writer.execute("pragma journal_mode=wal")
        writer.execute("create table requests (text)")
        writer.execute("insert into requests values ('gardée')")
        writer.execute("begin immediate")
        writer.execute("insert into requests values ('pas encore')")
        archive = run(FILES / "sauvegarde.sh", str(kept), environment=environment)
        writer.execute("rollback")
    assert Path(archive).stat().st_mode & 0o077 == 0

    (data / "infodoc.sqlite3").write_bytes(b"lost")
    (corpus / "catalogue.yaml").unlink()
    run(FILES / "restauration.sh", archive, environment=environment)
    with closing(sqlite3.connect(data / "infodoc.sqlite3")) as reader:
        assert reader.execute("select text from requests").fetchall() == [("gardée",)]
    assert (corpus / "catalogue.yaml").exists()
    (before,) = tmp_path.glob("data.avant-*")
    assert (before / "infodoc.sqlite3").read_bytes() == b"lost"


def run(script: Path, argument: str, *, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [script, argument], env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[0]
