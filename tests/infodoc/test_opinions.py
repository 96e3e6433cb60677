"""Opinions on answers: kept once each, without what could name somebody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from registers import Opened

from assistant.errors import AssistantError
from assistant.infodoc import LONGEST_COMMENT, Opinions
from assistant.infodoc.opinions import masked
from assistant.settings import Settings
from assistant.storage import open_database

NOW = datetime(2015, 2, 15, 10, tzinfo=UTC)


@pytest.fixture
def opinions(opened: Opened) -> Opinions:
    return Opinions(opened.database)


def record(opinions: Opinions, answer: str = "a1", **changes: object) -> None:
    """Records an opinion, with some of its parts changed."""
    values = {
        "useful": True,
        "question": "Que signifie QPV ?",
        "refused": False,
        "generation": "g",
        "now": NOW,
        **changes,
    }
    opinions.record(answer, **values)  # type: ignore[arg-type]  # parts of an opinion by name


def test_opinion_is_read_back(opinions: Opinions) -> None:
    record(opinions, comment=" Très clair. ")
    (kept,) = opinions.all()
    assert (kept.useful, kept.question, kept.comment) == (True, "Que signifie QPV ?", "Très clair.")


def test_second_opinion_on_an_answer_replaces_the_first(opinions: Opinions) -> None:
    record(opinions)
    record(opinions, useful=False)
    assert [o.useful for o in opinions.all()] == [False]


def test_newest_comes_first(opinions: Opinions) -> None:
    record(opinions, "ancien")
    record(opinions, "nouveau", now=NOW + timedelta(hours=1))
    assert [o.answer for o in opinions.all()] == ["nouveau", "ancien"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("écrivez à jeanne.dupont@ville.fr svp", "écrivez à [adresse] svp"),
        ("mon numéro : 06 12 34 56 78.", "mon numéro : [téléphone]."),
        ("appelez le +33 6.12.34.56.78", "appelez le [téléphone]"),
        (
            "la loi du 21 février 2014 et ses 1 500 quartiers",
            "la loi du 21 février 2014 et ses 1 500 quartiers",
        ),
    ],
    ids=["mail", "phone", "international", "nothing"],
)
def test_addresses_and_numbers_are_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_no_address_is_kept(opinions: Opinions) -> None:
    record(opinions, question="Réponse à moi@ici.fr ?", comment="ou moi@ici.fr")
    [kept] = opinions.all()
    assert (kept.question, kept.comment) == ("Réponse à [adresse] ?", "ou [adresse]")


def test_too_long_a_comment_is_refused(opinions: Opinions) -> None:
    with pytest.raises(AssistantError, match="trop long"):
        record(opinions, comment="x" * (LONGEST_COMMENT + 1))


def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(AssistantError, match="ne peut pas être créé"):
        open_database(Settings(_env_file=None, data=tmp_path / "fichier"))


def test_opinions_written_at_once_are_all_kept(opinions: Opinions) -> None:
    threads = [Thread(target=record, args=(opinions, f"a{n}")) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opinions.all()) == 12


def test_quotes_in_a_question_are_data(opinions: Opinions) -> None:
    question = "'); drop table opinion; --"
    record(opinions, question=question)
    assert [o.question for o in opinions.all()] == [question]
