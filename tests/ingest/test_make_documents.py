"""The demonstration documents: what their generator writes, and that the readers give it back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.read.formats import read_document

CORPUS = Path(__file__).parents[2] / "corpus"
SOURCES = sorted((CORPUS / "fiches").glob("*.md"))

FICHE = """---
title: "L’œuvre commune"
kind: fiche repère
date: 2015-01-31
themes: [habitat, jeunesse]
format: {format}
summary: "Ce qu’est l’œuvre commune."
---
Un paragraphe avec du **gras**, des « guillemets » et 20 € pour l’œuvre…

## Une partie

- un premier point ;
- un second point.

### Une sous-partie

| Âge | Acteur | Lieu |
|---|---|---|
| 6 ans | École du quartier | Centre social |
| 12 ans | Collège du secteur | Maison des jeunes |

La fin de la fiche.
"""


def make(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, CORPUS / "make_documents.py", *arguments]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    sources, documents = tmp_path / "sources", tmp_path / "documents"
    sources.mkdir()
    documents.mkdir()
    return sources, documents


def options(folders: tuple[Path, Path]) -> list[str | Path]:
    return ["--sources", folders[0], "--documents", folders[1]]


def document_of(source: Path) -> Path:
    [document] = (CORPUS / "documents").glob(f"{source.stem}.*")
    return document


def content(path: Path) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_document(path).blocks]


def test_the_documents_of_the_corpus_are_those_of_the_sources() -> None:
    run = make("--check")
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_document_read_back_is_its_source(source: Path) -> None:
    document = document_of(source)
    title: list[tuple[str, int, str]] = []
    if document.suffix != ".md":
        title = [("heading", 1, read_document(source).title or "")]
    assert content(document) == title + content(source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_document_carries_the_metadata_of_its_source(source: Path) -> None:
    expected, read = read_document(source), read_document(document_of(source))
    assert (read.title, read.date, read.summary) == (expected.title, expected.date, expected.summary)
    assert read.themes == expected.themes
    if not read.paged:
        assert read.kind == expected.kind


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "md"])
def test_each_format_holds_every_kind_of_block(folders: tuple[Path, Path], kind: str) -> None:
    (folders[0] / "oeuvre.md").write_text(FICHE.format(format=kind), encoding="utf-8")
    assert make(*options(folders)).returncode == 0
    title = [] if kind == "md" else [("heading", 1, "L’œuvre commune")]
    assert content(folders[1] / f"oeuvre.{kind}") == [
        *title,
        ("paragraph", 0, "Un paragraphe avec du gras, des « guillemets » et 20 € pour l’œuvre…"),
        ("heading", 2, "Une partie"),
        ("item", 0, "un premier point ;"),
        ("item", 0, "un second point."),
        ("heading", 3, "Une sous-partie"),
        ("row", 1, "Âge ; Acteur ; Lieu"),
        ("row", 0, "6 ans ; École du quartier ; Centre social"),
        ("row", 0, "12 ans ; Collège du secteur ; Maison des jeunes"),
        ("paragraph", 0, "La fin de la fiche."),
    ]


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "md"])
def test_the_same_source_gives_the_same_bytes(folders: tuple[Path, Path], kind: str) -> None:
    (folders[0] / "oeuvre.md").write_text(FICHE.format(format=kind), encoding="utf-8")
    document = folders[1] / f"oeuvre.{kind}"
    make(*options(folders))
    first = document.read_bytes()
    document.unlink()
    make(*options(folders))
    assert document.read_bytes() == first


def test_check_fails_on_a_missing_and_on_a_changed_document(folders: tuple[Path, Path]) -> None:
    source = next(path for path in SOURCES if document_of(path).suffix == ".md")
    shutil.copy(source, folders[0])
    assert make("--check", *options(folders)).returncode == 1
    assert make(*options(folders)).returncode == 0
    assert make("--check", *options(folders)).returncode == 0
    (folders[1] / source.name).write_text("Autre chose.", encoding="utf-8")
    run = make("--check", *options(folders))
    assert (run.returncode, run.stdout.strip()) == (1, f"À refaire : {source.name}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Sans en-tête.", "l’en-tête entre « --- » manque"),
        ("---\ntitle: Titre\n---\nTexte.\n", "il manque à l’en-tête date"),
        (FICHE.format(format="odt"), "format inconnu (odt)"),
        (FICHE.format(format="pdf").replace("fin", "ﬁn"), "caractères absents des polices du PDF"),
    ],
)
def test_an_unusable_source_is_reported(folders: tuple[Path, Path], text: str, message: str) -> None:
    (folders[0] / "oeuvre.md").write_text(text, encoding="utf-8")
    run = make(*options(folders))
    assert run.returncode == 2
    assert message in run.stderr
