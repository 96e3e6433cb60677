"""Bad input and failures: what is wrong is named in French, the rest is indexed or the old index stays."""

import os

import pypdf
import pytest
from corpora import SMALL_CORPUS
from reader_files import prose_pdf, scanned_pdf

from assistant.errors import IngestError
from assistant.index import live_generation
from ingest.build import Built, pipeline
from ingest.publish import build_lock


def reasons(built: Built) -> list[str]:
    return [rejected.reason for rejected in built.rejected]


def test_files_that_cannot_be_read_are_named_and_the_others_indexed(build, small_corpus):
    corpus = small_corpus(also={"vide.pdf": b"", "photo.jpg": b"\xff\xd8", "faux.docx": b"pas un zip"})
    scanned_pdf(corpus / "documents" / "numerise.pdf")
    built = build()
    assert [r.file for r in built.rejected] == ["faux.docx", "numerise.pdf", "photo.jpg", "vide.pdf"]
    assert all(f"« {r.file} »" in r.reason for r in built.rejected)
    assert built.manifest.documents == 3


def test_two_files_with_the_same_content_are_indexed_once(build, small_corpus):
    small_corpus(also={"copie.md": SMALL_CORPUS["mediation.md"]})
    assert reasons(build()) == ["« mediation.md » a le même contenu que « copie.md ». Retirez l’un des deux."]


def test_a_catalogue_entry_without_its_file_is_reported(build, small_corpus):
    corpus = small_corpus()
    (corpus / "catalogue.yaml").write_text("documents: {absent: {title: Absent}}", encoding="utf-8")
    assert reasons(build()) == [
        "« absent » est au catalogue mais son fichier manque. Ajoutez-le ou retirez l’entrée."
    ]


def test_a_document_of_headings_alone_is_reported(build, small_corpus):
    small_corpus(also={"plan.md": "# Plan\n\n## Première partie\n\n## Seconde partie\n"})
    built = build()
    assert "« plan.md » n’a aucun texte exploitable" in reasons(built)[0]
    assert "plan" not in [d.id for d in built.documents]


def test_a_name_that_is_not_utf_8_is_reported(build, small_corpus):
    corpus = small_corpus()
    path = os.fsencode(corpus / "documents") + b"/\xe9t\xe9.md"
    try:
        with open(path, "wb") as file:
            file.write(b"# Titre\n\nUne phrase.\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert reasons(build()) == ["Le nom du fichier « \ufffdt\ufffd.md » n’est pas en UTF-8. Renommez-le."]


def test_pages_without_text_are_counted(build, small_corpus, tmp_path):
    corpus = small_corpus()
    writer = pypdf.PdfWriter(clone_from=prose_pdf(tmp_path / "prose.pdf"))
    writer.add_blank_page()
    writer.write(corpus / "documents" / "prose.pdf")
    assert {d.id: d.empty_pages for d in build().documents}["prose"] == (2,)


def test_when_nothing_can_be_indexed_the_reasons_are_given(build, small_corpus):
    small_corpus({"vide.md": ""})
    with pytest.raises(IngestError, match=r"Aucun document .*« vide\.md » est vide"):
        build()


def test_strict_publishes_nothing_when_a_file_is_rejected(build, small_corpus, settings, nearest):
    small_corpus()
    live = build().manifest.generation
    small_corpus({"mediation.md": "# La médiation\n\nElle a changé.\n", "vide.md": ""})
    with pytest.raises(IngestError, match=r"l’ancien index reste en service.\n- « vide.md » est vide"):
        build(strict=True)
    assert live_generation(settings.index).name == live
    assert nearest("un médiateur neutre").startswith("Il reste neutre")


def test_strict_refuses_an_unchanged_corpus_that_was_accepted_without_it(build, small_corpus):
    small_corpus(also={"vide.md": ""})
    build()
    with pytest.raises(IngestError, match=r"vide.md"):
        build(strict=True)


def test_an_index_among_the_documents_is_refused(settings, small_corpus):
    corpus = small_corpus()
    with pytest.raises(IngestError, match="serait parmi les documents du corpus"):
        pipeline.build(corpus, corpus / "documents" / "index", settings)


def test_a_wrong_profile_of_the_centre_leaves_the_old_index(build, small_corpus, settings):
    corpus = small_corpus()
    live = build().manifest.generation
    (corpus / "centre.yaml").write_text("name: Centre exemple", encoding="utf-8")
    with pytest.raises(IngestError, match=r"centre\.yaml"):
        build()
    assert live_generation(settings.index).name == live


def test_a_wrong_glossary_leaves_the_old_index(build, small_corpus, settings):
    corpus = small_corpus()
    live = build().manifest.generation
    (corpus / "glossary.yaml").write_text("acronyms: [QPV]", encoding="utf-8")
    with pytest.raises(IngestError, match="glossary"):
        build()
    assert live_generation(settings.index).name == live


def test_a_second_build_at_the_same_time_is_refused(build, small_corpus, settings):
    small_corpus()
    with build_lock(settings.index), pytest.raises(IngestError, match="Une autre construction est en cours"):
        build()


def test_a_write_that_fails_half_way_leaves_the_old_index_answering(
    build, small_corpus, nearest, monkeypatch
):
    small_corpus()
    build()
    small_corpus({"mediation.md": "# La médiation\n\nElle a changé.\n"})

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pipeline, "check_generation", full)
    with pytest.raises(IngestError, match=r"disque plein. L’ancien index reste en service"):
        build()
    assert nearest("un médiateur neutre").startswith("Il reste neutre")
