from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reader_files import prose_pdf

from assistant.errors import IngestError
from ingest.layout import Limits, ReadDocument, row_text
from ingest.read.formats import read_document


def test_the_suffix_chooses_the_reader_whatever_its_case(tmp_path: Path) -> None:
    path = tmp_path / "NOTE.TXT"
    path.write_text("Une note assez courte.", encoding="utf-8")
    assert read_document(path).blocks[0].text == "Une note assez courte."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("image.png", b"x", "type de fichier non pris en charge (.png)"),
        ("sans", b"x", "type de fichier non pris en charge (sans extension)"),
        ("vide.pdf", b"", "est vide (0 octet)"),
        ("vide.txt", b"", "est vide (0 octet)"),
        ("blanc.txt", b" \n\n ", "ne contient aucun texte"),
        ("blanc.md", b"---\ntitle: Titre\n---\n", "ne contient aucun texte"),
        ("blanc.html", b"<html><body><p> </p></body></html>", "ne contient aucun texte"),
    ],
)
def test_files_without_content_are_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IngestError) as refusal:
        read_document(path)
    assert message in str(refusal.value)
    assert name in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="introuvable"):
        read_document(tmp_path / "absent.pdf")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dossier.pdf").mkdir()
    with pytest.raises(IngestError, match="n’est pas un fichier"):
        read_document(tmp_path / "dossier.pdf")


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = prose_pdf(tmp_path / "gros.pdf")
    with pytest.raises(IngestError, match="trop volumineux"):
        read_document(path, Limits(max_bytes=500))


def test_too_much_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Une phrase. " * 100, encoding="utf-8")
    with pytest.raises(IngestError, match="trop de texte"):
        read_document(path, Limits(max_characters=1000))


def test_reading_a_text_loads_no_other_format_nor_a_model(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Une note assez courte.", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from ingest.read.formats import read_document;"
        "read_document(Path(sys.argv[1]));"
        "print([m for m in ('pypdf', 'docx', 'trafilatura', 'torch', 'chromadb') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_empty_pages_are_those_without_letters() -> None:
    pages = ("Texte", " 2 ", "", "Fin")
    read = ReadDocument(None, None, None, None, None, (), None, (), page_texts=pages, paged=True)
    assert read.empty_pages == (2, 3)


def test_formats_without_pages_have_no_empty_page() -> None:
    read = ReadDocument(None, None, None, None, None, (), None, (), page_texts=("",), paged=False)
    assert read.empty_pages == ()


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["Durée", "six ans"], "Durée : six ans"),
        (["Durée :", "six ans"], "Durée : six ans"),
        (["a", "b", "c"], "a ; b ; c"),
        (["a", "", "c"], "a ; c"),
        (["", ""], ""),
    ],
)
def test_row_text(cells: list[str], text: str) -> None:
    assert row_text(cells) == text
