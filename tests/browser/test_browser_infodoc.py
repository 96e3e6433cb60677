"""The Info-doc desk in the browser: from the public form to the figures, and nothing personal left behind."""

import io
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_actions import DESKTOP, PHONE, OpenPage, ask, button, download, running_app, settled
from playwright.sync_api import Page, expect

from assistant.staff import StaffPassword

PASSWORD = "une phrase assez longue"
NAME, FIRST, PHONE_NUMBER, MAIL = "Graindorge", "Ysaline", "06 98 76 54 32", "ysaline@exemple.fr"
PLANTED = (NAME, FIRST, PHONE_NUMBER, MAIL)
REQUEST = (
    f"Bonjour,\nCombien de collèges comporte un conseil citoyen ?\nMerci\n{FIRST} {NAME}\n{PHONE_NUMBER}"
)
SIMILAR = "De combien de collèges se compose un conseil citoyen, et comment ?"
REFUSED = "Quel est le chiffre d’affaires du port de Brest ?"
WRITTEN = "Le conseil citoyen élit douze sénateurs."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("infodoc")


@pytest.fixture(scope="module")
def site(dated_index: Path, folder: Path) -> Iterator[str]:
    """The application with a password, an empty register and a corpus folder of its own."""
    shutil.copytree(dated_index, folder / "index")
    StaffPassword(folder / "data").change(PASSWORD, datetime.now(UTC))
    with running_app(folder / "index", folder, ASSISTANT_CORPUS=str(folder / "corpus")) as url:
        yield url


def staff(visit: OpenPage, site: str, path: str = "/info-doc", size: tuple[int, int] = DESKTOP) -> Page:
    page = visit(site, path, size=size)
    page.get_by_role("textbox", name="Votre nom").fill("agent A")
    page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    settled(page)
    return page


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=label).first.fill(text)
    page.keyboard.press("Tab")
    settled(page)


def choose(page: Page, menu: str, option: str) -> None:
    page.locator(menu).get_by_role("button").first.click()
    page.get_by_role("menuitem", name=option).or_(page.get_by_role("option", name=option)).first.click()
    settled(page)


def test_the_whole_way(visit: OpenPage, site: str, folder: Path) -> None:
    public = visit(site, "/question")
    fill(public, "Votre question", REQUEST)
    fill(public, "Votre nom", f"{FIRST} {NAME}")
    fill(public, "Votre adresse électronique", MAIL)
    button(public, "Envoyer la demande")
    expect(public.get_by_text("Cochez la case de consentement")).to_be_visible()
    expect(public.get_by_role("textbox", name="Votre question")).to_have_value(REQUEST)
    public.locator('[data-testid="stCheckbox"] label').click()
    button(public, "Envoyer la demande")
    expect(public.get_by_text("enregistrée sous le numéro 1")).to_be_visible()

    page = staff(visit, site)
    page.get_by_role("button", name=re.compile("n° 1 ")).click()
    settled(page)
    button(page, "Préparer la réponse")
    expect(page.get_by_text("deux collèges").first).to_be_visible()
    sentence = page.locator('[class*="st-key-element-"]').filter(has_text="deux collèges").first
    marker = sentence.locator('[class*="st-key-marker-"] button').first
    marker.click()
    settled(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)

    key = re.search(r"st-key-(element-e\d+)", sentence.get_attribute("class") or "")
    assert key is not None
    choose(page, f".st-key-{key[1].replace('element', 'menu')}", "Modifier")
    fill(page, "Texte", WRITTEN)
    button(page, "Enregistrer")
    expect(page.get_by_text("aucune source ne l’appuie")).to_be_visible()
    name, content = download(page, "Word")
    lines = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert name == "reponse-1.docx"
    assert any(line.startswith(f"{WRITTEN} [sans source]") for line in lines)
    assert "Éléments de réponse" in lines

    choose(page, f".st-key-{key[1].replace('element', 'menu')}", "Retirer")
    button(page, "Valider la réponse")
    expect(page.get_by_text("la demande est répondue")).to_be_visible()

    button(page, "Nouvelle demande")
    fill(page, "Demande", SIMILAR)
    expect(page.get_by_text("réponse validée")).to_be_visible()
    button(page, "Enregistrer la demande")
    button(page, "Préparer la réponse")
    expect(page.get_by_text("Réponses déjà validées")).to_be_visible()

    button(page, "Chiffres")
    received = page.get_by_test_id("stMetric").filter(has_text="Demandes reçues")
    answered = page.get_by_test_id("stMetric").filter(has_text="Répondues")
    expect(received.get_by_test_id("stMetricValue")).to_have_text("2")
    expect(answered.get_by_test_id("stMetricValue")).to_have_text("1")
    name, content = download(page, "CSV")
    assert "Par canal;formulaire;1" in content.decode("utf-8-sig")


def test_a_refusal_leads_to_the_form_and_to_the_gaps(visit: OpenPage, site: str) -> None:
    page = visit(site)
    ask(page, REFUSED)
    button(page, "Envoyer par le formulaire")
    expect(page.get_by_role("textbox", name="Votre question")).to_have_value(re.compile("port de Brest"))
    figures = staff(visit, site, "/info-doc?vue=chiffres")
    gaps = figures.get_by_test_id("stMetric").filter(has_text="Sans réponse")
    expect(gaps.get_by_test_id("stMetricValue")).not_to_have_text("0")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("view", ["demandes", "nouvelle", "chiffres", "import", "donnees"])
def test_no_serious_violation_and_nothing_overflows(
    visit: OpenPage, site: str, view: str, size: tuple[int, int]
) -> None:
    page = staff(visit, site, f"/info-doc?vue={view}", size)
    serious = [
        (v["id"], v["nodes"][0]["html"][:200])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]


def test_nothing_personal_is_outside_the_register(site: str, folder: Path) -> None:
    """Run last: what the tests above planted is in the register, and nowhere else in the folder."""
    register = folder / "data" / "infodoc.sqlite3"
    with closing(sqlite3.connect(register)) as database:
        kept = "\n".join(database.iterdump())
        gaps = str(database.execute("select * from gap").fetchall())
        events = str(database.execute("select * from event").fetchall())
    assert NAME in kept
    assert [p for p in PLANTED if p in gaps or p in events] == []
    others = [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(register.name)]
    assert any(p.name == "application.log" for p in others)
    assert _holding(others) == []


def _holding(files: list[Path]) -> list[tuple[str, str]]:
    found = []
    for path in files:
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [(p, path.name) for p in PLANTED if p in text or json.dumps(p)[1:-1] in text]
    return found
