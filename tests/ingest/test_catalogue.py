"""The catalogue: which files are documents, their entries, their ids, their description."""

from pathlib import Path

import pytest

from assistant.errors import IngestError
from ingest.catalogue import Corpus, digest, document_of, identifiers, missing_files, open_corpus
from ingest.layout import ReadDocument

READ = ReadDocument(
    "Titre du fichier", "Auteur", "2014", "fr", None, ("santé",), "fiche", (), ("texte",), paged=True
)


def corpus_of(folder: Path, *names: str, catalogue: str | bytes | None = None) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    if catalogue is not None:
        content = catalogue if isinstance(catalogue, bytes) else catalogue.encode()
        (folder / "catalogue.yaml").write_bytes(content)
    return folder


def opened(folder: Path, *names: str, catalogue: str | bytes | None = None) -> Corpus:
    return open_corpus(corpus_of(folder, *names, catalogue=catalogue))


def ids_of(corpus: Corpus) -> dict[str, str]:
    return {path.relative_to(corpus.folder).as_posix(): i for path, i in identifiers(corpus).items()}


def complaint(folder: Path, catalogue: str | bytes) -> str:
    with pytest.raises(IngestError) as caught:
        opened(folder, "documents/a.md", catalogue=catalogue)
    return str(caught.value)


def names_of(corpus: Corpus) -> list[str]:
    return [path.name for path in corpus.files]


def test_documents_are_those_of_the_documents_folder(tmp_path):
    assert names_of(opened(tmp_path, "documents/sous/a.md", "documents/b.pdf", "README.md")) == [
        "b.pdf",
        "a.md",
    ]


def test_without_a_documents_folder_the_corpus_folder_itself_is_read(tmp_path):
    corpus = opened(tmp_path, "a.md", "glossary.yaml", "actions/2015.yaml", catalogue="documents: {}")
    assert names_of(corpus) == ["a.md"]


def test_hidden_files_and_word_lock_files_are_no_documents(tmp_path):
    assert names_of(opened(tmp_path, ".DS_Store", ".git/a.md", "~$note.docx", "a.md")) == ["a.md"]


def test_a_link_that_leads_nowhere_is_kept_so_that_it_is_reported(tmp_path):
    corpus_of(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "absent.md")
    assert names_of(open_corpus(tmp_path)) == ["a.md", "b.md"]


def test_an_unknown_folder_is_named(tmp_path):
    with pytest.raises(IngestError, match=r"absent » n’existe pas. Vérifiez l’option --corpus"):
        open_corpus(tmp_path / "absent")


def test_an_empty_folder_is_named_with_the_types_that_are_read(tmp_path):
    with pytest.raises(IngestError, match=r"ne contient aucun document. Types acceptés : \.pdf"):
        open_corpus(tmp_path)


def test_an_unknown_field_is_named_with_those_that_exist(tmp_path):
    message = complaint(tmp_path, "documents: {a: {titre: Oups}}")
    assert "entrée « a », champ « titre » : ce champ est inconnu (champs permis : title, kind" in message


@pytest.mark.parametrize("date", ["31/01/2015", "2015-13", "janvier 2015"])
def test_a_date_in_another_form_is_refused(tmp_path, date):
    assert "une date AAAA, AAAA-MM ou AAAA-MM-JJ est attendue" in complaint(
        tmp_path, f"documents: {{a: {{date: '{date}'}}}}"
    )


def test_a_link_that_is_no_web_address_is_refused(tmp_path):
    message = complaint(tmp_path, "documents: {a: {url: 'javascript:alert(1)'}}")
    assert "champ « url » : une adresse http:// ou https:// est attendue" in message


def test_a_syntax_error_is_named_with_its_line(tmp_path):
    assert "ligne 3 : la syntaxe YAML est fausse" in complaint(tmp_path, "documents:\n  a:\n   title: b: c\n")


def test_a_catalogue_in_another_encoding_is_named(tmp_path):
    assert "n’est pas en UTF-8" in complaint(tmp_path, "documents: {a: {title: été}}".encode("latin-1"))


