"""The Info-doc page: two people on one request, a register that cannot be written, drafts, figures."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest

from assistant.infodoc import NewRequest, PastReplies, Register, Request, as_new_request, draft_from_json
from assistant.settings import load_settings
from assistant.storage import open_database
from assistant.ui.shell import Member

NOW = datetime(2015, 2, 15, 10, tzinfo=UTC)
TEXT = "Bonjour,\nCombien de collèges comporte un conseil citoyen ?\nMerci"


def page() -> None:
    from assistant.ui.infodoc import draw_infodoc_page

    draw_infodoc_page()


def form() -> None:
    from assistant.ui.infodoc import draw_form_page

    draw_form_page()


@pytest.fixture
def register(ui_settings: pytest.MonkeyPatch) -> Register:
    ui_settings.setattr("assistant.ui.infodoc.page.staff_only", lambda: Member("agent A"))
    return Register(open_database(load_settings()))


def add(register: Register, **values: object) -> Request:
    new = NewRequest(**{"received": date(2015, 2, 1), "channel": "mail", "text": TEXT, **values})
    return register.add(new, who="agent B", now=NOW)


def click(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def test_the_list_shows_requests_and_filters_them(open_page: OpenPage, register: Register) -> None:
    add(register, requester="Zoé Planté")
    add(register, text="Quels ateliers ?", status="répondue", answered=date(2015, 2, 3))
    app = open_page(page)
    assert "2 demandes" in shown(app)
    app.selectbox(key="infodoc-status").set_value("répondue").run()
    assert [b.label for b in app.button if "n°" in b.label] == ["n° 2 – Quels ateliers \\?"]


def test_a_new_request_is_written_and_a_likely_duplicate_told(
    open_page: OpenPage, register: Register
) -> None:
    add(register)
    app = open_page(page, vue="nouvelle")
    app.text_area(key="new-text").set_value(TEXT).run()
    assert "ressemble beaucoup à une demande récente (n° 1)" in said(app)
    click(app, "Enregistrer la demande")
    assert register.get(2).text == TEXT
    assert register.get(2).owner == "agent A"


def test_what_was_typed_stays_when_the_register_refuses_it(open_page: OpenPage, register: Register) -> None:
    app = open_page(page, vue="nouvelle")
    app.text_area(key="new-text").set_value("…")
    app.text_input(key="new-requester").set_value("Zoé Planté")
    click(app, "Enregistrer la demande")
    assert "texte de la demande est vide" in said(app)
    assert app.text_input(key="new-requester").value == "Zoé Planté"


def changed_by_another(app: AppTest, register: Register) -> AppTest:
    app.text_input(key="change-1-territory").set_value("sud").run()
    request = register.get(1)
    register.change(request, replace(as_new_request(request), owner="agent B"), who="agent B", now=NOW)
    return click(app, "Enregistrer")


def test_the_second_person_is_told_and_loses_nothing(open_page: OpenPage, register: Register) -> None:
    add(register)
    app = changed_by_another(open_page(page, vue="modifier", demande="1"), register)
    assert "agent B a modifié la demande n° 1" in said(app)
    assert app.text_input(key="change-1-territory").value == "sud"
    assert register.get(1).territory == ""
    click(app, "Garder ma saisie")
    assert register.get(1).territory == "sud"


def test_the_second_person_can_take_what_is_there(open_page: OpenPage, register: Register) -> None:
    add(register)
    app = changed_by_another(open_page(page, vue="modifier", demande="1"), register)
    click(app, "Reprendre ce qui est enregistré")
    assert app.text_input(key="change-1-territory").value == ""
    assert app.text_input(key="change-1-owner").value == "agent B"


def test_a_draft_that_cannot_be_saved_stays_on_the_page(
    open_page: OpenPage, register: Register, ui_settings: pytest.MonkeyPatch
) -> None:
    add(register)
    app = open_page(page, vue="reponse", demande="1")
    assert "deux collèges" in shown(app)
    with register.database.writing() as connection:
        connection.exec_driver_sql("create trigger full before update on draft begin "
                                   "select raise(abort, 'database or disk is full'); end")  # fmt: skip
    next(b for b in app.button if b.key == "add-réponse").click().run()
    editing = next(t for t in app.text_area if t.key.startswith("edit-"))
    editing.set_value("Une phrase à moi.").run()
    click(app, "Enregistrer")
    assert "plus de place sur le disque" in said(app)
    assert "Une phrase à moi." in shown(app)
    with register.database.writing() as connection:
        connection.exec_driver_sql("drop trigger full")
    click(app, "Réessayer d’enregistrer")
    kept = PastReplies(register.database).draft(1)
    assert kept is not None
    assert "Une phrase à moi." in kept.content
    assert "aucune source ne l’appuie" in shown(app)


def test_a_remark_stands_under_its_question_until_that_is_taken_out(
    open_page: OpenPage, register: Register
) -> None:
    add(register, text="La loi SRU impose-t-elle 30 % de logements sociaux ?")
    app = open_page(page, vue="reponse", demande="1")
    assert "30 %" in next(e.body for e in app.html if "class='remark'" in e.body)
    assert "1 réponse est à relire" in said(app)
    assert not any("remark" in block.value for block in app.code)
    draft = PastReplies(register.database).draft(1)
    assert draft is not None
    (remarked,) = draft_from_json(draft.content).remarked()
    next(m for m in app.get("menu_button") if m.key == f"menu-{remarked.id}").click("Retirer").run()
    assert "à relire" not in said(app)


def test_figures_of_an_empty_register(open_page: OpenPage, register: Register) -> None:
    assert "Le registre est vide" in said(open_page(page, vue="chiffres"))


def test_figures_show_every_count(open_page: OpenPage, register: Register) -> None:
    add(register, status="répondue", answered=date(2015, 2, 3), minutes=30)
    app = open_page(page, vue="chiffres")
    assert [m.value for m in app.metric] == ["1", "1", "2 j", "30 min", "0"]


def test_due_requests_are_only_anonymised_with_a_visa(open_page: OpenPage, register: Register) -> None:
    day = date(2011, 1, 5)
    add(register, received=day, status="répondue", answered=day, requester="Zoé Planté")
    app = open_page(page, vue="donnees")
    assert "1 demande close depuis plus de 36 mois" in shown(app)
    assert next(b for b in app.button if b.label == "Anonymiser").disabled
    app.text_input(key="erase-visa").set_value("AD-1").run()
    app.checkbox(key="erase-sure").check().run()
    click(app, "Anonymiser")
    assert register.get(1).requester == ""
    assert "visa AD-1" in shown(app)


def test_the_form_keeps_the_text_without_consent_and_counts_three(
    open_page: OpenPage, register: Register
) -> None:
    app = open_page(form)
    app.text_area(key="form-text").set_value(TEXT)
    app.text_input(key="form-contact").set_value("z@exemple.fr")
    click(app, "Envoyer la demande")
    assert "Cochez la case" in said(app)
    assert app.text_area(key="form-text").value == TEXT
    app.checkbox(key="form-consent").check()
    click(app, "Envoyer la demande")
    assert "sous le numéro 1" in said(app)
