"""Signing in: staff pages are closed to everybody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest

from assistant.settings import Settings, load_settings
from assistant.staff import StaffPassword


def page() -> None:
    from assistant.ui.team import draw_team_page

    draw_team_page()


@pytest.fixture
def password(ui_settings: pytest.MonkeyPatch) -> str:
    made = StaffPassword(load_settings().data).make_first(datetime.now(UTC))
    assert made is not None
    return made


def sign_in(app: AppTest, name: str, password: str) -> AppTest:
    app.text_input[0].set_value(name)
    app.text_input[1].set_value(password)
    next(b for b in app.button if b.label == "Se connecter").click().run()
    assert not app.exception
    return app


def test_nobody_comes_in_without_the_password(open_page: OpenPage, password: str) -> None:
    app = sign_in(open_page(page), "agent A", "autre chose")
    assert "Ce mot de passe n’est pas le bon" in said(app)
    assert "Connecté" not in shown(app)


def test_password_opens_the_page_under_the_name_given(open_page: OpenPage, password: str) -> None:
    app = sign_in(open_page(page), " agent  A ", password)
    assert "Connecté : agent A" in shown(app)


def test_a_name_is_asked_for(open_page: OpenPage, password: str) -> None:
    app = sign_in(open_page(page), " ", password)
    assert "Donnez votre nom" in said(app)


def test_without_a_password_the_command_is_named(open_page: OpenPage) -> None:
    app = sign_in(open_page(page), "agent A", "peu importe")
    assert "python -m assistant password" in said(app)


def test_signing_out_closes_the_page(open_page: OpenPage, password: str) -> None:
    app = sign_in(open_page(page), "agent A", password)
    next(b for b in app.button if b.label == "Se déconnecter").click().run()
    assert "Connecté" not in shown(app)


def test_a_session_ends_and_says_so(open_page: OpenPage, password: str) -> None:
    app = sign_in(open_page(page), "agent A", password)
    session = app.session_state["staff"]
    longest = timedelta(minutes=Settings(_env_file=None).staff_session_minutes)
    app.session_state["staff"] = type(session)(session.name, session.since - longest, session.version)
    app.run()
    assert "Votre session a expiré" in said(app)
    assert "Connecté : agent A" in shown(sign_in(app, "agent A", password))


def test_a_session_begun_by_a_clock_that_was_ahead_ends_when_it_is_set_right(
    open_page: OpenPage, password: str
) -> None:
    app = sign_in(open_page(page), "agent A", password)
    session = app.session_state["staff"]
    ahead = session.since + timedelta(days=400)
    app.session_state["staff"] = type(session)(session.name, ahead, session.version)
    app.run()
    assert "Votre session a expiré" in said(app)


def test_a_new_password_ends_the_sessions_of_the_old_one(open_page: OpenPage, password: str) -> None:
    app = sign_in(open_page(page), "agent A", password)
    StaffPassword(load_settings().data).change("un tout autre mot de passe", datetime.now(UTC))
    app.run()
    assert "Connecté" not in shown(app)


@pytest.mark.parametrize("name", ["corpus.page.draw_corpus_page", "team.page.draw_team_page"])
def test_every_staff_page_is_closed_by_its_own_code(
    open_page: OpenPage, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFF_PAGE", name)

    def drawn() -> None:
        import importlib
        import os

        module, _, function = os.environ["STAFF_PAGE"].rpartition(".")
        getattr(importlib.import_module(f"assistant.ui.{module}"), function)()

    app = open_page(drawn)
    assert shown(app).count("<h1>") == 1
    assert "<h1>Espace équipe</h1>" in shown(app)
    assert [b.label for b in app.button] == ["Se connecter"]
