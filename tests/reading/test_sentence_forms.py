"""Sentences told by how they are built: a definition, somebody's part, the members of a body."""

import pytest

from assistant.language.french import stem_set
from assistant.language.glossary import Acronym, Glossary
from assistant.reading.sentence_forms import Form, asked_for, defines

GLOSSARY = Glossary((Acronym("EPS", "équipe de soutien"), Acronym("GUP", "gestion urbaine de proximité")))


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Quel est le rôle du bailleur dans la GUP ?", Form.PART),
        ("Quel rôle jouent les habitants ?", Form.PART),
        ("Quel rôle pour les régies de quartier ?", Form.PART),
        ("Qui siège dans un conseil citoyen ?", Form.MEMBERS),
        ("De qui se compose l’EPS ?", Form.MEMBERS),
        ("Quelle est la composition du comité de pilotage ?", Form.MEMBERS),
    ],
)
def test_what_a_question_asks_for_is_told_by_its_form(question: str, form: Form) -> None:
    sought = asked_for(question, GLOSSARY)
    assert sought is not None
    assert sought.form is form


@pytest.mark.parametrize(
    "question", ["Qui finance la GUP ?", "Quel acteur joue le rôle principal ?", "Combien de membres ?"]
)
def test_other_questions_ask_for_no_form(question: str) -> None:
    assert asked_for(question, GLOSSARY) is None


def bonus(question: str, sentence: str, title: str = "") -> float:
    sought = asked_for(question, GLOSSARY)
    assert sought is not None
    return sought.bonus(sentence, stem_set(f"{title} {sentence}"))


def test_a_sentence_about_what_somebody_does_is_preferred() -> None:
    question = "Quel est le rôle de la commune dans la GUP ?"
    assert bonus(question, "La commune pilote la gestion urbaine de proximité.") > 0
    assert bonus(question, "La commune pilote la démarche.", title="La gestion urbaine de proximité") > 0
    assert bonus(question, "La commune pilote la démarche.", title="La réussite éducative") == 0
    assert bonus(question, "Un parking peut appartenir à la commune, dans la GUP.") == 0
    assert bonus(question, "la commune ;", title="La gestion urbaine de proximité") == 0


@pytest.mark.parametrize("body", ["l’EPS", "l’équipe de soutien"])
@pytest.mark.parametrize("said", ["L’EPS réunit", "L’équipe de soutien (EPS) comprend", "L’EPS est composée"])
def test_the_members_of_a_body_are_found_under_each_of_its_names(body: str, said: str) -> None:
    assert bonus(f"De qui se compose {body} ?", f"{said} d’enseignants et d’éducateurs.") > 0


def test_a_definition_opens_with_its_subject() -> None:
    subject = stem_set("le contrat de ville")
    whole = defines("Le contrat de ville est un document signé par l’État.", subject)
    more = defines("Le contrat de ville de deuxième génération est un document.", subject)
    assert whole > more > defines("La convention du contrat de ville est un document.", subject) == 0
