from pathlib import Path

import pytest
from corpora import VOCABULARY

from assistant.programme import load_programmes

PROGRAMME = load_programmes(Path(__file__).parents[2] / "corpus" / "actions")[0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Quelles sont les prochaines rencontres ?", {"rencontre"}),
        ("la Rencontre Observations et territoires", {"rencontre observations et territoires"}),
        ("Les études en débat", {"étude en débat"}),
        ("des petits-déjeuners ?", {"petit déjeuner"}),
        ("le prochain petit dej", {"petit déjeuner"}),
        ("Un samedi des élus est-il prévu ?", {"samedi des élus"}),
        ("samedis des élu(e)s", {"samedi des élus"}),
        ("cycles et ateliers", {"cycle de qualification", "atelier"}),
        ("Quels groupes d'échanges pour les PRE ?", {"groupe de travail"}),
        ("la journée sur l'illettrisme", {"journée"}),
        ("Qu'est-ce qu'un atelier santé ville ?", set()),
        ("Quel est le numéro de téléphone ?", set()),
    ],
)
def test_formats_that_a_question_names(question, expected):
    assert VOCABULARY.formats_in(question) == expected


@pytest.mark.parametrize("action", PROGRAMME.actions, ids=lambda action: action.id)
def test_the_title_of_an_action_names_its_format(action):
    assert action.format in VOCABULARY.formats_in(action.title)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Je suis élue", {"élus"}),
        ("que faites-vous pour les élu(e)s ?", {"élus"}),
        ("les actions pour les jeunes", {"jeunes"}),
        ("je suis coordinatrice PRE", {"coordonnateurs PRE"}),
        ("coordonnateurs de Programmes de réussite éducative", {"coordonnateurs PRE"}),
        ("chef de projet politique de la ville", {"chefs de projets politique de la ville"}),
        ("pour les agents de l'État", {"agents de l'État"}),
        ("pour la jeunesse", set()),
    ],
)
def test_publics_that_a_question_names(question, expected):
    assert VOCABULARY.audiences_in(question) == expected


@pytest.mark.parametrize(
    "action", [action for action in PROGRAMME.actions if action.audiences], ids=lambda action: action.id
)
def test_each_public_of_the_programme_can_be_named(action):
    assert all(VOCABULARY.audiences_in(audience) for audience in action.audiences)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Que prévoyez-vous sur l'habitat ?", {"habitat et cadre de vie"}),
        ("egalite entre les femmes et les hommes", {"égalité et discriminations"}),
        ("Où êtes-vous situés ?", set()),
    ],
)
def test_topics_that_a_question_names(question, expected):
    assert VOCABULARY.topics_in(question) == expected
