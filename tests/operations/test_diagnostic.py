"""The diagnostic bundle holds what helps, and nothing of anybody."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from corpora import Build, MakeCorpus

from assistant.infodoc import NewRequest, Register
from assistant.settings import Settings
from assistant.storage import open_database

PLANTED = {
    "requester": "Zorbine Quervaloux",
    "organisation": "Association Brindelune",
    "mail": "zorbine@brindelune.example",
    "staff mail": "agent-kestrivel@brindelune.example",
    "phone": "06 98 76 54 31",
    "request": "Quelle subvention pour le festival Mirlipatte",
    "question": "Où habite la famille Ostrogarde",
    "API key": "sk-marvapoline-4411",
    "password": "mdp-cragnotte",
    "endpoint": "llm-tourniquette.example",
    "agent": "agent Philibertine",
    "file": "Lettre de Zorbine.pdf",
}


@pytest.fixture
def environment(tmp_path: Path, settings: Settings, small_corpus: MakeCorpus, build: Build) -> dict[str, str]:
    """Personal data and secrets wherever the service keeps any."""
    small_corpus(also={PLANTED["file"]: b"no PDF"})
    build(asked_by=PLANTED["agent"])
    data = tmp_path / "data"
    log = tmp_path / "assistant.jsonl"
    _plant_register(data)
    _plant_log(log)
    _plant_run(tmp_path / "runs")
    return {
        "ASSISTANT_INDEX": str(settings.index),
        "ASSISTANT_DATA": str(data),
        "ASSISTANT_RUNS": str(tmp_path / "runs"),
        "ASSISTANT_LOG_FILE": str(log),
        "ASSISTANT_LLM_MODEL": "un-modele",
        "ASSISTANT_LLM_API_KEY": PLANTED["API key"],
        "ASSISTANT_LLM_BASE_URL": f"https://qui:{PLANTED['password']}@{PLANTED['endpoint']}/v1",
        "ASSISTANT_STAFF_EMAILS": PLANTED["staff mail"],
        "ASSISTANT_INFODOC_PHONE": PLANTED["phone"],
        "ASSISTANT_INFODOC_MAIL": PLANTED["mail"],
    }


def _plant_register(data: Path) -> None:
    settings = Settings(_env_file=None, data=data)
    request = NewRequest(
        received=date(2015, 2, 1),
        channel="mail",
        text=PLANTED["request"],
        requester=PLANTED["requester"],
        organisation=PLANTED["organisation"],
        contact=f"{PLANTED['mail']} {PLANTED['phone']}",
    )
    Register(open_database(settings)).add(request, who=PLANTED["agent"], now=datetime.now(UTC))


def _plant_log(log: Path) -> None:
    lines = [
        {"time": "2015-02-15T10:00:00Z", "level": "INFO", "event": "answer", "refused": False, "calls": 3},
        {"event": "answer", "question": PLANTED["question"], "kind": PLANTED["mail"]},
        {"event": "message", "logger": "assistant.x", "text": f"Bonjour {PLANTED['requester']}"},
        {"event": "page_failed", "type": "ValueError", "message": PLANTED["request"]},
        {"event": "answer", "timings_ms": {"total": 12.5, "who": PLANTED["requester"]}},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    log.write_text(f"{text}\nTraceback: {PLANTED['request']} {PLANTED['phone']}\n", encoding="utf-8")


def _plant_run(runs: Path) -> None:
    summary = {
        "run": {"set": "essai", "date": "2015-02-15", "index": PLANTED["agent"]},
        "counts": {"questions": 2},
        "metrics": {"fact_recall": {"value": 0.5, "low": 0, "high": 1, "n": 2}},
        "failures": [{"question": PLANTED["question"]}],
    }
    (runs / "essai-1").mkdir(parents=True)
    (runs / "essai-1" / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (runs / "essai-2").mkdir()
    (runs / "essai-2" / "summary.json").write_text("{", encoding="utf-8")


def run(environment: dict[str, str], *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        env={**os.environ, **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=900,
    )


def test_the_bundle_tells_nothing_of_anybody(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "diagnostic.zip"
    done = run(environment, "diagnostic", "--out", str(out), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as bundle:
        held = {name: bundle.read(name).decode() for name in bundle.namelist()}
    everything = "\n".join([*held, *held.values(), done.stdout]).casefold()
    for what, text in PLANTED.items():
        for word in (text, *(w for w in text.split() if len(w) > 8)):
            assert word.casefold() not in everything, what

    assert json.loads(held["index.json"])["rejected"] == 1
    assert json.loads(held["sante.json"])["healthy"] is True
    assert json.loads(held["reglages.json"])["llm_api_key"] == "renseigné"
    assert json.loads(held["reglages.json"])["llm_base_url"] == "renseigné (https)"
    assert json.loads(held["reglages.json"])["generations_kept"] == 5
    assert "streamlit" in json.loads(held["versions.json"])["packages"]
    (run_,) = json.loads(held["evaluations.json"])
    assert run_ == {
        "set": "essai", "date": "2015-02-15", "counts": {"questions": 2}, "metrics": {"fact_recall": 0.5}
    }  # fmt: skip
    lines = [json.loads(line) for line in held["journal.jsonl"].splitlines()]
    assert lines[0]["calls"] == 3
    assert lines[4]["timings_ms"] == {"total": 12.5}
    assert lines[-1] == {"event": "lines_left_out", "count": 1}


def test_a_bundle_is_made_where_nothing_works(tmp_path: Path) -> None:
    nothing = {"ASSISTANT_INDEX": str(tmp_path / "none"), "ASSISTANT_EMBEDDING_MODEL": str(tmp_path / "no")}
    assert run(nothing, "diagnostic", "--out", "d.zip", cwd=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "d.zip") as bundle:
        assert json.loads(bundle.read("sante.json"))["healthy"] is False
        assert json.loads(bundle.read("index.json"))["error"] == "IndexNotFoundError"
    refused = run(nothing, "diagnostic", "--out", "none/d.zip", cwd=tmp_path)
    assert refused.returncode == 1
    assert "--out" in refused.stderr
    assert "Traceback" not in refused.stderr
