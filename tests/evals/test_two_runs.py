"""Runs of the real assistant over a small index: the same bytes each time, whatever the processes."""

import json
from pathlib import Path

import pytest
from corpora import Build, MakeCorpus

from assistant.settings import Settings
from evals.commands.run import Options, run_sets

TEXTS = ["Qui réunit le conseil citoyen ?", "Que fait le service Info-doc ?", "Qui a peint la Joconde ?"]


@pytest.fixture
def asked(small_corpus: MakeCorpus, build: Build, tmp_path: Path) -> Path:
    """A set of questions about the small corpus, which is indexed."""
    small_corpus()
    build()
    lines = [{"id": f"q{n}", "question": text, "answerable": n < 2} for n, text in enumerate(TEXTS)]
    file = tmp_path / "petit.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return file


def test_two_runs_and_two_processes_give_the_same_bytes(
    asked: Path, settings: Settings, tmp_path: Path
) -> None:
    for name, jobs in (("one", 1), ("again", 1), ("two", 2)):
        run_sets(str(asked), settings, Options(out=tmp_path / name, jobs=jobs))
    for file in ("results.jsonl", "evidence.jsonl", "junit.xml"):
        one, again, two = ((tmp_path / name / file).read_bytes() for name in ("one", "again", "two"))
        assert one == again == two
    first = (tmp_path / "two" / "evidence.jsonl").read_text("utf-8").splitlines()[0]
    assert json.loads(first)["ranking"][0]["document"] == "conseil-citoyen"
