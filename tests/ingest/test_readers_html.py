from __future__ import annotations

from pathlib import Path

import pytest

from ingest.layout import ReadDocument
from ingest.read.formats import read_document

PROSE = (
    "Le programme de réussite éducative accompagne des enfants de deux à seize ans qui présentent des signes "
    "de fragilité, avec leur famille, dans un parcours individualisé."
)

PAGE = f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>La réussite éducative – Centre</title>
<meta name="description" content="Un résumé"><meta name="keywords" content="éducation, jeunesse">
<meta name="author" content="Le centre"><meta name="date" content="2015-01-31T08:00:00">
<meta name="DC.type" content="fiche repère">
<style>p {{ color: red }}</style><script>var piege = "du script";</script></head>
<body><header><p>Bandeau du site</p></header>
<nav><ul><li><a href="/">Accueil du site</a></li><li><a href="/a">Autre rubrique</a></li></ul></nav>
<main><article><h1>La réussite éducative</h1>
<p>{PROSE}</p>
<h2>Trois principes</h2>
<ul><li>un parcours <strong>individualisé</strong> ;</li><li>l’accord des parents ;
<ul><li>recueilli par écrit.</li></ul></li></ul>
<table><thead><tr><th>Âge</th><th>Acteur</th><th>Lieu</th></tr></thead>
<tbody><tr><td>6 ans</td><td>École</td><td>Quartier</td></tr></tbody></table>
<p>{PROSE}</p></article></main>
<footer><p>Pied de page du site</p></footer></body></html>"""


def read(tmp_path: Path, content: str | bytes, name: str = "page.html") -> ReadDocument:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_document(path)


def test_the_main_text_is_kept_in_order(tmp_path: Path) -> None:
    assert [(b.kind, b.level, b.text) for b in read(tmp_path, PAGE).blocks] == [
        ("heading", 1, "La réussite éducative"),
        ("paragraph", 0, PROSE),
        ("heading", 2, "Trois principes"),
        ("item", 0, "un parcours individualisé ;"),
        ("item", 0, "l’accord des parents ;"),
        ("item", 0, "recueilli par écrit."),
        ("row", 1, "Âge ; Acteur ; Lieu"),
        ("row", 0, "6 ans ; École ; Quartier"),
        ("paragraph", 0, PROSE),
    ]


@pytest.mark.parametrize(
    "boilerplate", ["Bandeau", "Accueil du site", "Autre rubrique", "Pied", "script", "color"]
)
def test_what_surrounds_the_text_is_left_out(tmp_path: Path, boilerplate: str) -> None:
    assert boilerplate not in read(tmp_path, PAGE).page_texts[0]


def test_metadata(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE)
    assert (document.title, document.author, document.date) == (
        "La réussite éducative",
        "Le centre",
        "2015-01-31",
    )
    assert (document.summary, document.kind, document.language) == ("Un résumé", "fiche repère", "fr")
    assert document.themes == ("éducation", "jeunesse")
    assert not document.paged


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "ISO-8859-15"])
def test_the_declared_encoding_is_used(tmp_path: Path, charset: str) -> None:
    page = (
        f'<html><head><meta charset="{charset}"></head><body><p>{PROSE} Élèves à l\'école.</p></body></html>'
    )
    assert read(tmp_path, page.encode(charset)).blocks[0].text == f"{PROSE} Élèves à l'école."


def test_a_page_said_to_be_latin_1_may_hold_windows_characters(tmp_path: Path) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>{PROSE} L’œuvre…</p>'
    assert read(tmp_path, page.encode("cp1252"), "page.htm").blocks[0].text == f"{PROSE} L’œuvre…"


def test_an_undeclared_encoding_is_guessed(tmp_path: Path) -> None:
    page = f"<html><body><p>{PROSE} Élèves à l'école, où ça s'améliore dès l'été.</p></body></html>"
    text = read(tmp_path, page.encode("cp1252")).blocks[0].text
    assert text == f"{PROSE} Élèves à l'école, où ça s'améliore dès l'été."


def test_a_short_page_without_article_is_read_whole(tmp_path: Path) -> None:
    page = (
        "<html><body><nav>Menu</nav><div>Horaires : sur rendez-vous.</div>"
        "<div>Adresse : place de France</div><dl><dt>Téléphone</dt><dd>sur demande</dd></dl></body></html>"
    )
    text = read(tmp_path, page).page_texts[0]
    assert "Horaires : sur rendez-vous." in text
    assert "Adresse : place de France" in text
    assert "sur demande" in text
    assert "Menu" not in text


def test_hidden_text_is_left_out_of_a_page_read_whole(tmp_path: Path) -> None:
    page = "<body><div>Visible.</div><div hidden>Caché</div><div aria-hidden='true'>Décor</div></body>"
    assert read(tmp_path, page).page_texts == ("Visible.",)


def test_an_xml_declaration_does_no_harm(tmp_path: Path) -> None:
    page = f'<?xml version="1.0" encoding="utf-8"?><html><body><p>{PROSE}</p></body></html>'
    assert read(tmp_path, page).blocks[0].text == PROSE


@pytest.mark.parametrize(
    "head", ["<title>Une page du centre</title>", '<meta property="og:title" content="Une page du centre">']
)
def test_without_a_main_heading_the_declared_title_is_taken(tmp_path: Path, head: str) -> None:
    page = f"<html><head>{head}</head><body><p>{PROSE}</p></body></html>"
    assert read(tmp_path, page).title == "Une page du centre"
