"""The Programme d'actions page."""

import pytest
from page_reading import OpenPage, shown
from streamlit.testing.v1 import AppTest


def page() -> None:
    from assistant.ui.programme import draw_programme_page

    draw_programme_page()


def cards(app: AppTest) -> int:
    return shown(app).count("<article class='card'>")


def test_whole_programme_is_shown(open_page: OpenPage, actions: int) -> None:
    app = open_page(page)
    assert not app.exception
    assert cards(app) == actions


def test_by_theme_an_action_stands_under_each_of_its_themes(open_page: OpenPage, actions: int) -> None:
    app = open_page(page)
    app.session_state["presentation"] = "Par thème"
    app.run()
    assert cards(app) > actions
    assert "Promouvoir le vivre ensemble <span" in shown(app)


def test_search_narrows_the_list(open_page: OpenPage) -> None:
    app = open_page(page)
    app.text_input(key="q").set_value("mal-logement").run()
    assert 1 <= cards(app) < 5
    assert "mal-logement" in shown(app)


def test_format_and_public_narrow_the_list(open_page: OpenPage, actions: int) -> None:
    app = open_page(page)
    app.selectbox(key="format").set_value("atelier").run()
    ateliers = cards(app)
    assert 1 < ateliers < actions
    app.selectbox(key="public").set_value("jeunes").run()
    assert 1 <= cards(app) < ateliers


def test_nothing_found_is_said(open_page: OpenPage) -> None:
    app = open_page(page)
    app.text_input(key="q").set_value("xylophone").run()
    assert "Aucune action ne correspond" in app.info[0].value


def test_banner_when_the_programme_is_over(ui_settings: pytest.MonkeyPatch, open_page: OpenPage) -> None:
    ui_settings.setenv("ASSISTANT_TODAY", "2026-01-10")
    app = open_page(page)
    assert "Ce programme est terminé" in shown(app)
    assert "class='chip coming'" not in shown(app)
    app.button(key="travel-banner").click().run()
    assert "Ce programme est terminé" not in shown(app)
    assert "class='chip coming'" in shown(app)


def test_address_of_an_action_shows_it_beside_its_page(open_page: OpenPage) -> None:
    app = open_page(page, action="2015-rencontre-mal-logement")
    assert not app.exception
    assert len(app.get("image")) + len(app.get("imgs")) >= 1


def test_an_action_that_is_no_longer_there_is_said(open_page: OpenPage, actions: int) -> None:
    app = open_page(page, action="disparue")
    assert "n’est plus dans le programme" in app.toast[0].value
    assert cards(app) == actions
