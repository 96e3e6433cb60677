"""The Corpus page, and changed actions on the other pages."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from corpora import CORPUS
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest

from assistant.index import live_generation
from assistant.programme import ActionEdits
from assistant.settings import load_settings
from assistant.staff import StaffPassword
from assistant.types import Action

ACTION = "2015-rencontre-mal-logement"
PASSWORD = "une phrase assez longue"
NOW = datetime(2015, 2, 10, 9, 30, tzinfo=UTC)


def page() -> None:
    from assistant.ui.corpus import draw_corpus_page

    draw_corpus_page()


def programme() -> None:
    from assistant.ui.programme import draw_programme_page

    draw_programme_page()


@pytest.fixture
def corpus(ui_settings: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the real corpus, for the page to change."""
    shutil.copytree(CORPUS, tmp_path / "corpus")
    ui_settings.setenv("ASSISTANT_CORPUS", str(tmp_path / "corpus"))
    load_settings.cache_clear()
    return tmp_path / "corpus"


@pytest.fixture
def corpus_page(corpus: Path, open_page: OpenPage) -> AppTest:
    """The page, signed in."""
    StaffPassword(load_settings().data).change(PASSWORD, datetime.now(UTC))
    app = open_page(page)
    app.text_input[0].set_value("agent A")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert not app.exception
    return app


def view(app: AppTest, name: str) -> AppTest:
    app.session_state["vue"] = name
    return app.run()


def click(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def test_the_live_index_is_told_in_figures(corpus_page: AppTest, documents: int, corpus_index: Path) -> None:
    html = shown(corpus_page)
    assert f"<strong>{documents}</strong> documents" in html
    assert live_generation(corpus_index).name in html
    assert "L’index contient tout le corpus" in html


def test_what_a_build_would_change_is_told(corpus_page: AppTest, corpus: Path) -> None:
    (corpus / "documents" / "nouveau.md").write_text("# Nouveau\n\nUn texte ajouté à la main.\n")
    (corpus / "documents" / "fiche-illettrisme.docx").unlink()
    app = view(corpus_page, "Documents")
    assert "1 document à ajouter, 1 document à retirer" in shown(app)
    app.text_input(key="corpus_search").set_value("nouveau").run()
    assert shown(app).count("<h3 class='card-title'>") == 1
    assert [b.label for b in app.button].count("Retirer") == 1


def test_a_document_is_described_and_removed(corpus_page: AppTest, corpus: Path) -> None:
    app = view(corpus_page, "Documents")
    app.text_input(key="corpus_search").set_value("illettrisme").run()
    click(app, "Modifier la fiche")
    next(t for t in app.text_input if t.label == "Titre").set_value("L’illettrisme, autrement")
    click(app, "Enregistrer la fiche")
    assert "L’illettrisme, autrement" in (corpus / "catalogue.yaml").read_text(encoding="utf-8")
    assert "1 document à mettre à jour" in shown(app)
    click(app, "Retirer")
    click(app, "Retirer du corpus")
    assert "est retiré du corpus" in said(app)
    assert not (corpus / "documents" / "fiche-illettrisme.docx").exists()


def test_another_content_than_the_one_that_was_shown_is_not_removed(
    corpus_page: AppTest, corpus: Path
) -> None:
    file = corpus / "documents" / "fiche-mal-logement.md"
    app = view(corpus_page, "Documents")
    app.text_input(key="corpus_search").set_value("mal-logement.md").run()
    click(app, "Retirer")
    file.write_text("# Autre\n\nUn autre texte est venu sous ce nom.\n", encoding="utf-8")
    click(app, "Retirer du corpus")
    assert file.exists()
    assert any("a changé entre-temps : rien n’est retiré" in toast.value for toast in app.toast)


def test_the_builds_that_are_kept_are_listed(corpus_page: AppTest, documents: int) -> None:
    app = view(corpus_page, "Constructions")
    assert "demandée par une commande" in shown(app)
    assert "<span class='chip coming'>en service</span>" in shown(app)
    assert "Remettre en service" not in [b.label for b in app.button]


def test_a_folder_that_is_gone_is_one_sentence(corpus_page: AppTest, corpus: Path) -> None:
    shutil.rmtree(corpus)
    app = corpus_page.run()
    assert not app.exception
    assert "n’existe pas" in said(app)
    assert "documents" in shown(app)


def edit(action: Action | str = ACTION, after: int = 0, **values: object) -> None:
    ActionEdits(load_settings()).record(
        str(action),
        author="agent A",
        now=NOW,
        after=after,
        **values,  # type: ignore[arg-type]
    )


def test_an_action_is_changed_in_the_page(corpus_page: AppTest) -> None:
    app = view(corpus_page, "Actions")
    app.text_input(key="action_search").set_value("mal-logement").run()
    click(app, "Modifier")
    next(t for t in app.text_input if t.label == "Lieu").set_value("Salle exemple")
    next(d for d in app.date_input if d.label == "Premier jour").set_value(date(2015, 3, 12))
    click(app, "Enregistrer")
    [kept] = ActionEdits(load_settings()).newest()
    assert (kept.action, kept.author, kept.start, kept.end, kept.place) == (
        ACTION,
        "agent A",
        "2015-03-12",
        "2015-03-12",
        "Salle exemple",
    )
    assert "Mis à jour le" in shown(app)
    assert "12 mars 2015" in shown(app)


def test_a_wrong_link_is_said_in_the_form(corpus_page: AppTest) -> None:
    app = view(corpus_page, "Actions")
    app.text_input(key="action_search").set_value("mal-logement").run()
    click(app, "Modifier")
    next(t for t in app.text_input if t.label == "Lien d’inscription").set_value("javascript:alert(1)")
    click(app, "Enregistrer")
    assert "n’est pas une adresse http" in said(app)
    assert ActionEdits(load_settings()).newest() == ()


def test_a_cancelled_action_stands_apart_with_what_was_published(
    ui_settings: pytest.MonkeyPatch, open_page: OpenPage
) -> None:
    edit(status="annulée")
    html = shown(open_page(programme))
    assert "Annulées <span class='count'>1 action</span>" in html
    assert "<span class='chip cancelled'>annulée</span>" in html
    assert "Mis à jour le 10 février 2015 par agent A." in html
    assert "Au programme publié : 2015, envisagée." in html


def test_a_new_day_moves_an_action_and_gives_it_to_the_calendar(
    ui_settings: pytest.MonkeyPatch, open_page: OpenPage
) -> None:
    edit(status="confirmée", start=date(2015, 3, 12))
    app = open_page(programme)
    assert "À venir · mars 2015" in shown(app)
    assert len(app.get("download_button")) >= 1
    edit(after=1, status="annulée", start=date(2015, 3, 12))
    assert "À venir · mars 2015" not in shown(app.run())
