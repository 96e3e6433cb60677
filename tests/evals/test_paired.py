"""Paired abstention over a small corpus: the source is really taken away."""

import json
from pathlib import Path

import pytest
from corpora import MakeCorpus

from assistant.embedding import SentenceEncoder
from assistant.settings import Settings
from evals.commands import paired as paired_command
from evals.commands.paired import run_paired
from evals.running.paired import check_paired, copy_without, without_source
from evals.running.run_folder import load_run
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Question, Source

ACTIONS = """programme:
  document: {document}
  title: Programme
  year: 2015
  start: 2015-01-01
  end: 2015-12-31
  published: 2015-01-31
actions: []
"""


def write_set(path: Path, **fields: object) -> Path:
    line = {
        "id": "q1",
        "question": "Que fait un médiateur quand des personnes sont en désaccord ?",
        "answerable": True,
        "facts": [["renouer le dialogue"]],
        "sources": [{"document": "mediation"}],
        **fields,
    }
    path.write_text(json.dumps(line), encoding="utf-8")
    return path


def test_a_question_is_answered_with_its_source_and_refused_without(
    small_corpus: MakeCorpus,
    settings: Settings,
    encoder: SentenceEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_corpus()
    monkeypatch.setattr(paired_command, "load_encoder", lambda _settings: encoder)
    rates = run_paired(write_set(tmp_path / "paire.jsonl"), settings, tmp_path / "out", as_json=False)
    assert {name: rate and (rate.value, rate.n) for name, rate in rates.items()} == {
        "with_source": (1, 1),
        "without_source": (1, 1),
        "both": (1, 1),
    }
    first, second = (load_run(tmp_path / "out" / name) for name in ("paire", "paire-without"))
    assert (first.lines["q1"].outcome, second.lines["q1"].outcome) == ("ok", "ok")
    shown = json.dumps(second.lines["q1"].answer, ensure_ascii=False)
    assert second.lines["q1"].answer is not None
    assert second.lines["q1"].answer["refused"]
    assert "médiation sociale" not in shown
    evidence = (tmp_path / "out" / "paire-without" / "evidence.jsonl").read_text("utf-8")
    assert "mediation" not in {page["document"] for page in json.loads(evidence)["ranking"]}
    assert (settings.corpus / "documents" / "mediation.md").exists()
    assert not settings.index.exists()


def test_a_programme_goes_with_its_document(
    small_corpus: MakeCorpus, settings: Settings, tmp_path: Path
) -> None:
    corpus = small_corpus()
    (corpus / "actions").mkdir()
    (corpus / "actions" / "2015.yaml").write_text(ACTIONS.format(document="mediation"), encoding="utf-8")
    (corpus / "actions" / "2016.yaml").write_text(ACTIONS.format(document="info-doc"), encoding="utf-8")
    copy_without(corpus, frozenset({"mediation"}), tmp_path / "copy")
    kept = {path.name for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert kept == {"conseil-citoyen.md", "info-doc.html", "2016.yaml"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"answerable": False}, "il fallait une question qui a une réponse"),
        ({"sources": ()}, "au moins une source"),
        ({"sources": (Source("absent"),)}, "le corpus n’a pas le document « absent »"),
    ],
)
def test_a_question_that_cannot_be_paired_is_said(fields: dict[str, object], message: str) -> None:
    values = {"id": "q1", "question": "?", "answerable": True, "sources": (Source("mediation"),), **fields}
    with pytest.raises(DatasetError, match=message):
        check_paired([Question(**values)], ["mediation"])  # type: ignore[arg-type]


def test_the_second_time_only_a_refusal_is_expected() -> None:
    question = Question("q1", "Quoi ?", True, facts=(("124",),), sources=(Source("mediation"),))
    assert without_source(question) == Question("q1", "Quoi ?", False)
