"""The Assistant page as people use it."""

import io
import re
from urllib.parse import unquote

import docx
import pytest
from browser_actions import OpenPage, ask, button, download, settled
from PIL import Image
from playwright.sync_api import Page, expect

from assistant.viewer.pdf_pages import HIGHLIGHT

QUESTION = "Qu’est-ce que le contrat de ville ?"
UNANSWERABLE = "Quelle est la recette de la tarte aux pommes ?"


@pytest.fixture
def page(visit: OpenPage, app_url: str) -> Page:
    return visit(app_url)


def marker(page: Page, number: int) -> None:
    page.locator('[class*="st-key-marker-"] button').nth(number - 1).click()
    settled(page)


def test_page_says_that_it_is_in_french(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "fr"
    expect(page.get_by_role("heading", level=1)).to_contain_text("Que cherchez-vous")
    expect(page.get_by_role("button", name="Envoyer la question")).to_be_visible()


def test_a_source_opens_the_page_with_the_line_highlighted(page: Page) -> None:
    ask(page, QUESTION)
    marker(page, 1)
    drawer = page.get_by_role("dialog")
    picture = drawer.get_by_role("img", name=re.compile("Page 1 .*surligné"))
    expect(picture).to_be_visible()
    drawn = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    colours = {colour for _, colour in drawn.getcolors(1 << 24) or []}
    assert any(sum(abs(a - b) for a, b in zip(c, HIGHLIGHT, strict=True)) < 12 for c in colours)


def test_the_viewer_goes_to_the_next_page_and_back_to_the_passage(page: Page) -> None:
    ask(page, QUESTION)
    marker(page, 1)
    button(page, "Suivante")
    expect(page.get_by_text("Page 2 sur 3")).to_be_visible()
    button(page, "Revenir au passage")
    expect(page.get_by_text("Page 1 sur 3")).to_be_visible()


def test_the_original_is_downloaded(page: Page) -> None:
    ask(page, QUESTION)
    marker(page, 1)
    name, content = download(page, "Télécharger l’original")
    assert name == "fiche-contrat-de-ville.pdf"
    assert content.startswith(b"%PDF")


def test_a_source_without_pages_shows_its_section_with_the_quote_marked(page: Page) -> None:
    ask(page, "Qu’est-ce que l’illettrisme ?")
    marker(page, 1)
    expect(page.get_by_role("dialog").locator("mark")).to_have_count(1)


def test_a_refusal_hands_over_with_the_request_written(page: Page) -> None:
    ask(page, UNANSWERABLE)
    link = page.get_by_role("link", name=re.compile("Écrire à")).get_attribute("href") or ""
    assert link.startswith("mailto:poleressources.95@wanadoo.fr?")
    assert UNANSWERABLE in unquote(link)
    page.get_by_text("Voir et copier la demande").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("tarte aux pommes")
    expect(page.get_by_text("Documents proches")).to_be_visible()


def test_a_follow_up_is_answered_from_the_same_subject(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "Et qui le signe ?")
    expect(page.locator('[class*="st-key-answer-"]').nth(1)).to_contain_text("contrat de ville")


def test_filters_limit_the_search(page: Page) -> None:
    button(page, "Filtres")
    page.get_by_role("combobox", name="Type de document").click()
    page.get_by_role("option", name="programme").click()
    settled(page)
    page.keyboard.press("Escape")
    ask(page, "Quels services propose le Pôle de ressources ?")
    expect(page.get_by_text("La recherche est limitée à")).to_be_visible()
    sources = page.locator('[class*="st-key-source-"]').all_text_contents()
    assert sources
    assert all("Programme d’actions 2015" in source for source in sources)


def test_conversation_is_exported_with_its_sources(page: Page) -> None:
    ask(page, QUESTION)
    button(page, "Exporter")
    name, content = download(page, "Word")
    paragraphs = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert name == "conversation.docx"
    assert any(p.startswith("[1] Le contrat de ville") for p in paragraphs)
    name, content = download(page, "Texte")
    assert (name, b"### Sources" in content) == ("conversation.md", True)


def test_an_opinion_is_taken_with_a_comment(page: Page) -> None:
    ask(page, QUESTION)
    button(page, "Oui")
    page.get_by_label("Votre commentaire").fill("Clair")
    button(page, "Envoyer")
    expect(page.get_by_text("votre commentaire est enregistré")).to_be_visible()


def test_next_questions_are_offered_and_answered(page: Page) -> None:
    ask(page, "Quel est le rôle des conseils citoyens ?")
    offered = page.locator('[class*="st-key-next-"] button').first
    offered.wait_for(timeout=300_000)
    offered.click()
    page.locator('[class*="st-key-answer-"]').nth(1).wait_for()
    settled(page)
    expect(page.locator(".refusal")).to_have_count(0)


def test_new_conversation_empties_the_page(page: Page) -> None:
    ask(page, QUESTION)
    button(page, "Nouvelle conversation")
    expect(page.locator(".question")).to_have_count(0)
    expect(page.get_by_text("Pour commencer")).to_be_visible()


def test_the_newest_question_stays_in_view(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, UNANSWERABLE)
    page.wait_for_timeout(1_000)
    expect(page.locator(".question").last).to_be_in_viewport()


def test_a_page_stays_where_its_reader_is_while_suggestions_come(page: Page) -> None:
    ask(page, QUESTION)
    page.mouse.move(640, 400)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(300)
    before = page.locator(".question").evaluate("e => e.getBoundingClientRect().top")
    page.locator('[class*="st-key-next-"] button').first.wait_for(timeout=300_000)
    page.wait_for_timeout(1_000)
    assert page.locator(".question").evaluate("e => e.getBoundingClientRect().top") == before


def test_everything_works_from_the_keyboard(page: Page) -> None:
    page.get_by_test_id("stChatInputTextArea").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator('[class*="st-key-marker-"] button').first.wait_for()
    settled(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[class*=\"st-key-marker-\"]') !== null"):
            break
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_action_leads_to_its_page_in_the_programme(page: Page) -> None:
    ask(page, "Quelle rencontre est prévue sur le mal-logement ?")
    button(page, "Voir dans le programme")
    settled(page)
    expect(page.get_by_role("dialog").get_by_role("img", name=re.compile("surligné"))).to_be_visible()
    assert "action=2015-rencontre-mal-logement" in page.url


def test_a_dated_action_goes_to_the_agenda(page: Page) -> None:
    ask(page, "Quelle rencontre est prévue sur le mal-logement ?")
    name, content = download(page, "Ajouter à mon agenda")
    assert name.endswith(".ics")
    assert b"DTSTART;VALUE=DATE:20150312" in content
