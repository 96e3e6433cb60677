"""An invented second centre, from its files to its answers, letters and pages; nothing of the first is left.

``tests/second_centre`` is a corpus of five documents with its own ``centre.yaml`` and a programme of 2031.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from corpora import CENTRE, CORPUS
from parsing import PARSER
from streamlit.testing.v1 import AppTest

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.index import Index
from assistant.infodoc import consent, prepare_draft, to_text
from assistant.language import fold
from assistant.settings import Settings, load_settings
from assistant.ui.shell import ASSISTANT, in_browser
from assistant.ui.shell.server import french_page
from assistant.ui.shell.style import logo

ROOT = Path(__file__).parents[1]
TODAY = date(2031, 2, 1)
REFUSED = "Combien gagne un gardien de refuge ?"
OFF_TOPIC = "Écris-moi un poème sur le vélo"
REQUEST = (
    "Bonjour,\nCombien de litres contient la citerne d’un jardin partagé ?\n"
    "Combien gagne un gardien de refuge ?\nMerci"
)


@pytest.fixture(scope="module")
def second_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second")
    corpus = shutil.copytree(Path(__file__).parent / "second_centre", folder / "corpus")
    command = [sys.executable, "-m", "ingest", "build", "--strict", "--index", str(folder / "index")]
    subprocess.run([*command, "--corpus", str(corpus)], check=True, timeout=900)
    return folder / "index"


@pytest.fixture(scope="module")
def second(second_index: Path, encoder: SentenceEncoder, user_settings: Settings) -> Iterator[Assistant]:
    with closing(Index.open(second_index)) as index:
        yield Assistant(index, encoder, user_settings.model_copy(update={"index": second_index}))


@pytest.fixture
def served(second_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The application set up over the second centre."""
    monkeypatch.setenv("ASSISTANT_INDEX", str(second_index))
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_TODAY", TODAY.isoformat())
    monkeypatch.chdir(ROOT)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Qu’est-ce que le Centre exemple ?", "est une association au service des gardiens de refuge"),
        ("Quel est votre numéro de téléphone ?", "00 00 00 00 00"),
        ("Comment contacter la permanence documentaire ?", "contact@centre.exemple"),
        ("Combien de litres contient la citerne d’un jardin partagé ?", "700 litres"),
    ],
)
def test_it_answers_about_itself_and_from_its_documents(
    second: Assistant, question: str, expected: str
) -> None:
    answer = second.ask(question, today=TODAY)
    assert expected in " ".join(s.text for s in answer.sentences)


@pytest.mark.parametrize(
    ("question", "action", "when"),
    [
        ("Quelles veillées sont prévues ?", "2031-veillee-jardins", "à venir"),
        ("Y a-t-il une soirée pour les bibliothécaires ?", "2031-veillee-jardins", "à venir"),
        ("Quelles balades sont prévues ?", "2031-balade-velorue", "à venir"),
        (
            "Un cercle de lecture est-il prévu pour les gardiennes de refuge ?",
            "2031-cercle-refuges",
            "en cours",
        ),
    ],
)
def test_it_finds_its_actions_by_its_own_formats(
    second: Assistant, question: str, action: str, when: str
) -> None:
    found = second.ask(question, today=TODAY).actions
    assert [(card.id, card.when) for card in found] == [(action, when)]


def test_the_formats_of_another_centre_are_plain_words_to_it(second: Assistant) -> None:
    assert second.vocabulary.formats_in("Quels ateliers et quelles rencontres sont prévus ?") == set()


@pytest.mark.parametrize("question", [REFUSED, OFF_TOPIC])
def test_its_refusals_hand_over_to_its_own_service(second: Assistant, question: str) -> None:
    answer = second.ask(question, today=TODAY)
    assert answer.refused
    assert answer.handover is not None
    assert answer.handover.service == "Permanence documentaire"
    assert (answer.handover.phone, answer.handover.mail) == ("00 00 00 00 00", "contact@centre.exemple")


def test_a_setting_wins_over_the_profile(second: Assistant) -> None:
    settings = second.settings.model_copy(update={"infodoc_phone": "11 11 11 11 11"})
    answer = Assistant(second.index, second.retriever.encoder, settings).ask(REFUSED, today=TODAY)
    assert answer.handover is not None
    assert (answer.handover.phone, answer.handover.mail) == ("11 11 11 11 11", "contact@centre.exemple")


