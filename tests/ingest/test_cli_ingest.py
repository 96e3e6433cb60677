"""``python -m ingest`` as people see it: French text, exit codes, the summary line."""

import io
import json
import os
import re
import subprocess
import sys

import pytest
from ingest_commands import ROOT, assert_one_french_message

from assistant.index import live_generation
from ingest.publish import build_lock


def test_a_build_ends_with_the_summary_line(ingest, small_corpus):
    small_corpus()
    outcome = ingest("build")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1] == "3 documents, 3 passages, 0 écartés"


def test_the_options_name_the_corpus_and_the_index(ingest, small_corpus, tmp_path):
    other = small_corpus().rename(tmp_path / "ailleurs")
    assert ingest("build", "--corpus", other, "--index", tmp_path / "autre").code == 0
    assert live_generation(tmp_path / "autre").is_dir()


def test_what_was_read_is_told_by_format(ingest, small_corpus):
    small_corpus()
    assert "Documents lus : 1 HTML, 2 Markdown" in ingest("build").out


def test_a_second_build_says_that_nothing_changed(ingest, small_corpus):
    small_corpus()
    ingest("build")
    outcome = ingest("build")
    assert outcome.code == 0
    assert outcome.out.startswith("Rien n’a changé : l’index en service est gardé (")
    assert outcome.out.splitlines()[-1] == "3 documents, 3 passages, 0 écartés"


def test_a_forced_build_makes_a_new_generation(ingest, small_corpus, settings):
    small_corpus()
    ingest("build")
    before = live_generation(settings.index)
    assert ingest("build", "--force").code == 0
    assert live_generation(settings.index) != before


def test_a_rejected_file_is_reported_with_its_reason_and_the_exit_is_0(ingest, small_corpus):
    small_corpus(also={"vide.md": ""})
    outcome = ingest("build")
    assert outcome.code == 0
    assert "Fichiers écartés : 1\n  - « vide.md » est vide (0 octet)." in outcome.out
    assert outcome.out.splitlines()[-1] == "3 documents, 3 passages, 1 écartés"


def test_strict_exits_1_and_leaves_the_old_index(ingest, small_corpus, settings):
    small_corpus()
    ingest("build")
    before = live_generation(settings.index)
    small_corpus(also={"vide.md": ""})
    outcome = ingest("build", "--strict")
    assert outcome.code == 1
    assert "l’ancien index reste en service" in outcome.err
    assert "« vide.md » est vide" in outcome.err
    assert live_generation(settings.index) == before


def test_an_unknown_corpus_is_one_message(ingest, tmp_path):
    assert_one_french_message(ingest("build", "--corpus", tmp_path / "absent"), "absent", "--corpus")


def test_an_empty_corpus_is_one_message(ingest, settings):
    settings.corpus.mkdir()
    assert_one_french_message(ingest("build"), "ne contient aucun document")


def test_an_index_folder_that_cannot_be_written_is_one_message(ingest, small_corpus, tmp_path):
    small_corpus()
    (tmp_path / "fichier").write_text("")
    outcome = ingest("build", "--index", tmp_path / "fichier" / "index")
    assert_one_french_message(outcome, "ne peut pas être écrit", "--index")


def test_a_second_build_at_once_is_one_message(ingest, small_corpus, settings):
    small_corpus()
    with build_lock(settings.index):
        assert_one_french_message(ingest("build"), "Une autre construction est en cours", str(os.getpid()))


def test_a_setting_that_cannot_be_read_is_one_message(ingest, monkeypatch):
    monkeypatch.setenv("ASSISTANT_TODAY", "demain")
    assert_one_french_message(ingest("status"), "ASSISTANT_TODAY")


@pytest.mark.parametrize("command", ["check", "status", "rollback"])
def test_without_an_index_the_command_that_makes_one_is_named(ingest, command):
    assert_one_french_message(ingest(command), "Aucun index", "python -m ingest build")


def test_a_sound_index_passes_its_check(ingest, small_corpus):
    small_corpus()
    ingest("build")
    outcome = ingest("check")
    assert outcome.code == 0
    assert re.match(
        r"L’index est en bon état : .* 3 documents, 3 passages, 0 écartés\. "
        r"9 phrases, dont 9 citées mot pour mot ; la recherche d’essai répond\.",
        outcome.out,
    )


def test_a_damaged_index_fails_its_check(ingest, small_corpus, settings):
    small_corpus()
    ingest("build")
    (live_generation(settings.index) / "tokens.npy").unlink()
    assert_one_french_message(ingest("check"), "abîmé", "tokens.npy", "python -m ingest build")


def test_an_index_of_another_model_fails_its_check(ingest, small_corpus, monkeypatch):
    small_corpus()
    ingest("build")
    monkeypatch.setenv("ASSISTANT_EMBEDDING_MODEL", "autre/modele")
    assert_one_french_message(ingest("check"), "autre/modele", "ASSISTANT_EMBEDDING_MODEL")


def test_the_status_is_told_in_french(ingest, small_corpus):
    small_corpus(also={"vide.md": ""})
    ingest("build")
    lines = ingest("status").out.splitlines()
    assert [line.split(" :")[0] for line in lines] == [
        "Index",
        "Construit",
        "Modèle",
        "Base vectorielle",
        "Précédent",
        "Documents lus",
        "Fichiers écartés",
        "  - « vide.md » est vide (0 octet). Remplacez-le par une copie complète.",
        "3 documents, 3 passages, 1 écartés",
    ]


