"""The Programme and Documents pages, and what holds for every page."""

import re
from pathlib import Path

import pytest
from browser_actions import PHONE, OpenPage, ask, button, download, running_app, settled
from playwright.sync_api import Page, expect

PAGES = ["/", "/programme", "/documents", "/documents?document=fiche-contrat-de-ville"]


def cards(page: Page) -> int:
    return page.locator("article.card").count()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_menu_leads_to_the_three_pages(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url)
    for name in ("Programme d’actions", "Documents"):
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_programme_filters_stay_in_the_address(visit: OpenPage, app_url: str, actions: int) -> None:
    page = visit(app_url, "/programme")
    assert cards(page) == actions
    choose(page, "Format", "atelier")
    narrowed = cards(page)
    assert 0 < narrowed < actions
    assert "format=atelier" in page.url
    page.reload()
    settled(page)
    assert cards(page) == narrowed


def test_programme_is_shown_by_theme(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, "/programme")
    page.get_by_role("radio", name="Par thème").click()
    settled(page)
    expect(page.get_by_role("heading", name=re.compile("Promouvoir le vivre ensemble"))).to_be_visible()


def test_page_of_the_programme_stands_beside_the_card(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, "/programme?q=mal-logement")
    button(page, "Page 11 du programme")
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("article.card")).to_contain_text("mal-logement")
    expect(sheet.get_by_role("img", name=re.compile("Page 11 .*surligné"))).to_be_visible()


def test_selection_of_actions_goes_to_one_calendar_file(visit: OpenPage, app_url: str, actions: int) -> None:
    page = visit(app_url, "/programme")
    button(page, "Agenda")
    expect(page.get_by_text(f"{actions - 1} actions sans jour précis")).to_be_visible()
    assert "\\" not in page.get_by_test_id("stMultiSelect").inner_text()
    name, content = download(page, "Télécharger (1 action)")
    assert name == "programme.ics"
    assert content.count(b"BEGIN:VEVENT") == 1


def test_document_is_searched_and_read(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, "/documents")
    page.get_by_label("Rechercher").fill("illettrisme")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="illettrisme").first.click()
    settled(page)
    expect(page.get_by_role("heading", name="En quelques phrases du document")).to_be_visible()
    button(page, "Lire")
    expect(page.get_by_role("dialog")).to_contain_text("Partie 1 sur")


def test_asking_a_document_opens_the_chat_limited_to_it(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, "/documents?document=fiche-mediation-sociale")
    button(page, "Interroger ce document")
    expect(page.get_by_text("La recherche est limitée à")).to_contain_text("La médiation sociale")
    ask(page, "Que fait un médiateur social ?")
    sources = page.locator('[class*="st-key-source-"]').all_text_contents()
    assert sources
    assert all("La médiation sociale" in source for source in sources)


def test_banner_leads_back_to_february_2015(visit: OpenPage, dated_index: Path, tmp_path: Path) -> None:
    with running_app(dated_index, tmp_path, today="2026-01-10") as url:
        page = visit(url, "/programme")
        expect(page.get_by_text("Ce programme est terminé")).to_be_visible()
        expect(page.locator(".chip.coming")).to_have_count(0)
        button(page, "Se placer au 15 février 2015")
        expect(page.get_by_text("Ce programme est terminé")).to_have_count(0)
        assert page.locator(".chip.coming").count() > 0


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_a_phone(visit: OpenPage, app_url: str, path: str) -> None:
    page = visit(app_url, path, size=PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE[0]
    overflowing = page.evaluate(
        """() => [...document.querySelectorAll(".stMainBlockContainer *")]
            .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.offsetParent)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert overflowing == []


def test_a_sheet_is_read_from_its_top(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, "/documents", size=PHONE)
    page.locator('[class*="st-key-open-"] button').last.click()
    settled(page)
    expect(page.get_by_role("button", name="Tous les documents")).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_menu_opens_on_a_phone(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, size=PHONE)
    page.get_by_role("button", name="Ouvrir le menu").click()
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", level=1, name="Documents")).to_be_visible()


def test_answer_is_read_on_a_phone(visit: OpenPage, app_url: str) -> None:
    page = visit(app_url, size=PHONE)
    ask(page, "Qu’est-ce que le contrat de ville ?")
    page.locator('[class*="st-key-marker-"] button').first.click()
    settled(page)
    box = page.get_by_role("dialog").get_by_role("img").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE[0]
