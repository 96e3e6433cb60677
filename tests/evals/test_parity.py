"""The sentences that the parity command compares; the comparison itself is tested with the encoder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from evals.bench.parity import read_texts, sentences_of

ROOT = Path(__file__).parents[2]
LONG = "Une phrase assez longue pour être comparée."


def test_sentences_are_cleaned_and_taken_once():
    texts = [
        f"Trop courte. {LONG}",
        LONG.replace(" ", "\n", 1) + " Une autre phrase, elle aussi assez longue !",
    ]
    assert list(sentences_of(iter(texts))) == [LONG, "Une autre phrase, elle aussi assez longue !"]


def test_texts_of_a_json_lines_file(tmp_path: Path):
    source = tmp_path / "corpus.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in ("un", "deux")), encoding="utf-8")
    assert list(read_texts(source)) == ["un", "deux"]


def test_texts_of_a_folder_are_the_pages_of_its_pdf_files():
    assert any("mal-logement" in text for text in read_texts(ROOT / "corpus"))


@pytest.mark.parametrize("content", ["pas du JSON", '{"autre": 1}', "[]"])
def test_file_of_another_form(tmp_path: Path, content: str):
    source = tmp_path / "corpus.jsonl"
    source.write_text(content, encoding="utf-8")
    with pytest.raises(AssistantError, match="champ « text »"):
        list(read_texts(source))


def test_command_reports_a_missing_file_in_one_line(tmp_path: Path):
    command = [sys.executable, "-m", "evals.bench.parity", "--source", str(tmp_path / "absent.jsonl")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
