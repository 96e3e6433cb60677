"""The profile of a centre: read, checked, kept, and recognised in what people say."""

from pathlib import Path

import pytest
from corpora import CENTRE

from assistant.centre import UNKNOWN, Centre, centre_from_json, load_centre
from assistant.errors import IndexDamagedError, IngestError
from assistant.language import of, to

MINIMAL = "name: Centre exemple\nshort_name: le Centre exemple\n"


def loaded(folder: Path, text: str) -> Centre:
    path = folder / "centre.yaml"
    path.write_text(text, encoding="utf-8")
    return load_centre(path)


def test_a_corpus_without_a_profile_has_the_neutral_one(tmp_path: Path) -> None:
    assert load_centre(tmp_path / "centre.yaml") is UNKNOWN
    assert (UNKNOWN.ways, UNKNOWN.formats, UNKNOWN.topics) == ("", (), ())


def test_a_name_is_enough(tmp_path: Path) -> None:
    centre = loaded(tmp_path, MINIMAL)
    assert centre.bare_name == "Centre exemple"
    assert centre.signed == "Le service documentaire\nCentre exemple"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: Centre exemple\n", "« short_name »"),
        ("- name\n", "« name » et « short_name »"),
        ("name: [\n", "YAML est illisible"),
        (MINIMAL + "nom: Autre\n", "champ « nom » : ce champ n'existe pas"),
        (MINIMAL + "contacts: {telephone: 00}\n", "champ « contacts.telephone » : ce champ n'existe pas"),
        (MINIMAL + "contacts: {phone: [00]}\n", "champ « contacts.phone » : un texte est attendu"),
        (MINIMAL + "aliases: Centre\n", "champ « aliases » : une liste est attendue"),
        (MINIMAL + "formats: [{expressions: [veillée]}]\n", "champ « formats.0.name » : il manque"),
        (MINIMAL + "formats: [{name: veillée}, {name: veillée}]\n", "« veillée » y est deux fois"),
        (MINIMAL + "topics: [{name: vélo, expressions: ['…']}]\n", "n'a pas de mot"),
        (MINIMAL + "service: permanence\n", "« service » doit commencer par son article"),
    ],
)
def test_each_mistake_is_one_sentence_that_names_the_file(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(IngestError) as caught:
        loaded(tmp_path, text)
    assert expected in str(caught.value)
    assert "centre.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("centre", [CENTRE, UNKNOWN], ids=["first", "neutral"])
def test_the_profile_survives_the_index(centre: Centre) -> None:
    assert centre_from_json(centre.to_json()) == centre


def test_a_field_of_another_version_is_left_out() -> None:
    assert centre_from_json('{"name": "Centre exemple", "colour": "bleu"}').name == "Centre exemple"


@pytest.mark.parametrize("text", ["", "[]", '{"formats": "veillée"}'])
def test_a_profile_that_cannot_be_read_asks_for_a_build(text: str) -> None:
    with pytest.raises(IndexDamagedError, match="Reconstruisez l’index"):
        centre_from_json(text)


def test_contacts_of_the_settings_replace_those_of_the_profile() -> None:
    contacts = CENTRE.reached_at("", "autre@centre.exemple").contacts
    assert (contacts.phone, contacts.mail) == (CENTRE.contacts.phone, "autre@centre.exemple")


@pytest.mark.parametrize(
    ("named", "contracted"),
    [
        ("le service exemple", ("du service exemple", "au service exemple")),
        ("la permanence", ("de la permanence", "à la permanence")),
        ("l’agence", ("de l’agence", "à l’agence")),
        ("les voisins", ("des voisins", "aux voisins")),
    ],
)
def test_a_name_is_contracted_with_its_article(named: str, contracted: tuple[str, str]) -> None:
    assert (of(named), to(named)) == contracted


@pytest.mark.parametrize(
    "text",
    [
        "Que publie le Pôle ?",
        "les publications du pole de ressources",
        "QUI FINANCE LE PÔLE DE RESSOURCES VILLE ET DÉVELOPPEMENT SOCIAL",
        "À qui répond le service info doc ?",
        "Pôle emploi travaille-t-il avec le Pôle ?",
    ],
)
def test_a_text_names_the_centre_by_any_of_its_names(text: str) -> None:
    assert CENTRE.names_it(text)
    assert CENTRE.is_meant(text)


@pytest.mark.parametrize(
    "text",
    [
        "Que fait Pôle emploi ?",
        "Qu’est-ce qu’un pôle territorial de coopération économique ?",
        "la métropole",
    ],
)
def test_another_pole_is_not_the_centre(text: str) -> None:
    assert not CENTRE.names_it(text)


@pytest.mark.parametrize(
    "text", ["Où êtes-vous ?", "votre lettre", "Peut-on venir chez vous ?", "Quels sont vos horaires ?"]
)
def test_a_text_speaks_to_the_centre(text: str) -> None:
    assert CENTRE.addresses_it(text)
    assert CENTRE.is_meant(text)
    assert not CENTRE.names_it(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pouvez-vous me dire ce qu’est un conseil citoyen ?",
        "Un rendez-vous, s’il vous plaît",
        "Que fait la préfecture pour vous ?",
        "Comment contacter votre mairie ?",
        "Qu’est-ce que le contrat de ville ?",
    ],
)
def test_politeness_and_other_bodies_are_not_the_centre(text: str) -> None:
    assert not CENTRE.is_meant(text)
