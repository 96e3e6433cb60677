import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Turn
from evals.sets.jsonl import DatasetError
from evals.sets.questions import Source, load_questions, missing_documents

LINE = {"id": "a", "question": "Qui ?", "answerable": True}


def write(path: Path, *records: Any) -> Path:
    file = path / "jeu.jsonl"
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_the_required_fields_are_enough(tmp_path: Path) -> None:
    (question,) = load_questions(write(tmp_path, LINE))
    assert (question.id, question.question, question.answerable) == ("a", "Qui ?", True)
    assert question.facts == ()
    assert question.today is None


def test_every_field_of_the_contract_is_read(tmp_path: Path) -> None:
    line = {
        **LINE,
        "history": [{"role": "user", "content": "Bonjour"}],
        "today": "2015-02-15",
        "facts": [["124"], ["Info-doc", "Info doc"]],
        "sources": [{"document": "programme", "pages": [15]}, {"document": "fiche"}],
        "actions": ["mal-logement"],
        "no_actions": False,
        "forbidden": ["125"],
        "tags": ["chiffre"],
    }
    (question,) = load_questions(write(tmp_path, line))
    assert question.history == (Turn("user", "Bonjour"),)
    assert question.today == date(2015, 2, 15)
    assert question.facts == (("124",), ("Info-doc", "Info doc"))
    assert question.sources == (Source("programme", (15,)), Source("fiche"))
    assert (question.actions, question.forbidden, question.tags) == (
        ("mal-logement",),
        ("125",),
        ("chiffre",),
    )


def test_blank_lines_and_a_byte_order_mark_are_no_matter(tmp_path: Path) -> None:
    file = tmp_path / "jeu.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode() + b"\r\n\r\n")
    assert len(load_questions(file)) == 1


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"id": ""}, "id", "un texte non vide"),
        ({"id": 12}, "id", "un texte non vide"),
        ({"question": "  "}, "question", "le texte de la question"),
        ({"answerable": "oui"}, "answerable", "true ou false"),
        ({"answerable": None}, "answerable", "true ou false"),
        ({"history": [{"role": "system", "content": "x"}]}, "history", "liste de messages"),
        ({"today": "15/02/2015"}, "today", "AAAA-MM-JJ"),
        ({"facts": ["124"]}, "facts", "liste de faits"),
        ({"facts": [[]]}, "facts", "liste de faits"),
        ({"facts": [["%"]]}, "facts", "au moins une lettre ou un chiffre"),
        ({"sources": [{"pages": [1]}]}, "sources", '"document"'),
        ({"sources": [{"document": "d", "pages": [0]}]}, "sources", "à partir de 1"),
        ({"sources": [{"document": "d", "page": 1}]}, "sources", '"pages"'),
        ({"actions": "mal-logement"}, "actions", "fragments de titres"),
        ({"forbidden": [" "]}, "forbidden", "formes interdites"),
        ({"tags": [3]}, "tags", "étiquettes"),
        ({"no_actions": True, "actions": ["x"]}, "no_actions", "jamais true avec des actions"),
    ],
)
def test_a_malformed_field_names_file_line_field_and_what_was_expected(
    tmp_path: Path, change: dict[str, Any], field: str, expected: str
) -> None:
    file = write(tmp_path, LINE, {**LINE, "id": "b", **change})
    with pytest.raises(DatasetError) as caught:
        load_questions(file)
    message = str(caught.value)
    assert message.startswith(f"{file}, ligne 2, champ « {field} » : ")
    assert expected in message
    assert "\n" not in message


def test_a_missing_field_is_said_to_be_absent(tmp_path: Path) -> None:
    file = write(tmp_path, {"id": "a", "question": "Qui ?"})
    with pytest.raises(DatasetError, match="ligne 1, champ « answerable » : champ absent"):
        load_questions(file)


def test_an_unknown_field_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(
        DatasetError, match="champ « fact » : champ inconnu ; les champs admis sont id, question"
    ):
        load_questions(write(tmp_path, {**LINE, "fact": [["124"]]}))


@pytest.mark.parametrize("line", ['{"id": "a", ', "[1, 2]", '"texte"', "du texte"])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(DatasetError, match="ligne 2 : un objet JSON complet"):
        load_questions(write(tmp_path, LINE, line))


def test_a_repeated_id_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="ligne 3, champ « id » : « a » sert déjà ligne 1"):
        load_questions(write(tmp_path, LINE, {**LINE, "id": "b"}, LINE))


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="aucune question"):
        load_questions(write(tmp_path, ""))


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"Impossible de lire .*absent.jsonl"):
        load_questions(tmp_path / "absent.jsonl")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Impossible de lire"):
        load_questions(tmp_path)


def test_a_latin_1_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "jeu.jsonl"
    file.write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(DatasetError, match="UTF-8"):
        load_questions(file)


def test_documents_that_the_index_lacks_are_named_with_their_questions(tmp_path: Path) -> None:
    lines = [
        {**LINE, "sources": [{"document": "absent"}, {"document": "présent"}]},
        {**LINE, "id": "b", "sources": [{"document": "absent"}]},
    ]
    questions = load_questions(write(tmp_path, *lines))
    assert missing_documents(questions, {"présent"}) == {"absent": ["a", "b"]}


def test_a_source_taken_out_of_the_corpus_on_purpose_is_not_missing(tmp_path: Path) -> None:
    line = {**LINE, "answerable": False, "sources": [{"document": "retiré"}]}
    assert missing_documents(load_questions(write(tmp_path, line)), set()) == {}
