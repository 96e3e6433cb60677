"""The commands, with a fake assistant and with the real ingestion and retriever on a tiny corpus."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from evaluation_fakes import FakeAssistant, answer_of, page_text, refusal_of

from assistant.embedding import unpack_model
from assistant.embedding.embedded_model import NAME
from assistant.settings import Settings, default_cache
from assistant.types import Answer
from evals.__main__ import main
from evals.commands import claims as claims_command
from evals.commands import corpora as commands
from evals.commands import run as run_command
from evals.corpora.beir import index_corpus
from evals.running import parallel
from evals.scoring.grounding import word_for_word

LINES = [
    {
        "id": "a",
        "question": "A ?",
        "answerable": True,
        "facts": [["124"]],
        "sources": [{"document": "programme", "pages": [15]}],
    },
    {"id": "b", "question": "B ?", "answerable": False},
]


def evals(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Exit code of ``python -m evals`` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        main()
    code = caught.value.code
    return code if isinstance(code, int) else 0


def serve(monkeypatch: pytest.MonkeyPatch, replies: dict[str, Answer | BaseException]) -> FakeAssistant:
    """Put a fake assistant behind ``Assistant.open``."""
    fake = FakeAssistant(replies)
    manifest = SimpleNamespace(model=NAME, generation="g1")
    index = SimpleNamespace(
        documents={"programme": None}, manifest=manifest, page_text=page_text, close=lambda: None
    )
    fake.index = index  # type: ignore[attr-defined]
    opener = SimpleNamespace(open=lambda _settings: fake)
    monkeypatch.setattr(parallel, "Assistant", opener)
    monkeypatch.setattr(parallel, "support_of", lambda _assistant: word_for_word)
    monkeypatch.setattr(run_command, "Index", SimpleNamespace(open=lambda _path, _server: index))
    return fake


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "jeu.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return file


def test_a_run_writes_its_files_and_exits_0_even_with_failures(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(monkeypatch, {"A ?": answer_of("Rien.", citations=()), "B ?": refusal_of()})
    assert evals(monkeypatch, "run", questions, "--index", tmp_path, "--out", tmp_path / "out") == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"results.jsonl", "summary.json", "junit.xml", "report.html"} <= names
    assert {"questions.jsonl", "evidence.jsonl", "timings.jsonl"} <= names
    shown = capsys.readouterr().out
    assert "justes : 1 sur 2 · à revoir : 1" in " ".join(shown.split())
    assert "Réponses justes" in shown
    assert "Fait en première ligne" in shown


def test_a_run_prints_its_figures_as_json(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(monkeypatch, {"A ?": answer_of(), "B ?": refusal_of()})
    evals(monkeypatch, "run", questions, "--out", tmp_path / "out", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert printed["metrics"]["answerable_ok"]["value"] == 1
    assert printed["metrics"]["first_hit"]["value"] == 1
    assert printed["metrics"]["lines"]["value"] == 1
    assert "verbatim" in printed["by_construction"]


def test_an_interrupted_run_reports_what_was_done(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(monkeypatch, {"A ?": answer_of(), "B ?": KeyboardInterrupt()})
    assert evals(monkeypatch, "run", questions, "--out", tmp_path / "out") == 130
    assert "Interrompu à la question 2 sur 2" in capsys.readouterr().err
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["run"]["complete"] is False
    assert summary["counts"]["questions"] == 1


def test_a_source_that_the_index_lacks_is_said_before_the_start(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = serve(monkeypatch, {"A ?": answer_of(), "B ?": refusal_of()})
    fake.index.documents = {}  # type: ignore[attr-defined]
    evals(monkeypatch, "run", questions, "--out", tmp_path / "out")
    assert "l’index n’a pas le document « programme », source attendue de : a." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "absent.jsonl"], "Impossible de lire absent.jsonl"),
        (["run", "{questions}", "--today", "demain"], "n’est pas une date AAAA-MM-JJ"),
        (["run", "{questions}", "--index", "{folder}/rien"], "Aucun index"),
        (["retrieval", "{folder}"], "qrels.tsv"),
        (["refusal", "{folder}"], "answerable.jsonl"),
    ],
)
def test_bad_input_gives_one_message_and_exit_code_1(
    tmp_path: Path,
    questions: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    filled = [argument.format(questions=questions, folder=tmp_path) for argument in arguments]
    assert evals(monkeypatch, *filled) == 1
    error = capsys.readouterr().err
    assert message in " ".join(error.split())
    assert "Traceback" not in error


@pytest.fixture
def answered_then_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two runs of three questions: all right, then the two that have an answer refused."""
    lines = [{**LINES[0], "id": name, "question": f"{name} ?"} for name in ("a1", "a2")] + [LINES[1]]
    questions = tmp_path / "jeu.jsonl"
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for folder, reply in (("before", answer_of()), ("after", refusal_of())):
        serve(monkeypatch, {"a1 ?": reply, "a2 ?": reply, "B ?": refusal_of()})
        evals(monkeypatch, "run", questions, "--out", tmp_path / folder)
    return tmp_path / "before", tmp_path / "after"


