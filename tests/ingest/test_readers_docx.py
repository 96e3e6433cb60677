from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest

from assistant.errors import IngestError
from ingest.layout import Limits
from ingest.read.formats import read_document


def saved(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "note.docx"
    document.save(str(path))
    return path


def read(tmp_path: Path, document: Any) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, b.text) for b in read_document(saved(tmp_path, document)).blocks]


def test_blocks_come_in_the_order_of_the_body(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Le titre", style="Title")
    document.add_heading("Une partie", level=2)
    document.add_paragraph("Un paragraphe.")
    document.add_paragraph("un point", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Durée", "six ans"
    document.add_paragraph("La fin.")
    assert read(tmp_path, document) == [
        ("heading", 1, "Le titre"),
        ("heading", 2, "Une partie"),
        ("paragraph", 0, "Un paragraphe."),
        ("item", 0, "un point"),
        ("row", 0, "Durée : six ans"),
        ("paragraph", 0, "La fin."),
    ]


def test_french_style_names_are_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Titre 3", 1)
    document.add_paragraph("Une sous-partie", style="Titre 3")
    assert read(tmp_path, document) == [("heading", 3, "Une sous-partie")]


def test_a_bold_line_is_a_heading_under_the_last_one(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Une partie", level=2)
    document.add_paragraph().add_run("Un intertitre").bold = True
    document.add_paragraph("Un paragraphe.")
    assert read(tmp_path, document)[1] == ("heading", 3, "Un intertitre")


def test_a_typed_dash_is_a_bullet(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("- un point")
    assert read(tmp_path, document) == [("item", 0, "un point")]


def test_a_bold_first_row_names_the_columns(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Question", "ASV", "CLS"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for cell, text in zip(table.rows[1].cells, ("Nature", "Démarche", "Contrat"), strict=True):
        cell.text = text
    assert read(tmp_path, document) == [
        ("row", 1, "Question ; ASV ; CLS"),
        ("row", 0, "Nature ; Démarche ; Contrat"),
    ]


def test_a_table_of_one_column_is_a_box_of_text(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Un encadré."
    cell.add_paragraph("un point", style="List Bullet")
    assert read(tmp_path, document) == [("paragraph", 0, "Un encadré."), ("item", 0, "un point")]


def test_line_breaks_and_tabs_are_spaces(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("8, place de France\n95200\tSarcelles")
    assert read(tmp_path, document) == [("paragraph", 0, "8, place de France 95200 Sarcelles")]


def test_headers_and_footers_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "En-tête courant"
    document.add_paragraph("Le texte.")
    assert read(tmp_path, document) == [("paragraph", 0, "Le texte.")]


def test_metadata(tmp_path: Path) -> None:
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.subject, core.category = "Le titre", "Le centre", "Un résumé", "fiche"
    core.keywords, core.language, core.created = "habitat; jeunesse", "fr-FR", datetime(2015, 1, 31, 10, 0)
    document.add_paragraph("Le texte.")
    read_back = read_document(saved(tmp_path, document))
    assert (read_back.title, read_back.author, read_back.date) == ("Le titre", "Le centre", "2015-01-31")
    assert (read_back.summary, read_back.kind, read_back.language) == ("Un résumé", "fiche", "fr-fr")
    assert read_back.themes == ("habitat", "jeunesse")
    assert (read_back.paged, read_back.page_texts) == (False, ("Le texte.",))


def test_a_file_that_is_no_archive_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    path.write_text("du texte", encoding="utf-8")
    with pytest.raises(IngestError, match=r"« note\.docx » n’est pas un document Word"):
        read_document(path)


def test_a_truncated_file_is_reported(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Le texte.")
    path = saved(tmp_path, document)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(IngestError, match="tronqué"):
        read_document(path)


def test_another_archive_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "du texte")
    with pytest.raises(IngestError, match="n’est pas un document Word lisible"):
        read_document(path)


def test_a_protected_or_old_word_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    with pytest.raises(IngestError, match="mot de passe"):
        read_document(path)


def test_an_archive_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(3_000_000))
    with pytest.raises(IngestError, match="démesuré"):
        read_document(path, Limits(max_unpacked_bytes=1_000_000))


def test_external_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CONFIDENTIEL", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("Le texte.")
    source = saved(tmp_path, document)
    path = tmp_path / "piege.docx"
    with zipfile.ZipFile(source) as clean, zipfile.ZipFile(path, "w") as trap:
        for name in clean.namelist():
            data = clean.read(name)
            if name == "word/document.xml":
                head, body = data.split(b"?>", 1)
                doctype = f'?><!DOCTYPE w [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
                data = head + doctype + body.replace(b"Le texte.", b"Le texte &e;.")
            trap.writestr(name, data)
    read_back = read_document(path)
    assert "Le texte" in read_back.page_texts[0]
    assert "CONFIDENTIEL" not in read_back.page_texts[0]
