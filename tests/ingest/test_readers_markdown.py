from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import IngestError
from ingest.layout import ReadDocument
from ingest.read.formats import read_document

NOTE = """---
title: "La gestion urbaine : repères"
kind: fiche repère
date: 2015-01-31
themes: [habitat, politique de la ville]
summary: "Un résumé."
---
Un paragraphe sur
deux lignes, avec du **gras** et un [lien](https://exemple.org).

## Une partie

- un premier point
  sur deux lignes ;
- un second :
    - un point imbriqué.

1. une étape

| Âge | Acteur | Lieu |
|---|---|---|
| 6 ans | École | Quartier |

### Une sous-partie

Du <b>HTML</b> pris comme du texte.
"""


def read(tmp_path: Path, content: str) -> ReadDocument:
    path = tmp_path / "note.md"
    path.write_text(content, encoding="utf-8")
    return read_document(path)


def test_blocks(tmp_path: Path) -> None:
    assert [(b.kind, b.level, b.text) for b in read(tmp_path, NOTE).blocks] == [
        ("paragraph", 0, "Un paragraphe sur deux lignes, avec du gras et un lien."),
        ("heading", 2, "Une partie"),
        ("item", 0, "un premier point sur deux lignes ;"),
        ("item", 0, "un second :"),
        ("item", 0, "un point imbriqué."),
        ("item", 0, "une étape"),
        ("row", 1, "Âge ; Acteur ; Lieu"),
        ("row", 0, "6 ans ; École ; Quartier"),
        ("heading", 3, "Une sous-partie"),
        ("paragraph", 0, "Du <b>HTML</b> pris comme du texte."),
    ]


def test_front_matter(tmp_path: Path) -> None:
    document = read(tmp_path, NOTE)
    assert document.title == "La gestion urbaine : repères"
    assert (document.kind, document.date, document.summary) == ("fiche repère", "2015-01-31", "Un résumé.")
    assert document.themes == ("habitat", "politique de la ville")
    assert "kind" not in document.page_texts[0]


def test_without_front_matter_the_main_heading_is_the_title(tmp_path: Path) -> None:
    document = read(tmp_path, "# Le titre\n\nUn texte.\n")
    assert (document.title, document.date) == ("Le titre", None)


@pytest.mark.parametrize("themes", ["habitat, jeunesse", "[habitat, jeunesse]"])
def test_themes_may_be_a_list_or_a_line(tmp_path: Path, themes: str) -> None:
    assert read(tmp_path, f"---\nthemes: {themes}\n---\nUn texte.\n").themes == ("habitat", "jeunesse")


@pytest.mark.parametrize("matter", ["title: [sans fin", "- une\n- liste"])
def test_a_damaged_front_matter_is_reported(tmp_path: Path, matter: str) -> None:
    with pytest.raises(IngestError, match=r"« note\.md » : l’en-tête"):
        read(tmp_path, f"---\n{matter}\n---\nUn texte.\n")