def test_its_letters_are_signed_by_it_and_point_to_its_places(second: Assistant) -> None:
    text = to_text(prepare_draft(REQUEST, second, today=TODAY).draft)
    assert "\nLa permanence documentaire\n\nCentre de ressources exemple\n" in text
    assert "Permanence documentaire du Centre exemple : 00 00 00 00 00 – contact@centre.exemple" in text
    assert "Où chercher : le bureau des chiffres du Département exemple." in text
    assert "700 litres" in text


def page() -> None:
    from assistant.ui.infodoc import draw_form_page

    draw_form_page()


def programme_page() -> None:
    from assistant.ui.programme import draw_programme_page

    draw_programme_page()


def written_on(app: AppTest) -> str:
    shown = [str(getattr(e, "body", "") or getattr(e, "value", "")) for e in app.main]
    labels = [e.label for e in (*app.button, *app.checkbox, *app.text_area, *app.selectbox)]
    return " ".join((*shown, *labels, *(str(c.value) for c in app.caption)))


@pytest.fixture
def pages(served: None) -> dict[str, str]:
    """What the pages that name the centre show of it."""
    whole = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    form = AppTest.from_function(page, default_timeout=120).run()
    programme = AppTest.from_function(programme_page, default_timeout=120).run()
    assert not whole.exception
    assert not form.exception
    assert not programme.exception
    return {"whole": written_on(whole), "form": written_on(form), "programme": written_on(programme)}


def test_its_pages_name_it(second: Assistant, pages: dict[str, str]) -> None:
    centre = second.centre
    assert in_browser(ASSISTANT, centre) == "Assistant – Centre exemple"
    assert 'aria-label="Centre de ressources exemple"' in logo(centre)
    assert b'content="Centre de ressources exemple"' in french_page(b"<head></head>", centre.name)[0]
    assert "Poser une question à la permanence documentaire" in pages["form"]
    assert "la permanence documentaire garde ces informations" in pages["form"]
    assert "balade commentée" in pages["programme"]


def words_of_the_first() -> list[str]:
    """What only the first centre says: its names, contacts, territory, names of its themes and formats.

    A theme that is general is the field of every such centre; a single word may be anything.
    """
    contacts, places = CENTRE.contacts, CENTRE.territory
    words = [CENTRE.name, CENTRE.bare_name, CENTRE.letter, places.name, *places.towns]
    words += [contacts.phone, contacts.fax, contacts.mail, contacts.site, contacts.address]
    named = [
        t.name for t in (*CENTRE.topics, *CENTRE.audiences, *CENTRE.formats) if not getattr(t, "general", 0)
    ]
    return [fold(word) for word in (*words, *(name for name in named if " " in name)) if word]


def first_words_in(text: str) -> list[str]:
    folded = fold(text)
    return [word for word in words_of_the_first() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)]


def test_nothing_of_the_first_centre_is_said_by_the_second(second: Assistant, pages: dict[str, str]) -> None:
    questions = [REFUSED, OFF_TOPIC, "Bonjour", "Comment s’inscrire ?", "Quand a lieu la veillée ?"]
    questions += ["Quel est votre numéro de téléphone ?", "Quelles balades sont prévues ?", "What is it for?"]
    answers = [json.dumps(second.ask(q, today=TODAY).to_dict(), ensure_ascii=False) for q in questions]
    letter = to_text(prepare_draft(REQUEST, second, today=TODAY).draft)
    centre = second.centre
    drawn = [logo(centre), in_browser(ASSISTANT, centre), consent(centre), *pages.values()]
    assert first_words_in(" ".join((*answers, letter, *drawn))) == []


SOURCES = sorted(
    path
    for folder in ("assistant", "ingest")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".js", ".css", ".svg", ".html"}
)


def test_the_first_centre_is_recognised_in_its_own_words() -> None:
    """The search of the next test finds what it looks for."""
    profile = (CORPUS / "centre.yaml").read_text(encoding="utf-8")
    assert set(first_words_in(profile)) == set(words_of_the_first())


def test_no_word_of_the_first_centre_is_in_the_code() -> None:
    found = {str(p.relative_to(ROOT)): first_words_in(p.read_text(encoding="utf-8")) for p in SOURCES}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_year_of_its_programme_is_in_the_code() -> None:
    years = "|".join(path.stem for path in (CORPUS / "actions").glob("*.yaml"))
    assert [p.name for p in SOURCES if re.search(rf"(?<!\d)(?:{years})", p.read_text(encoding="utf-8"))] == []


def test_its_own_names_are_words_of_contact(second: Assistant) -> None:
    assert second.parser.message("Comment joindre le Centre exemple ?").about_the_centre
    assert not PARSER.message("Comment joindre le Centre exemple ?").about_the_centre
