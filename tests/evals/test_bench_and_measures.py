"""Parts of the bench, and all of it on a small corpus (`make bench`); tables become a page."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.embedding import SentenceEncoder
from assistant.errors import AssistantError
from assistant.settings import Settings
from evals.bench.costs import ingested
from evals.bench.measures import command_line, write, write_page
from evals.commands.bench import run_bench

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    documents = tmp_path / "corpus" / "documents"
    documents.mkdir(parents=True)
    (documents / "fiche.pdf").symlink_to(ROOT / "corpus/documents/fiche-mediation-sociale.pdf")
    return documents.parent


@pytest.mark.speed
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_bench_measures_both_pipelines(
    small_corpus: Path,
    corpus_index: Path,
    user_settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = user_settings.model_copy(
        update={"corpus": small_corpus, "index": corpus_index, "action_edits": False}
    )
    out = tmp_path / "bench.json"
    run_bench(settings, None, 50, out, "python -m evals bench", as_json=True)
    written = json.loads(out.read_text(encoding="utf-8"))
    values = written["values"]
    assert json.loads(capsys.readouterr().out) == values
    assert values["ingestion"]["pages"] == values["plain_ingestion"]["pages"] > 0
    assert {"reading", "splitting", "embedding", "bm25", "chroma", "checking"} <= set(
        values["ingestion"]["stages"]
    )
    assert {"encode", "retrieve", "evidence", "compose"} <= set(values["questions"]["answers"]["stages"])
    assert 0 < values["questions"]["answers"]["p50"] <= values["questions"]["answers"]["p95"]
    assert values["changed_file"]["stages"]["embedding"] < values["ingestion"]["stages"]["embedding"]
    assert values["cold"]["mebibytes"] > 0
    assert values["page"]["ready"] > 0 < values["page"]["answered"]
    assert values["page"]["megabytes"] > 0


def test_an_ingestion_is_measured_by_stage(
    small_corpus: Path, settings: Settings, encoder: SentenceEncoder, tmp_path: Path
) -> None:
    files = sorted(small_corpus.rglob("*.pdf"))
    found = ingested(files, tmp_path / "ours", settings, encoder)
    assert found.pages > 0
    assert {"reading", "splitting", "embedding", "bm25", "chroma", "checking"} <= set(found.stages)


def test_a_bench_without_a_pdf_says_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="Aucun PDF"):
        run_bench(settings, None, 1, tmp_path / "bench.json", "python -m evals bench", as_json=False)


def test_a_command_is_told_without_the_places_of_the_machine() -> None:
    data = Path.cwd().parent / "data" / "x.jsonl"
    told = command_line(["scale", str(data), "--index", "/a/b", "--every", "2", "--out=/c.json"])
    assert told == "python -m evals scale ../data/x.jsonl --every 2"


def test_tables_become_a_page(tmp_path: Path) -> None:
    write(tmp_path / "b.json", {"title": "Titre | B", "command": "make b", "rows": [["durée", "1|2 s"]]})
    write(tmp_path / "a.json", {"title": "A", "command": "make a", "rows": [["nombre", "3"]]})
    page = tmp_path / "mesures.md"
    assert write_page(tmp_path, page) == 2
    text = page.read_text(encoding="utf-8")
    assert text.index("## A") < text.index("## Titre")
    assert "| durée | 1\\|2 s |" in text
    assert "`make a`, le 20" in text


def test_a_new_table_takes_the_place_of_its_own_and_the_others_stay(tmp_path: Path) -> None:
    page, elsewhere, here = tmp_path / "mesures.md", tmp_path / "elsewhere", tmp_path / "here"
    write(elsewhere / "a.json", {"title": "A", "command": "make a", "rows": [["nombre", "3"]]})
    write(elsewhere / "b.json", {"title": "B", "command": "make b", "rows": [["durée", "1 s"]]})
    write_page(elsewhere, page)
    before = page.read_text(encoding="utf-8")

    write(here / "a.json", {"title": "A", "command": "make a", "rows": [["nombre", "4"]]})
    assert write_page(here, page) == 1
    assert page.read_text(encoding="utf-8") == before.replace("| nombre | 3 |", "| nombre | 4 |")


def test_a_page_that_is_no_text_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.json", {"title": "A", "command": "make a", "rows": [["nombre", "3"]]})
    page = tmp_path / "mesures.md"
    page.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(AssistantError, match=r"mesures\.md.*n’est pas une page de texte"):
        write_page(tmp_path, page)
    assert page.read_bytes() == b"\xff\xfe\xfa"


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"a\.json.*pas un tableau de mesures"):
        write_page(tmp_path, tmp_path / "mesures.md")


def test_no_table_says_how_to_make_one(tmp_path: Path) -> None:
    from evals.__main__ import app

    result = CliRunner().invoke(app, ["measures", str(tmp_path), "--page", str(tmp_path / "m.md")])
    assert isinstance(result.exception, AssistantError)
    assert "python -m evals bench" in str(result.exception)