@pytest.mark.parametrize("catalogue", ["", "- a\n- b\n", "documents: [a]"])
def test_a_catalogue_without_entries_says_what_is_expected(tmp_path, catalogue):
    assert "doit avoir une clé « documents »" in complaint(tmp_path, catalogue)


def test_an_entry_that_is_a_text_says_what_is_expected(tmp_path):
    assert "entrée « a » : des champs sont attendus" in complaint(tmp_path, "documents: {a: Titre}")


def test_an_entry_without_fields_is_accepted(tmp_path):
    assert missing_files(opened(tmp_path, "a.md", catalogue="documents:\n  a:\n")) == []


def test_one_theme_may_be_written_without_a_list(tmp_path):
    corpus = opened(tmp_path, "a.md", catalogue="documents: {a: {themes: santé}}")
    assert corpus.entries["a"].themes == ("santé",)


@pytest.mark.parametrize(("written", "date"), [("2015", "2015"), ("2015-01-31", "2015-01-31"), ("''", None)])
def test_what_yaml_takes_for_a_number_or_a_date_is_a_date(tmp_path, written, date):
    corpus = opened(tmp_path, "a.md", catalogue=f"documents: {{a: {{date: {written}}}}}")
    assert corpus.entries["a"].date == date


def test_an_id_is_the_name_of_the_file_without_accents_and_spaces(tmp_path):
    assert ids_of(opened(tmp_path, "Été à Cergy.md")) == {"Été à Cergy.md": "ete-a-cergy"}


@pytest.mark.parametrize("entry", ["x: {file: documents/Note 1.md}", "x: {file: Note 1.md}"])
def test_an_entry_may_name_its_file(tmp_path, entry):
    corpus = opened(tmp_path, "documents/Note 1.md", catalogue=f"documents: {{{entry}}}")
    assert ids_of(corpus) == {"documents/Note 1.md": "x"}


@pytest.mark.parametrize("key", ["Note 1", "note-1"])
def test_an_entry_without_a_file_is_that_of_the_file_with_its_name(tmp_path, key):
    corpus = opened(tmp_path, "Note 1.md", catalogue=f"documents: {{{key}: {{title: T}}}}")
    assert ids_of(corpus) == {"Note 1.md": key}


def test_an_entry_keeps_its_id_whatever_the_order_of_the_files(tmp_path):
    corpus = opened(tmp_path, "a.md", "z.pdf", catalogue="documents: {a: {file: z.pdf}}")
    assert ids_of(corpus) == {"z.pdf": "a", "a.md": "a-md"}


def test_files_with_the_same_name_have_different_ids(tmp_path):
    names = ["1/note.md", "2/note.md", "2-note.md", "2 note.md", "note.pdf"]
    ids = ids_of(opened(tmp_path, *names))
    assert len(set(ids.values())) == len(names)


def test_an_entry_without_its_file_is_missing(tmp_path):
    catalogue = "documents: {a: {title: A}, b: {title: B}, c: {file: d.md}}"
    assert missing_files(opened(tmp_path, "a.md", "c.md", catalogue=catalogue)) == ["b", "c"]


def test_the_entry_wins_over_the_file(tmp_path):
    corpus = opened(tmp_path, "a.md", catalogue="documents: {a: {title: Du catalogue, date: '2015'}}")
    document = document_of("a", tmp_path / "a.md", "0", READ, corpus)
    assert (document.title, document.date) == ("Du catalogue", "2015")


def test_what_the_entry_does_not_say_is_taken_from_the_file(tmp_path):
    document = document_of("a", tmp_path / "a.md", "0", READ, opened(tmp_path, "a.md"))
    assert (document.title, document.kind, document.themes) == ("Titre du fichier", "fiche", ("santé",))
    assert (document.file, document.pages) == ("a.md", 1)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.md").symlink_to(tmp_path / "a.md")
    with pytest.raises(IngestError, match=r"« a.md » ne peut pas être lu : liens symboliques en boucle"):
        digest(tmp_path / "a.md")
