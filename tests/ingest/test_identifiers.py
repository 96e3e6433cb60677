"""An id, once given, stays with its document, whatever is added, renamed, replaced, removed or lost."""

import json
import shutil
from pathlib import Path

import pytest
from ingest_commands import Ingest, assert_one_french_message

from assistant.settings import Settings
from ingest.build.index_state import documents_of
from ingest.catalogue.ledger import LEDGER

BILAN = "Le bilan du contrat de ville porte sur l’année écoulée. Il est adopté par le comité.\n"
OTHER = "# Bilan de la médiation\n\nLa médiation sociale apaise les conflits de voisinage.\n"
THIRD = "# Note sur la santé\n\nL’atelier santé ville réunit les professionnels du quartier.\n"


@pytest.fixture
def corpus(settings: Settings, ingest: Ingest) -> Path:
    """A corpus of one file, ``bilan.txt``, whose index is live."""
    settings.corpus.mkdir(parents=True)
    write(settings.corpus, "bilan.txt", BILAN)
    assert ingest("build").code == 0
    return settings.corpus


def write(corpus: Path, name: str, text: str) -> Path:
    path = corpus / name
    path.write_text(text, encoding="utf-8")
    return path


def built(ingest: Ingest, settings: Settings) -> dict[str, str]:
    """The file of each id of a new build."""
    outcome = ingest("build")
    assert outcome.code == 0, outcome.err
    return {document.id: document.file for document in documents_of(settings.index)}