def test_compare_exits_1_on_a_regression_and_names_the_questions(
    answered_then_refused: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, after = answered_then_refused
    capsys.readouterr()
    assert evals(monkeypatch, "compare", before, after) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "Régression. « Réponses justes » : 2 en baisse (a1, a2) pour 0 en hausse" in shown
    assert evals(monkeypatch, "compare", before, after, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [change["id"] for change in found["changes"]] == ["a1", "a2"]
    assert found["metrics"]["answerable_ok"]["worse"] == ["a1", "a2"]


def test_compare_exits_0_without_one(
    answered_then_refused: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, after = answered_then_refused
    capsys.readouterr()
    assert evals(monkeypatch, "compare", before, before) == 0
    assert "Pas de régression." in capsys.readouterr().out
    assert evals(monkeypatch, "compare", after, before) == 0
    assert evals(monkeypatch, "compare", before, after, "--metric", "unanswerable_ok") == 0


def test_the_help_loads_no_model() -> None:
    code = "import sys, evals.__main__; print({'torch', 'chromadb', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"


RECORDS = [
    {"_id": "d1", "title": "Ruisseau", "text": "Le ruisseau prend sa source dans la commune de Villejust."},
    {"_id": "d2", "title": "Stade", "text": "Le stade accueille vingt mille spectateurs depuis 1987."},
    {"_id": "d3", "title": "École", "text": "L’école compte douze classes et un réfectoire."},
]


@pytest.fixture(scope="module")
def beir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beir")
    queries = [
        {"_id": "q1", "text": "Où le ruisseau prend-il sa source ?", "answers": ["Villejust"]},
        {"_id": "q2", "text": "Combien de spectateurs le stade accueille-t-il ?", "answers": ["vingt mille"]},
    ]
    outside = [{"_id": "q3", "text": "Qui a peint le plafond de la chapelle Sixtine ?", "answers": []}]
    for name, records in (
        ("corpus", RECORDS),
        ("queries", queries),
        ("answerable", queries),
        ("unanswerable", outside),
    ):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def settings(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose cache is temporary, with the embedded model unpacked where it always is."""
    model = unpack_model(default_cache())
    if not (cache / model.name).exists():
        (cache / model.name).symlink_to(model)
    chosen = Settings(cache=cache)
    monkeypatch.setattr(commands, "load_settings", lambda: chosen)
    return chosen


def test_retrieval_prints_and_writes_the_metrics_of_the_contract(
    beir: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evals(monkeypatch, "retrieval", beir, "--out", tmp_path / "out", "--json")
    printed = json.loads(capsys.readouterr().out)
    names = ("nDCG@10", "recall@1", "recall@5", "recall@10", "MRR")
    assert {name: printed[name] for name in names} == dict.fromkeys(names, 1.0)
    assert printed == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    lines = (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["ranking"][0] for line in lines] == ["d1", "d2"]


def test_refusal_prints_both_rates_the_auc_and_the_answers_shown(
    beir: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evals(monkeypatch, "refusal", beir, "--out", tmp_path / "out", "--json")
    printed = json.loads(capsys.readouterr().out)
    figures = ("answered", "refused", "auc", "contains", "first_hit", "contains_when_answered")
    assert {name: printed[name] for name in figures} == dict.fromkeys(figures, 1.0)
    assert {name: printed["counts"][name] for name in figures} == dict(
        zip(figures, (2, 1, 3, 2, 2, 2), strict=True)
    )
    assert printed == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    lines = (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["first_hit"] for line in lines] == [True, True, None]


CLAIMS = [
    {
        "claim": "Le stade accueille vingt mille spectateurs.",
        "passages": [RECORDS[1]["text"]],
        "label": "supported",
    },
    {
        "claim": "Le stade accueille trente mille spectateurs.",
        "passages": [RECORDS[1]["text"]],
        "label": "unsupported",
    },
]


@pytest.mark.parametrize("number", [2, 1], ids=["both-sides", "one-side"])
def test_claims_prints_and_writes_the_figures_that_are_defined(
    number: int,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, out = tmp_path / "claims.jsonl", tmp_path / "out"
    file.write_text("\n".join(map(json.dumps, CLAIMS[:number])), encoding="utf-8")
    monkeypatch.setattr(claims_command, "load_settings", lambda: settings)
    assert evals(monkeypatch, "claims", file, "--out", out, "--json") == 0
    printed = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert printed == json.loads((out / "summary.json").read_text("utf-8"))
    assert printed["supported_kept"] == 1
    assert ("balanced_accuracy" in printed) is (number == 2)
    assert printed.get("unsupported_stopped", 1) == 1
    assert len((out / "results.jsonl").read_text("utf-8").splitlines()) == number


def test_an_index_is_made_once_for_the_same_corpus_and_again_for_another(
    beir: Path, settings: Settings, tmp_path: Path
) -> None:
    stages: list[str] = []

    def progress(stage: str, _done: int, _total: int) -> None:
        stages.append(stage)

    first = index_corpus(beir, settings)
    assert index_corpus(beir, settings, progress) == first
    assert stages == []
    (tmp_path / "corpus.jsonl").write_text(json.dumps(RECORDS[0]), encoding="utf-8")
    assert index_corpus(tmp_path, settings, progress) != first
    assert stages != []


def answers_of(folder: Path) -> bytes:
    return (folder / "results.jsonl").read_bytes()


def test_an_interrupted_run_is_taken_up_where_it_stopped(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    serve(monkeypatch, {"A ?": answer_of(), "B ?": refusal_of()})
    evals(monkeypatch, "run", questions, "--out", whole)
    serve(monkeypatch, {"A ?": answer_of(), "B ?": KeyboardInterrupt()})
    evals(monkeypatch, "run", questions, "--out", cut)
    fake = serve(monkeypatch, {"B ?": refusal_of()})
    assert evals(monkeypatch, "run", questions, "--out", cut, "--resume") == 0
    assert [question for question, _, _ in fake.asked] == ["B ?"]
    assert answers_of(cut) == answers_of(whole)
    a, b = (json.loads((f / "summary.json").read_text("utf-8")) for f in (whole, cut))
    assert (a["metrics"], a["latency_ms"]) == (b["metrics"], b["latency_ms"])


def test_a_line_cut_by_a_crash_is_asked_again(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = {"A ?": answer_of(), "B ?": refusal_of()}
    serve(monkeypatch, replies)
    evals(monkeypatch, "run", questions, "--out", tmp_path / "out")
    expected = answers_of(tmp_path / "out")
    (tmp_path / "out" / "results.jsonl").write_bytes(expected[:-40])
    fake = serve(monkeypatch, replies)
    evals(monkeypatch, "run", questions, "--out", tmp_path / "out", "--resume")
    assert ([question for question, _, _ in fake.asked], answers_of(tmp_path / "out")) == (["B ?"], expected)


def test_the_latest_run_is_taken_up_unless_it_is_of_something_else(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_command, "RUNS", tmp_path / "runs")
    replies = {"A ?": answer_of(), "B ?": KeyboardInterrupt()}
    serve(monkeypatch, replies)
    evals(monkeypatch, "run", questions)
    fake = serve(monkeypatch, {"A ?": answer_of(), "B ?": refusal_of()})
    assert evals(monkeypatch, "run", questions, "--resume") == 0
    assert [question for question, _, _ in fake.asked] == ["B ?"]
    (folder,) = (tmp_path / "runs").iterdir()
    folder.rename(folder.with_name("jeu-20200101-000000"))
    assert evals(monkeypatch, "run", questions, "--resume", "--today", "2015-02-15") == 0
    assert [question for question, _, _ in fake.asked] == ["B ?", "A ?", "B ?"]
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_another_set_is_not_taken_up(
    tmp_path: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(monkeypatch, {"A ?": answer_of(), "B ?": refusal_of(), "C ?": refusal_of()})
    evals(monkeypatch, "run", questions, "--out", tmp_path / "out")
    questions.write_text(json.dumps({"id": "c", "question": "C ?", "answerable": False}), encoding="utf-8")
    assert evals(monkeypatch, "run", questions, "--out", tmp_path / "out", "--resume") == 1
    assert "vient d’autres questions" in capsys.readouterr().err


def test_all_the_sets_have_a_folder_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, line in zip(("jeu-a", "jeu-b"), LINES, strict=True):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line), encoding="utf-8")
    monkeypatch.setattr(run_command, "DATASETS", tmp_path)
    serve(monkeypatch, {"A ?": answer_of(), "B ?": refusal_of()})
    assert evals(monkeypatch, "run", "all", "--out", tmp_path / "out", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert {name: figures["counts"]["ok"] for name, figures in printed.items()} == {"jeu-a": 1, "jeu-b": 1}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"jeu-a", "jeu-b"}
