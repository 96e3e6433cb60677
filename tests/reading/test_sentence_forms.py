"""Sentences that say what a thing is, told by how they are built."""

from parsing import read

from assistant.language import stem_set
from assistant.reading import defined, defines


def test_a_definition_opens_with_its_subject() -> None:
    subject = stem_set("le contrat de ville")
    whole = defines("Le contrat de ville est un document signé par l’État.", subject)
    more = defines("Le contrat de ville de deuxième génération est un document.", subject)
    assert whole > more > defines("La convention du contrat de ville est un document.", subject) == 0


def test_a_term_is_found_whole_in_the_question_that_asks_its_meaning() -> None:
    assert defined(read("Qu’est-ce que la promotion de la santé ?")) == stem_set("promotion santé")
    assert defined(read("C’est quoi, la motivation, exactement ?")) == stem_set("motivation")
    assert defined(read("Que signifie le mot patrimoine ?")) == stem_set("patrimoine")
