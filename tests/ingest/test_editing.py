"""Adding, removing and describing documents of a corpus: what is refused, and what is left as it was."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from corpora import CORPUS
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from assistant.errors import IngestError
from ingest.catalogue import add_file, describe_entry, identifiers, open_corpus, remove_file
from ingest.catalogue.editing import check_name

SMALL = 10_000_000
FICHE = CORPUS / "documents" / "fiche-contrat-de-ville.pdf"
TEXT = "# Le compte rendu\n\nLa réunion du comité de pilotage a porté sur le contrat de ville.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS / "documents", folder / "documents")
    shutil.copytree(CORPUS / "actions", folder / "actions")
    shutil.copy(CORPUS / "catalogue.yaml", folder)
    return folder


def names(corpus: Path) -> set[str]:
    return {path.name for path in (corpus / "documents").iterdir()}


def with_script(key: str, action: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=FICHE)
    command = DictionaryObject({NameObject("/S"): NameObject(action)})
    command[NameObject("/JS" if action == "/JavaScript" else "/F")] = TextStringObject("app.alert(1)")
    writer.root_object[NameObject(key)] = writer._add_object(command)
    return saved(writer)


def with_script_on_a_page() -> bytes:
    writer = pypdf.PdfWriter(clone_from=FICHE)
    command = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.pages[1][NameObject("/AA")] = DictionaryObject({NameObject("/O"): command})
    return saved(writer)


def saved(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def hidden_name() -> bytes:
    """The name of the key written with an escape, as malicious files do."""
    return (
        with_script("/OpenAction", "/JavaScript")
        .replace(b"/JS ", b"/#4aS ")
        .replace(b"/JavaScript", b"/J#61vaScript")
    )


def word(**members: bytes) -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Un paragraphe sur le contrat de ville.")
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"word/{name}.bin", content)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("virus.exe", b"MZ")
    return out.getvalue()


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("notice.pdf", lambda: b"MZ\x90\x00\x03\x00\x00\x00" + bytes(500), "est un programme"),
    ("notice.docx", lambda: b"\x7fELF\x02\x01\x01" + bytes(500), "est un programme"),
    ("notice.md", lambda: b"#!/bin/sh\nrm -r /\n", "est un programme"),
    ("notice.txt", lambda: b"des octets \x00\x01\x02 sans texte", "n’est pas un fichier de texte"),
    ("notice.html", FICHE.read_bytes, "n’est pas un fichier de texte"),
    ("notice.pdf", lambda: TEXT.encode(), "n’est pas un PDF malgré son nom"),
    ("notice.docx", archive, "est une archive, pas un document Word"),
    ("notice.docx", lambda: word(bombe=bytes(60_000_000)), "démesuré une fois décompressé"),
    ("notice.docx", lambda: word(vbaProject=b"macro"), "contient des macros"),
    ("notice.pdf", lambda: with_script("/OpenAction", "/JavaScript"), "contient un script"),
    ("notice.pdf", lambda: with_script("/OpenAction", "/Launch"), "contient un script"),
    ("notice.pdf", with_script_on_a_page, "contient un script"),
    ("notice.pdf", hidden_name, "contient un script"),
    ("notice.pdf", lambda: FICHE.read_bytes()[:-5000], "est tronqué"),
    ("notice.md", lambda: b"", "est vide"),
    ("notice.md", lambda: b"x" * (SMALL + 1), "est trop volumineux"),
]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    HOSTILE,
    ids=[f"{n}-{w.split()[-1]}-{i}" for i, (n, _, w) in enumerate(HOSTILE)],
)
def test_a_hostile_file_is_refused_in_one_sentence(
    corpus: Path, tmp_path: Path, name: str, content: Callable[[], bytes], words: str
) -> None:
    before = names(corpus)
    (tmp_path / "envoi").write_bytes(content())
    with pytest.raises(IngestError, match=words) as raised:
        add_file(corpus, tmp_path / "envoi", name, max_bytes=SMALL)
    assert "\n" not in str(raised.value)
    assert names(corpus) == before


@pytest.mark.parametrize(
    "name",
    [
        "../a.pdf",
        "/etc/a.pdf",
        "a/b.pdf",
        "..\\a.pdf",
        ".cache.pdf",
        "~$a.docx",
        "a\0.pdf",
        "a\n.pdf",
        "",
        "a" * 200,
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(IngestError, match="n’est pas un simple nom de fichier"):
        check_name(name)


@pytest.mark.parametrize("name", ["tableau.xlsx", "notice.exe", "notice", "notice.pdf.js"])
def test_another_type_is_refused_with_those_accepted(name: str) -> None:
    with pytest.raises(IngestError, match=r"Types acceptés : \.docx, \.htm"):
        check_name(name)


def test_a_sound_file_is_added_under_its_name(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "envoi").write_text(TEXT, encoding="utf-8")
    added = add_file(corpus, tmp_path / "envoi", "Compte rendu (janvier).md", max_bytes=SMALL)
    assert added.read_text(encoding="utf-8") == TEXT
    assert added in open_corpus(corpus).files


def test_the_same_content_or_name_is_not_added_twice(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="déjà dans le corpus, sous le nom « fiche-contrat-de-ville"):
        add_file(corpus, FICHE, "autre.pdf", max_bytes=SMALL)
    (tmp_path / "envoi").write_text(TEXT, encoding="utf-8")
    with pytest.raises(IngestError, match="a déjà un fichier"):
        add_file(corpus, tmp_path / "envoi", "fiche-mal-logement.md", max_bytes=SMALL)


def test_a_removed_document_leaves_with_its_entry(corpus: Path) -> None:
    assert remove_file(corpus, "fiche-contrat-de-ville") == FICHE.name
    assert FICHE.name not in names(corpus)
    left = open_corpus(corpus)
    assert "fiche-contrat-de-ville" not in left.entries
    assert left.entries["fiche-illettrisme"].kind == "fiche repère"


def test_the_first_of_shared_entries_can_be_removed(corpus: Path) -> None:
    before = open_corpus(corpus).entries
    first = "fiche-atelier-sante-ville-contrat-local-de-sante"
    remove_file(corpus, first)
    assert open_corpus(corpus).entries == {k: v for k, v in before.items() if k != first}


def test_the_document_of_a_programme_is_not_removed(corpus: Path) -> None:
    with pytest.raises(IngestError, match="porte le programme"):
        remove_file(corpus, "programme-actions-2015")
    assert "programme-actions-2015.pdf" in names(corpus)


def test_an_unknown_document_is_said(corpus: Path) -> None:
    with pytest.raises(IngestError, match="n’a pas de document « disparu »"):
        remove_file(corpus, "disparu")


def test_a_description_changes_one_document_alone_and_keeps_the_comments(corpus: Path) -> None:
    before = open_corpus(corpus).entries
    comments = [x for x in (corpus / "catalogue.yaml").read_text().splitlines() if x.lstrip().startswith("#")]
    fields = {"title": "Le contrat de ville : l’essentiel", "date": "2016-03", "themes": ["participation"]}
    describe_entry(corpus, "fiche-contrat-de-ville", fields)
    after = open_corpus(corpus).entries
    changed = after["fiche-contrat-de-ville"]
    assert (changed.title, changed.date, changed.themes) == (fields["title"], "2016-03", ("participation",))
    assert (changed.kind, changed.rights) == ("fiche repère", before["fiche-contrat-de-ville"].rights)
    assert all(after[k] == v for k, v in before.items() if k != "fiche-contrat-de-ville")
    text = (corpus / "catalogue.yaml").read_text()
    assert comments
    assert all(comment in text for comment in comments)


def test_an_emptied_field_is_taken_from_the_file_again(corpus: Path) -> None:
    describe_entry(corpus, "fiche-contrat-de-ville", {"rights": ""})
    assert open_corpus(corpus).entries["fiche-contrat-de-ville"].rights is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date": "hier"}, "une date AAAA"),
        ({"url": "javascript:alert(1)"}, "http"),
        ({"id": "x"}, "Champ inconnu"),
    ],
)
def test_a_wrong_field_leaves_the_catalogue_as_it_was(
    corpus: Path, fields: dict[str, str], words: str
) -> None:
    before = (corpus / "catalogue.yaml").read_bytes()
    with pytest.raises(IngestError, match=words):
        describe_entry(corpus, "fiche-contrat-de-ville", fields)
    assert (corpus / "catalogue.yaml").read_bytes() == before


def test_a_corpus_without_a_catalogue_gets_one(tmp_path: Path) -> None:
    (tmp_path / "Compte rendu.md").write_text(TEXT, encoding="utf-8")
    [identifier] = identifiers(open_corpus(tmp_path)).values()
    describe_entry(tmp_path, identifier, {"title": "Compte rendu du comité"})
    again = open_corpus(tmp_path)
    assert again.entries[identifier].title == "Compte rendu du comité"
    assert list(identifiers(again).values()) == [identifier]
