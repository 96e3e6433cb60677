"""The commands of ``python -m assistant``, in this process and as a user types them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.__main__ import app

RUN = CliRunner()


def command(*words: str, index: Path | None = None) -> subprocess.CompletedProcess[str]:
    at = ["--index", str(index)] if index else []
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words, *at],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def test_ask_prints_the_json_of_an_answer(corpus_index: Path) -> None:
    done = command(
        "ask",
        "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?",
        "--json",
        index=corpus_index,
    )
    answer = json.loads(done.stdout)
    assert any("124" in c["quote"] and c["page"] == 15 for c in answer["citations"])


def test_a_missing_index_is_one_french_sentence(tmp_path: Path) -> None:
    done = command("ask", "Qui ?", index=tmp_path / "rien")
    assert done.returncode == 1
    assert "python -m ingest build" in done.stderr
    assert "Traceback" not in done.stderr


def test_actions_are_listed_with_their_place_in_time(corpus_index: Path) -> None:
    done = RUN.invoke(
        app, ["actions", "logement", "--today", "2015-02-15", "--json", "--index", str(corpus_index)]
    )
    cards = json.loads(done.stdout)
    assert cards[0]["when"] == "à venir"


def test_documents_are_listed(corpus_index: Path) -> None:
    done = RUN.invoke(app, ["documents", "illettrisme", "--json", "--index", str(corpus_index)])
    assert [d["id"] for d in json.loads(done.stdout)] == ["fiche-illettrisme"]


def test_a_wrong_date_is_told(corpus_index: Path) -> None:
    done = command("ask", "Qui ?", "--today", "demain", index=corpus_index)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", ["pas du JSON", '[{"role": "robot", "content": "x"}]'])
def test_a_history_that_cannot_be_read_is_told(corpus_index: Path, tmp_path: Path, content: str) -> None:
    history = tmp_path / "histoire.json"
    history.write_text(content, encoding="utf-8")
    done = command("ask", "Qui ?", "--history", str(history), index=corpus_index)
    assert done.returncode == 1
    assert "historique" in done.stderr
