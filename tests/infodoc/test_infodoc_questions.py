"""Requests taken apart into the questions that they ask."""

import pytest

from assistant.infodoc import questions_of


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        pytest.param(
            "Bonjour,\nPourriez-vous me dire quelle loi a créé les conseils citoyens et combien de collèges "
            "ils "
            "comportent ?\nMerci d’avance\nCordialement,\nZoé Planté\nTél. : 01 00 00 00 00",
            ["Quelle loi a créé les conseils citoyens ?", "Combien de collèges ils comportent ?"],
            id="two-in-one-sentence",
        ),
        pytest.param(
            "Madame,\nJe souhaiterais savoir :\n- ce qu’est un atelier santé ville ;\n- qui le "
            "finance.\nBien à vous",
            ["Qu’est-ce qu’un atelier santé ville ?", "Qui le finance ?"],
            id="list",
        ),
        pytest.param("conseil citoyen tirage au sort", ["Conseil citoyen tirage au sort"], id="bare-words"),
        pytest.param(
            "Bonjour, quelles sont les prochaines rencontres ? Bonne journée",
            ["Quelles sont les prochaines rencontres ?"],
            id="greeting-on-the-line",
        ),
        pytest.param(
            "Quel est le délai ?\n> Le 3 mars, le service a écrit :\n> Quel est le sujet ?",
            ["Quel est le délai ?"],
            id="quoted-mail",
        ),
        pytest.param(
            "Qui signe le contrat ?\nQui signe le contrat ?", ["Qui signe le contrat ?"], id="asked-twice"
        ),
    ],
)
def test_questions_of_a_request(text: str, queries: list[str]) -> None:
    assert [q.query.replace("'", "’") for q in questions_of(text).questions] == queries


def test_no_name_nor_contact_of_a_signature_is_in_a_question() -> None:
    text = "Bonjour,\nQui signe le contrat de ville ?\nMerci\nZoé Planté\n06 01 02 03 04\nzoe@exemple.fr"
    asked = " ".join(q.query for q in questions_of(text).questions)
    assert not any(part in asked for part in ("Zoé", "06", "exemple.fr"))


def test_who_asks_and_why_is_context() -> None:
    understood = questions_of("Je suis chargée de mission. Qui signe le contrat de ville ?")
    assert understood.context == ("Je suis chargée de mission.",)
