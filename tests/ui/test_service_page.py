"""The État du service page: what works, what does not, and errors by their type alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest

from assistant.events import logs
from assistant.settings import load_settings
from assistant.staff import StaffPassword


def page() -> None:
    from assistant.ui.team import draw_service_page

    draw_service_page()


@pytest.fixture
def signed_in(open_page: OpenPage) -> AppTest:
    password = StaffPassword(load_settings().data).make_first(datetime.now(UTC))
    assert password is not None
    app = open_page(page)
    app.text_input[0].set_value("agent A")
    app.text_input[1].set_value(password)
    return app


def come_in(app: AppTest) -> str:
    next(b for b in app.button if b.label == "Se connecter").click().run()
    assert not app.exception
    return shown(app)


def test_the_page_is_closed_to_the_public(open_page: OpenPage) -> None:
    text = shown(open_page(page))
    assert "Espace équipe" in text
    assert "Recherche d’essai" not in text


def test_a_service_that_works_says_so(signed_in: AppTest, documents: int) -> None:
    text = come_in(signed_in)
    assert "Tout fonctionne." in text
    assert f"{documents} documents" in text
    assert "Recherche d’essai" in text
    assert "/_stcore/health" in text


def test_an_error_is_counted_and_told_by_its_type(signed_in: AppTest) -> None:
    logs.configure_logs(load_settings(), to_stderr=False)
    logs.emit_error("page_failed", ZeroDivisionError("la question de Madame Exemple"))
    text = come_in(signed_in)
    assert "ZeroDivisionError" in text
    assert "Exemple" not in text


def test_an_index_that_is_gone_is_told_and_the_page_stays(
    signed_in: AppTest, ui_settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ui_settings.setenv("ASSISTANT_INDEX", str(tmp_path / "none"))
    load_settings.cache_clear()
    text = come_in(signed_in) + said(signed_in)
    assert "En panne : Index." in text
    assert "python -m ingest build" in text