def test_a_file_with_a_like_name_takes_no_id(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    write(corpus, "Bilan.md", OTHER)
    assert built(ingest, settings) == {"bilan": "bilan.txt", "bilan-md": "Bilan.md"}
    (corpus / "bilan.txt").unlink()
    assert built(ingest, settings) == {"bilan-md": "Bilan.md"}


@pytest.mark.parametrize("lost", ["the index", "the ledger"])
def test_the_index_or_the_ledger_alone_remembers(
    ingest: Ingest, corpus: Path, settings: Settings, lost: str
) -> None:
    if lost == "the index":
        shutil.rmtree(settings.index)
    else:
        (corpus / LEDGER).unlink()
    write(corpus, "Bilan.md", OTHER)
    assert built(ingest, settings) == {"bilan": "bilan.txt", "bilan-md": "Bilan.md"}


def test_an_index_of_another_corpus_remembers_nothing(
    ingest: Ingest, corpus: Path, settings: Settings, tmp_path: Path
) -> None:
    other = tmp_path / "autre"
    other.mkdir()
    write(other, "bilan.md", OTHER)
    assert ingest("build", "--corpus", other).code == 0
    assert [document.id for document in documents_of(settings.index)] == ["bilan"]


def test_an_addition_before_any_build_takes_no_id(ingest: Ingest, settings: Settings, tmp_path: Path) -> None:
    settings.corpus.mkdir(parents=True)
    write(settings.corpus, "bilan.txt", BILAN)
    assert ingest("add", write(tmp_path, "Bilan.md", OTHER)).code == 0
    assert built(ingest, settings) == {"bilan": "bilan.txt", "bilan-md": "Bilan.md"}


def test_a_renamed_file_keeps_its_id(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    (corpus / "bilan.txt").rename(corpus / "Rapport final.txt")
    assert built(ingest, settings) == {"bilan": "Rapport final.txt"}


def test_a_renamed_file_keeps_its_id_from_a_new_one_under_its_name(
    ingest: Ingest, corpus: Path, settings: Settings
) -> None:
    (corpus / "bilan.txt").rename(corpus / "ancien.txt")
    write(corpus, "bilan.txt", OTHER)
    assert built(ingest, settings) == {"bilan": "ancien.txt", "bilan-txt": "bilan.txt"}


def test_files_that_swap_their_names_keep_their_ids(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    write(corpus, "note.md", OTHER)
    assert built(ingest, settings) == {"bilan": "bilan.txt", "note": "note.md"}
    write(corpus, "bilan.txt", OTHER)
    write(corpus, "note.md", BILAN)
    assert built(ingest, settings) == {"bilan": "note.md", "note": "bilan.txt"}


def test_a_replaced_file_keeps_its_id(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    write(corpus, "bilan.txt", THIRD)
    assert built(ingest, settings) == {"bilan": "bilan.txt"}


def test_a_copy_takes_no_id(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    shutil.copy(corpus / "bilan.txt", corpus / "a.txt")
    write(corpus, "note.md", OTHER)
    built(ingest, settings)
    (corpus / "bilan.txt").unlink()
    assert built(ingest, settings) == {"a": "a.txt", "note": "note.md"}


def test_the_id_of_a_removed_document_comes_back_with_its_content_alone(
    ingest: Ingest, corpus: Path, settings: Settings, tmp_path: Path
) -> None:
    write(corpus, "note.md", THIRD)
    built(ingest, settings)
    assert ingest("remove", "bilan").code == 0
    assert ingest("add", write(tmp_path, "bilan.txt", OTHER)).code == 0
    assert built(ingest, settings) == {"bilan-txt": "bilan.txt", "note": "note.md"}
    assert ingest("add", write(tmp_path, "original.txt", BILAN)).code == 0
    assert built(ingest, settings)["bilan"] == "original.txt"


def test_a_file_that_a_build_did_not_find_is_removed(
    ingest: Ingest, corpus: Path, settings: Settings
) -> None:
    (corpus / "bilan.txt").unlink()
    write(corpus, "note.md", OTHER)
    assert built(ingest, settings) == {"note": "note.md"}
    write(corpus, "bilan.txt", THIRD)
    assert built(ingest, settings) == {"note": "note.md", "bilan-txt": "bilan.txt"}


def test_the_catalogue_cannot_give_an_id_to_another_document(
    ingest: Ingest, corpus: Path, settings: Settings
) -> None:
    write(corpus, "Bilan.md", OTHER)
    catalogue = "documents: {bilan: {file: Bilan.md, title: Le faux bilan}}"
    write(corpus, "catalogue.yaml", catalogue)
    outcome = ingest("build")
    said = outcome.out + outcome.err
    assert "L’identifiant « bilan » est celui d’un autre document (« bilan.txt »)" in said
    found = {document.id: document for document in documents_of(settings.index)}
    assert {i: d.file for i, d in found.items()} == {"bilan": "bilan.txt", "bilan-md": "Bilan.md"}
    assert "Le faux bilan" not in {d.title for d in found.values()}


def test_an_entry_without_a_file_describes_the_document_that_has_its_id(
    ingest: Ingest, corpus: Path, settings: Settings
) -> None:
    (corpus / "bilan.txt").rename(corpus / "Rapport.txt")
    write(corpus, "Bilan.md", OTHER)
    write(corpus, "catalogue.yaml", "documents: {bilan: {title: Le vrai bilan}}")
    built(ingest, settings)
    assert {d.id: d.title for d in documents_of(settings.index)}["bilan"] == "Le vrai bilan"


def test_an_entry_may_name_a_new_id(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    write(corpus, "catalogue.yaml", "documents: {rapport: {file: bilan.txt}}")
    assert built(ingest, settings) == {"rapport": "bilan.txt"}
    write(corpus, "Bilan.md", OTHER)
    assert built(ingest, settings) == {"rapport": "bilan.txt", "bilan-md": "Bilan.md"}


def test_a_build_that_changes_no_id_writes_nothing(ingest: Ingest, corpus: Path, settings: Settings) -> None:
    before = (corpus / LEDGER).stat().st_mtime_ns
    built(ingest, settings)
    assert (corpus / LEDGER).stat().st_mtime_ns == before


def test_a_damaged_ledger_is_named(ingest: Ingest, corpus: Path) -> None:
    write(corpus, LEDGER, "{")
    assert_one_french_message(ingest("build"), LEDGER, "ne peut pas être lu", "sauvegarde")


def test_a_content_that_was_not_shown_is_not_removed(ingest: Ingest, corpus: Path) -> None:
    [shown] = json.loads(ingest("corpus", "--json").out)["documents"]
    write(corpus, "bilan.txt", THIRD)
    outcome = ingest("remove", "bilan", "--sha256", shown["sha256"])
    assert_one_french_message(outcome, "« bilan » n’est plus celui qui était affiché", "Rechargez")
    assert (corpus / "bilan.txt").exists()
    [shown] = json.loads(ingest("corpus", "--json").out)["documents"]
    assert ingest("remove", "bilan", "--sha256", shown["sha256"]).code == 0
    assert not (corpus / "bilan.txt").exists()
