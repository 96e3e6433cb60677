"""Facts that a question states: found, taken out, and told when the documents do not confirm them."""

import pytest
from corpora import CENTRE
from parsing import read

from assistant.assistant import Assistant
from assistant.question import stated, unconfirmed, warning, without


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("Les conseils citoyens datent bien de la loi du 12 mars 2012 ?", ["12 mars 2012"]),
        ("Votre site a reçu 120 000 visites en 2014, c’est exact ?", ["120 000", "2014"]),
        ("L’abattement est bien de 62 % ?", ["62 %"]),
        ("Vous êtes bien installés à Pontoise ?", ["Pontoise"]),
        ("Pourquoi êtes-vous installés à Pontoise ?", []),
        ("Une mairie peut-elle proposer un CDI ?", []),
        ("Combien de demandes en 2014 ?", []),
        ("et la recette de la tarte Tatin ?", []),
        ("Quel est le rôle de la Caf à Sarcelles ?", []),
    ],
)
def test_only_a_question_that_asks_for_a_yes_states_facts(question: str, facts: list[str]) -> None:
    assert stated(read(question), CENTRE) == facts


def test_a_question_without_its_facts_stays_readable() -> None:
    question = "Les conseils citoyens datent bien de la loi du 12 mars 2012 ?"
    assert without(question, ["12 mars 2012"]) == "Les conseils citoyens datent bien de la loi ?"


def test_a_number_is_not_confirmed_by_a_longer_one() -> None:
    assert unconfirmed(["3", "Sarcelles"], "2 300 exemplaires, à Sarcelles") == ["3"]


def test_a_wrong_figure_is_pointed_out_beside_the_right_one(assistant: Assistant) -> None:
    answer = assistant.ask("Le service Info-doc a bien traité 240 demandes en 2014 ?")
    assert any("124" in s.text for s in answer.sentences)
    assert answer.notice == warning(["240"])


def test_a_right_figure_needs_no_warning(assistant: Assistant) -> None:
    answer = assistant.ask("Le service Info-doc a bien traité 124 demandes en 2014 ?")
    assert (answer.refused, answer.notice) == (False, None)


def test_a_wrong_date_does_not_hide_the_right_one(assistant: Assistant) -> None:
    answer = assistant.ask("Les conseils citoyens datent bien de la loi du 12 mars 2012 ?")
    assert any("21 février 2014" in s.text for s in answer.sentences)
    assert "12 mars 2012" in (answer.notice or "")