def test_the_status_is_told_as_json(ingest, small_corpus, settings):
    small_corpus(also={"vide.md": ""})
    ingest("build")
    state = json.loads(ingest("status", "--json").out)
    assert state["generation"] == live_generation(settings.index).name
    assert (state["documents"], state["passages"], len(state["rejected"])) == (3, 3, 1)


def test_a_rollback_names_the_generation_that_is_live_again(ingest, small_corpus, settings):
    small_corpus()
    ingest("build")
    first = live_generation(settings.index).name
    ingest("build", "--force")
    outcome = ingest("rollback")
    assert outcome.code == 0
    assert first in outcome.out
    assert live_generation(settings.index).name == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--foo"], "Option inconnue : --foo. Voyez"),
        (["build", "--index"], "L’option --index est mal employée"),
        (["bâtir"], "Commande inconnue ou mal formée"),
        (["build", "un", "deux"], "Commande inconnue ou mal formée"),
    ],
)
def test_a_wrong_command_line_is_one_french_message(ingest, arguments, words):
    outcome = ingest(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "--help" in outcome.err


def test_the_help_is_in_french(ingest):
    out = ingest("build", "--help").out
    assert "Lit le corpus et met en service un nouvel index" in out
    assert "Affiche cette aide." in out


def test_the_help_imports_neither_torch_nor_chroma():
    code = (
        "import sys, runpy; sys.argv = ['ingest', '--help']\n"
        "try: runpy.run_module('ingest', run_name='__main__')\n"
        "except SystemExit: print(sorted({'torch', 'chromadb', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_build_tells_its_progress_in_json_lines(ingest, small_corpus, settings):
    small_corpus(also={"vide.md": ""})
    lines = [json.loads(line) for line in ingest("build", "--json-lines", "--by", "agent A").out.splitlines()]
    assert {line["stage"] for line in lines[:-1]} == {"Lecture", "Plongements", "Index vectoriel"}
    assert all(line["done"] <= line["total"] for line in lines[:-1])
    assert (lines[-1]["asked_by"], lines[-1]["documents"], lines[-1]["unchanged"]) == ("agent A", 3, False)
    assert lines[-1]["generation"] == live_generation(settings.index).name
    assert len(lines[-1]["rejected"]) == 1


def test_the_history_lists_the_builds_that_a_rollback_takes(ingest, small_corpus):
    small_corpus()
    ingest("build", "--by", "agent A")
    ingest("build", "--force")
    told = json.loads(ingest("history", "--json").out)
    newest, oldest = told["builds"]
    assert (told["live"], oldest["asked_by"]) == (newest["generation"], "agent A")
    assert ingest("rollback", oldest["generation"]).code == 0
    assert json.loads(ingest("history", "--json").out)["live"] == oldest["generation"]
    assert_one_french_message(ingest("rollback", "disparue"), "disparue", "python -m ingest history")


def test_past_builds_are_forgotten_on_demand(ingest, small_corpus):
    small_corpus()
    ingest("build")
    ingest("build", "--force")
    assert "1 constructions supprimées" in ingest("forget").out
    assert len(json.loads(ingest("history", "--json").out)["builds"]) == 1


def test_the_corpus_is_listed_with_what_changed_since_the_build(ingest, small_corpus, settings):
    small_corpus(also={"vide.md": "", "parti.md": "# Parti\n\nUn texte qui sera retiré du corpus.\n"})
    ingest("build")
    (settings.corpus / "documents" / "parti.md").unlink()
    small_corpus({"mediation.md": "# La médiation\n\nUn autre texte sur la médiation.\n"})
    small_corpus({"nouveau.md": "# Nouveau\n\nUn texte qui vient d’être ajouté.\n"})
    states = {d["id"]: d["state"] for d in json.loads(ingest("corpus", "--json").out)["documents"]}
    assert states == {
        "conseil-citoyen": "en service",
        "info-doc": "en service",
        "mediation": "modifié",
        "nouveau": "ajouté",
        "parti": "retiré",
        "vide": "écarté",
    }


def test_a_document_is_added_described_and_removed(ingest, small_corpus, tmp_path, monkeypatch):
    small_corpus()
    (tmp_path / "envoi").write_text("# Le compte rendu\n\nLa réunion a porté sur le contrat de ville.\n")
    assert (
        "« Compte rendu.md » est ajouté" in ingest("add", tmp_path / "envoi", "--name", "Compte rendu.md").out
    )
    monkeypatch.setattr("sys.stdin", io.StringIO('{"title": "Le comité de janvier"}'))
    assert ingest("describe", "compte-rendu").code == 0
    ingest("build")
    [added] = [
        d for d in json.loads(ingest("corpus", "--json").out)["documents"] if d["id"] == "compte-rendu"
    ]
    assert (added["title"], added["state"]) == ("Le comité de janvier", "en service")
    assert "« Compte rendu.md » est retiré" in ingest("remove", "compte-rendu").out
    assert_one_french_message(ingest("remove", "compte-rendu"), "n’a pas de document « compte-rendu »")


def test_a_refused_file_is_one_message(ingest, small_corpus, tmp_path):
    small_corpus()
    (tmp_path / "notice.pdf").write_bytes(b"MZ\x90\x00" + bytes(100))
    assert_one_french_message(ingest("add", tmp_path / "notice.pdf"), "est un programme")
