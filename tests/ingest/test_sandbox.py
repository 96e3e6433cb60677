from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reader_files import encrypted_pdf, prose_pdf
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import IngestError
from ingest.layout import Limits
from ingest.read import SandboxLimits, read_many
from ingest.read.formats import read_document
from ingest.read.sandbox import read_in_process


def endless_pdf(path: Path) -> Path:
    """A small file that takes minutes to read: one page shows the same form thousands of times."""
    canvas = Canvas(str(path), invariant=1)
    canvas.beginForm("form")
    for _ in range(2000):
        canvas.drawString(10, 10, "encore")
    canvas.endForm()
    for _ in range(2000):
        canvas.doForm("form")
    canvas.save()
    return path


def crashing_pdf(path: Path) -> Path:
    """A page whose content is nested deeper than the reader's own stack."""
    canvas = Canvas(str(path), invariant=1)
    canvas._code.append("[" * 100_000)
    canvas.save()
    return path


def test_a_document_read_in_a_process_is_the_one_read_directly(tmp_path: Path) -> None:
    path = prose_pdf(tmp_path / "a.pdf")
    assert read_in_process(path) == read_document(path)


def test_the_reader_s_own_error_comes_through(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="protégé par un mot de passe"):
        read_in_process(encrypted_pdf(tmp_path / "a.pdf", "secret"))


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="trop volumineux"):
        read_in_process(prose_pdf(tmp_path / "a.pdf"), max_bytes=100)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"« a\.pdf » est trop long à lire \(plus de 1,5 s\)"):
        read_in_process(endless_pdf(tmp_path / "a.pdf"), timeout_s=1.5)


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"une ligne de texte\n" * 4_000_000)
    with pytest.raises(IngestError, match=r"« a\.txt » demande trop de mémoire \(plus de 250 Mo\)"):
        read_in_process(path, memory_mb=250)


def test_a_file_that_crashes_the_reader_is_reported(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"« a\.pdf » a fait échouer la lecture"):
        read_in_process(crashing_pdf(tmp_path / "a.pdf"))


def test_an_answer_beyond_the_limit_of_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Une phrase. " * 100, encoding="utf-8")
    [(_, error)] = read_many([path], SandboxLimits(reading=Limits(max_characters=500)))
    assert isinstance(error, IngestError)
    assert "trop de texte" in str(error)


def test_files_come_in_order_and_failures_do_not_stop_the_others(tmp_path: Path) -> None:
    paths = [
        prose_pdf(tmp_path / "a.pdf"),
        crashing_pdf(tmp_path / "b.pdf"),
        encrypted_pdf(tmp_path / "c.pdf", "secret"),
        prose_pdf(tmp_path / "d.pdf"),
        tmp_path / "absent.pdf",
        prose_pdf(tmp_path / "e.pdf"),
        prose_pdf(tmp_path / "f.pdf"),
    ]
    results = list(read_many(paths))
    assert [path for path, _ in results] == paths
    assert [isinstance(read, IngestError) for _, read in results] == [
        False,
        True,
        True,
        False,
        True,
        False,
        False,
    ]


def test_no_file_gives_nothing() -> None:
    assert list(read_many([])) == []


def test_reading_can_be_given_up_halfway(tmp_path: Path) -> None:
    reading = read_many([prose_pdf(tmp_path / "a.pdf"), endless_pdf(tmp_path / "b.pdf")], workers=1)
    path, _ = next(reading)
    reading.close()
    assert path.name == "a.pdf"


def test_the_reading_process_starts_without_heavy_libraries() -> None:
    code = (
        "import sys, ingest.read.worker;"
        "print([m for m in ('torch', 'transformers', 'chromadb', 'langchain_core', 'pydantic', 'numpy')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
