"""The pages of the team: signing in, documents in and out with proof, builds, actions."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_actions import DESKTOP, PHONE, PROJECT, OpenPage, ask, button, running_app, settled
from playwright.sync_api import Page, expect

from assistant.embedding import SentenceEncoder
from assistant.settings import Settings
from assistant.staff import StaffPassword
from ingest.build import build

PASSWORD = "une phrase assez longue"
NAME = "agent A"
ADDED = (
    "# Compte rendu du comité\n\nLe comité de pilotage a retenu trois priorités pour le quartier des Acacias "
    ": la jeunesse, la santé et la propreté des espaces.\n"
)
QUESTION = "Quelles priorités le comité de pilotage a-t-il retenues pour le quartier des Acacias ?"
VIEWS = ["Index", "Documents", "Constructions", "Actions"]
BUILDING = 900_000
"""Milliseconds for a build, which loads the model in a process of its own on a busy machine."""


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder
) -> Iterator[str]:
    """An application whose corpus the team may change, with a password."""
    folder = tmp_path_factory.mktemp("staff")
    shutil.copytree(PROJECT / "corpus", folder / "corpus")
    build(folder / "corpus", folder / "index", user_settings, encoder=encoder)
    StaffPassword(folder / "data").change(PASSWORD, datetime.now(UTC))
    with running_app(folder / "index", folder, ASSISTANT_CORPUS=str(folder / "corpus")) as url:
        yield url


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_role("textbox", name="Votre nom").fill(NAME)
    page.get_by_role("textbox", name="Mot de passe").fill(password)
    page.keyboard.press("Enter")
    settled(page)


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()
    settled(page)


@pytest.fixture
def corpus_page(visit: OpenPage, site: str) -> Page:
    page = visit(site, "/corpus")
    sign_in(page)
    return page


def built(page: Page) -> None:
    """Builds the index from the page and waits for the new one."""
    button(page, "Construire l’index")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Le nouvel index est en service")).to_be_visible(timeout=BUILDING)
    settled(page)


def send(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files([file])
    settled(page)
    button(page, "Vérifier et ajouter")


def searched(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=label).fill(text)
    page.keyboard.press("Enter")
    settled(page)


def test_the_team_pages_are_closed_to_the_public(visit: OpenPage, site: str) -> None:
    page = visit(site, "/corpus")
    expect(page.get_by_role("heading", level=1, name="Espace équipe")).to_be_visible()
    expect(page.get_by_role("link", name="Corpus")).to_have_count(0)
    expect(page.get_by_role("link", name="Espace équipe").first).to_be_visible()
    sign_in(page, "pas le bon mot de passe")
    expect(page.get_by_test_id("stAlert")).to_contain_text("n’est pas le bon")
    sign_in(page)
    expect(page.get_by_role("heading", level=1, name="Corpus")).to_be_visible()
    expect(page.get_by_text("17 documents")).to_be_visible()


def test_a_refused_file_is_said_and_nothing_is_added(corpus_page: Page) -> None:
    view(corpus_page, "Documents")
    send(corpus_page, "notice.pdf", b"MZ\x90\x00" + bytes(300))
    expect(corpus_page.get_by_test_id("stAlert")).to_contain_text("« notice.pdf » est un programme")
    expect(corpus_page.get_by_text("L’index contient tout le corpus")).to_be_visible()


def test_a_file_of_500_megabytes_is_stopped_at_the_door(corpus_page: Page, tmp_path: Path) -> None:
    view(corpus_page, "Documents")
    with (tmp_path / "gros.pdf").open("wb") as file:
        file.truncate(500_000_000)
    corpus_page.locator("input[type=file]").set_input_files(tmp_path / "gros.pdf")
    expect(corpus_page.get_by_test_id("stFileUploader")).to_contain_text("Ce fichier dépasse 50 Mo")
    expect(corpus_page.get_by_role("button", name="Vérifier et ajouter")).to_have_count(0)


def test_a_document_comes_in_answers_and_leaves_without_a_trace(
    corpus_page: Page, visit: OpenPage, site: str
) -> None:
    reader = visit(site)
    view(corpus_page, "Documents")
    send(corpus_page, "compte-rendu.md", ADDED.encode())
    expect(corpus_page.get_by_text("« compte-rendu.md » est ajouté au corpus")).to_be_visible()
    expect(corpus_page.get_by_text("1 document à ajouter")).to_be_visible()
    button(corpus_page, "Construire l’index")
    ask(reader, "Qu’est-ce que le contrat de ville ?")
    expect(reader.locator('[class*="st-key-source-"] button').first).to_be_visible()
    expect(corpus_page.get_by_text("Le nouvel index est en service")).to_be_visible(timeout=BUILDING)
    settled(corpus_page)
    ask(reader, QUESTION)
    source = reader.locator('[class*="st-key-source-"] button').last
    expect(source).to_contain_text("Compte rendu du comité")

    searched(corpus_page, "Rechercher un document", "compte-rendu")
    button(corpus_page, "Modifier la fiche")
    corpus_page.get_by_role("textbox", name="Titre").fill("Comité des Acacias, janvier")
    button(corpus_page, "Enregistrer la fiche")
    expect(corpus_page.get_by_text("1 document à mettre à jour")).to_be_visible()

    button(corpus_page, "Retirer")
    button(corpus_page, "Retirer du corpus")
    expect(corpus_page.get_by_text("1 document à retirer")).to_be_visible()
    built(corpus_page)
    view(corpus_page, "Constructions")
    proof = corpus_page.locator('[class*="st-key-proof-compte-rendu"]')
    expect(proof).to_contain_text("plus rien dans l’index en service")
    assert proof.locator("td").all_text_contents() == ["0", "0", "0", "0", "1"]

    source.click()
    settled(reader)
    expect(reader.get_by_role("dialog")).to_contain_text("n’est plus dans le corpus")


def test_an_earlier_build_is_put_back_and_forgotten(corpus_page: Page) -> None:
    view(corpus_page, "Constructions")
    rows = corpus_page.locator('[class*="st-key-rows-builds"] [class*="st-key-entry-"]')
    before = rows.count()
    live = rows.filter(has_text="en service").filter(has_not=corpus_page.get_by_role("button"))
    expect(live).to_contain_text("17 documents")
    rows.filter(has_text="18 documents").get_by_role("button", name="Remettre en service").click()
    expect(corpus_page.get_by_text("est de nouveau en service")).to_be_visible(timeout=BUILDING)
    settled(corpus_page)
    expect(live).to_contain_text("18 documents")
    rows.last.get_by_role("button", name="Remettre en service").click()
    expect(live).to_contain_text("17 documents", timeout=BUILDING)
    settled(corpus_page)
    button(corpus_page, "Supprimer les constructions gardées")
    corpus_page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(rows).to_have_count(1, timeout=BUILDING)
    assert before > 1


def test_an_action_is_edited_and_everybody_sees_it(corpus_page: Page, visit: OpenPage, site: str) -> None:
    view(corpus_page, "Actions")
    searched(corpus_page, "Rechercher une action", "mal-logement")
    button(corpus_page, "Modifier")
    dialog = corpus_page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Statut").click()
    corpus_page.get_by_role("option", name="annulée").click()
    dialog.get_by_role("textbox", name="Lieu").fill("Salle exemple")
    button(corpus_page, "Enregistrer")
    expect(corpus_page.locator("article.card")).to_contain_text(f"par {NAME}.")
    reader = visit(site, "/programme?q=mal-logement")
    card = reader.locator("article.card").first
    expect(card.locator(".chip").first).to_have_text("annulée")
    expect(card).to_contain_text("Au programme publié : 2015, envisagée.")
    ask_page = visit(site)
    ask(ask_page, "Quelle rencontre est prévue sur le mal-logement ?")
    expect(
        ask_page.locator("article.card .chip.coming", has_text="à venir").locator(
            "xpath=ancestor::article", has_text="mal-logement"
        )
    ).to_have_count(0)
    button(corpus_page, "Modifier")
    button(corpus_page, "Rétablir comme publié")
    expect(corpus_page.locator("article.card .updated")).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_serious_violation_and_nothing_overflows(
    visit: OpenPage, site: str, size: tuple[int, int]
) -> None:
    page = visit(site, "/corpus", size=size)
    states = [None, *VIEWS]
    for state in states:
        if state == VIEWS[0]:
            sign_in(page)
        if state is not None:
            view(page, state)
        found = Axe().run(page).response
        serious = {
            v["id"]: [node["html"][:200] for node in v["nodes"]]
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        }
        assert (state, serious) == (state, {})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


def test_dialogs_have_no_serious_violation(corpus_page: Page) -> None:
    for name, label in (
        ("Documents", "Modifier la fiche"),
        ("Documents", "Retirer"),
        ("Actions", "Modifier"),
    ):
        view(corpus_page, name)
        button(corpus_page, label)
        expect(corpus_page.get_by_role("dialog")).to_be_visible()
        found = Axe().run(corpus_page).response
        serious = [v["id"] for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert (label, serious) == (label, [])
        corpus_page.keyboard.press("Escape")
        settled(corpus_page)
