from pathlib import Path

import pytest

from evals.corpora.beir import load_corpus, load_judgements, load_queries
from evals.sets.jsonl import DatasetError


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_a_corpus_line_needs_an_id_and_a_text(tmp_path: Path) -> None:
    file = write(tmp_path / "corpus.jsonl", '{"_id": "d1", "text": "Un texte.", "metadata": {}}\n')
    (record,) = load_corpus(file)
    assert (record.id, record.title, record.text) == ("d1", "", "Un texte.")


def test_a_corpus_line_without_id_names_the_field(tmp_path: Path) -> None:
    file = write(tmp_path / "corpus.jsonl", '{"title": "T", "text": "Un texte."}\n')
    with pytest.raises(DatasetError, match="ligne 1, champ « _id » : champ absent"):
        load_corpus(file)


def test_queries_may_bear_their_answers(tmp_path: Path) -> None:
    file = write(tmp_path / "queries.jsonl", '{"_id": "q1", "text": "Qui ?", "answers": ["Un tel"]}\n')
    (query,) = load_queries(file)
    assert query.answers == ("Un tel",)


def test_an_empty_file_of_queries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="est vide"):
        load_queries(write(tmp_path / "queries.jsonl", "\n"))


@pytest.mark.parametrize("title", ["query-id\tcorpus-id\tscore\n", ""])
def test_judgements_with_or_without_a_title_line(tmp_path: Path, title: str) -> None:
    file = write(tmp_path / "qrels.tsv", f"{title}q1\td1\t2\nq1\td2\t1\nq2\td1\t0\n")
    assert load_judgements(file) == {"q1": {"d1": 2, "d2": 1}}


@pytest.mark.parametrize("line", ["q1 d1 1", "q1\td1", "q1\td1\toui"])
def test_a_malformed_judgement_names_its_line(tmp_path: Path, line: str) -> None:
    file = write(tmp_path / "qrels.tsv", f"query-id\tcorpus-id\tscore\n{line}\n")
    with pytest.raises(DatasetError, match="ligne 2 : il fallait trois champs"):
        load_judgements(file)


def test_judgements_without_a_relevant_document_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="aucun document pertinent"):
        load_judgements(write(tmp_path / "qrels.tsv", "q1\td1\t0\n"))
