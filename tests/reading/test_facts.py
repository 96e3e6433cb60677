"""Exact things of a sentence found in its passages under any written form; what turns round is noticed."""

import pytest

from assistant.language import Acronym, Glossary, numbers_in
from assistant.reading import missing_facts
from assistant.reading.polarity import flipped, opposed, status_changed, strengthened

GLOSSARY = Glossary((Acronym("QPV", "quartier prioritaire de la politique de la ville"),))
PASSAGE = (
    "Le quartier prioritaire de la politique de la ville compte cent vingt-quatre demandes au premier "
    "semestre 2015. On appelle le 01.34.04.12.12 ou l’on écrit à infos@exemple.fr, "
    "www.poleressources95.org. La réunion du 12 mars 2015 à Cergy coûte 1 500 €, soit 22 % du budget."
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 200 habitants ou mille deux cents", [1200, 1200]),
        ("quatre-vingt-dix-sept, soixante et onze", [97, 71]),
        ("27,5 milliards de dollars", [27.5e9]),
        ("1er semestre, premier semestre, XXIe siècle", [1, 1, 21]),
        ("un dossier et une fiche", []),
        ("14h30", [14.5]),
        ("vingt-deux pour cent", [22]),
    ],
)
def test_numbers(text: str, values: list[float]) -> None:
    assert [n.value for n in numbers_in(text)] == values


@pytest.mark.parametrize(
    "sentence",
    [
        "Les QPV ont reçu 124 demandes.",
        "Au 1er semestre 2015, appelez le 01 34 04 12 12.",
        "Le site est http://www.poleressources95.org/ et l’adresse INFOS@exemple.fr.",
        "La réunion de mars 2015 se tient à Cergy.",
        "Elle coûte 1500 euros, vingt-deux pour cent du budget.",
    ],
)
def test_other_written_forms_are_found(sentence: str) -> None:
    assert missing_facts(sentence, [PASSAGE], GLOSSARY) == []


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("Les QPV ont reçu 125 demandes.", "125"),
        ("Appelez le 01 34 04 12 13.", "01 34 04 12 13"),
        ("Écrivez à info@exemple.fr.", "info@exemple.fr"),
        ("Voir www.poleressources95.com.", "www.poleressources95.com"),
        ("La réunion du 13 mars 2015.", "13 mars 2015"),
        ("La réunion de mars 2016.", "mars 2016"),
        ("La réunion a lieu à Argenteuil.", "Argenteuil"),
        ("Elle coûte 1500 dollars.", "1500 dollars"),
        ("La CAF finance la réunion.", "CAF"),
    ],
)
def test_what_the_passage_lacks_is_named(sentence: str, absent: str) -> None:
    assert absent in [fact.text for fact in missing_facts(sentence, [PASSAGE], GLOSSARY)]


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("L’accord est obligatoire.", "L’accord n’est pas obligatoire."),
        ("Le conseil ne donne pas d’avis.", "Le conseil donne un avis."),
        ("Il participe sans accord.", "Il participe avec l’accord des parents."),
    ],
)
def test_a_turned_negation_is_noticed(sentence: str, passage: str) -> None:
    assert flipped(sentence, [passage])


def test_a_negation_elsewhere_in_the_sentence_is_not() -> None:
    assert not flipped("Le dispositif est gratuit.", ["Le dispositif est gratuit, mais il ne dure pas."])


def test_status_obligation_and_opposites() -> None:
    assert status_changed("La rencontre est confirmée.", ["La rencontre est envisagée."]) == ["confirmé"]
    assert status_changed("La rencontre est envisagée.", ["La rencontre est envisagée en 2015."]) == []
    assert "obligation" in strengthened("Le maire doit signer.", ["Le maire peut signer."])
    assert opposed("L’accès est gratuit.", ["L’accès est payant."])
