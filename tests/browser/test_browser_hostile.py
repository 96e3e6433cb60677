"""Documents that try to be more than text, and an index that changes under an open page."""

import html
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_actions import OpenPage, ask, button, running_app, settled
from playwright.sync_api import Dialog, Page, expect

from assistant.embedding import SentenceEncoder
from assistant.settings import Settings
from ingest.build import build

OUTSIDE = "http://outside.invalid"
TITLE = f"Le :red[barème] <img src={OUTSIDE}/a.png> [lien]({OUTSIDE}) $x^2$ :smile: -> **fin**"
HOSTILE = f"""<html lang="fr"><head><title>{html.escape(TITLE)}</title></head><body>
<h1>{html.escape(TITLE)}</h1>
<h2>Le montant {html.escape(f"![image]({OUTSIDE}/b.png) <script>alert(1)</script>")}</h2>
<p>Le barème municipal prévoit une aide de douze euros
{html.escape(f'<img src="{OUTSIDE}/c.png" onerror="alert(2)">')} par famille et par an, décidée en
:material/home: commission :blue-background[plénière].</p></body></html>
"""
PLAIN = "# La ludothèque\n\nLa ludothèque du quartier ouvre le mercredi de quatorze à dix-huit heures.\n"
ADDED = "# La piscine\n\nLa piscine du quartier est fermée le lundi pour son nettoyage hebdomadaire.\n"
QUESTION = "Quelle aide prévoit le barème municipal ?"
# Everything that text could have become in the page: an image, a link out, a colour, a formula, an icon.
BECOME = (
    f"img[src*='{OUTSIDE}'], a[href*='{OUTSIDE}'], .katex, .stMarkdownColoredText, [class*='ColoredText']"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "bareme <b>.html").write_text(HOSTILE, encoding="utf-8")
    (folder / "ludotheque.md").write_text(PLAIN, encoding="utf-8")
    return folder


@pytest.fixture
def index(corpus: Path, tmp_path: Path, user_settings: Settings, encoder: SentenceEncoder) -> Path:
    build(corpus, tmp_path / "index", user_settings, encoder=encoder)
    return tmp_path / "index"


@pytest.fixture
def url(index: Path, tmp_path: Path) -> Iterator[str]:
    with running_app(index, tmp_path) as served:
        yield served


def refuse_dialogs(page: Page) -> list[str]:
    """The alerts that scripts open; none may."""
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return opened


def test_markup_of_documents_and_questions_is_shown_as_text(visit: OpenPage, url: str) -> None:
    page = visit(url)
    alerts = refuse_dialogs(page)
    ask(page, f"{QUESTION} <img src={OUTSIDE}/q.png onerror=alert(3)> ![q]({OUTSIDE}/q2.png)")
    ask(page, QUESTION)
    expect(page.locator(".question").first).to_contain_text(f"<img src={OUTSIDE}/q.png")
    expect(page.locator(BECOME)).to_have_count(0)
    page.locator('[class*="st-key-source-"] button, [class*="st-key-document-"] button').last.click()
    settled(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(BECOME)).to_have_count(0)
    assert alerts == []


def test_hostile_title_is_shown_as_written_in_the_catalogue(visit: OpenPage, url: str) -> None:
    page = visit(url, "/documents")
    alerts = refuse_dialogs(page)
    title = page.locator('[class*="st-key-open-"]', has_text="barème").inner_text()
    shown = title.replace("\u2060", "").replace("\u00a0", " ")
    assert shown == TITLE
    page.get_by_role("button", name="barème").first.click()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator(BECOME)).to_have_count(0)
    assert alerts == []


def test_an_open_page_follows_a_rebuilt_index(
    visit: OpenPage, url: str, corpus: Path, index: Path, user_settings: Settings, encoder: SentenceEncoder
) -> None:
    page = visit(url)
    ask(page, "Quand ouvre la ludothèque du quartier ?")
    source = page.locator('[class*="st-key-source-"] button').first
    expect(source).to_contain_text("La ludothèque")
    (corpus / "ludotheque.md").unlink()
    (corpus / "piscine.md").write_text(ADDED, encoding="utf-8")
    build(corpus, index, user_settings, encoder=encoder)
    source.click()
    settled(page)
    expect(page.get_by_role("dialog")).to_contain_text("n’est plus dans le corpus")
    page.keyboard.press("Escape")
    button(page, "Nouvelle conversation")
    ask(page, "Quel jour la piscine du quartier est-elle fermée ?")
    expect(page.locator('[class*="st-key-source-"] button').first).to_contain_text("La piscine")


def test_an_original_that_vanished_leaves_its_text(
    visit: OpenPage, dated_index: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(dated_index, copy)
    with running_app(copy, tmp_path) as url:
        page = visit(url, "/documents?document=fiche-contrat-de-ville")
        button(page, "Lire")
        expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
        shutil.rmtree(copy / "files")
        page.get_by_role("button", name="Télécharger l’original").click()
        expect(page.get_by_role("dialog")).to_contain_text("Ce fichier n’est plus disponible")
        button(page, "Suivante")
        expect(page.get_by_role("dialog")).to_contain_text("Partie 2 sur")
        expect(page.get_by_role("dialog")).to_contain_text("L’original de ce document n’est plus disponible")
        shutil.rmtree(copy)
        button(page, "Suivante")
        expect(page.get_by_test_id("stAlert").first).to_contain_text("python -m ingest build")
        shutil.copytree(dated_index, copy, dirs_exist_ok=True)
        page.reload()
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Le contrat de ville")


def test_without_an_index_the_page_names_the_remedy(visit: OpenPage, tmp_path: Path) -> None:
    with running_app(tmp_path / "nulle-part", tmp_path) as url:
        page = visit(url)
        expect(page.get_by_test_id("stAlert")).to_contain_text("python -m ingest build")
        expect(page.get_by_text("Traceback")).to_have_count(0)
