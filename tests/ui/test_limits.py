"""Limits of the public pages: what a noisy visitor is told, and that others are not held up."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from page_reading import said
from streamlit.testing.v1 import AppTest

from assistant.operations import Rates
from assistant.settings import load_settings
from assistant.staff import StaffPassword
from assistant.staff.password import FREE_TRIES
from assistant.ui.shell import sign_in, visitors
from assistant.ui.shell.visitors import network_of

APP = Path(__file__).parents[2] / "app.py"
QUESTION = "Qu’est-ce que le contrat de ville ?"
OPEN = "un mot de passe assez long"
Comes = Callable[[str], None]


@pytest.fixture
def comes_from(ui_settings: pytest.MonkeyPatch) -> Iterator[Comes]:
    """Says from which network the next runs of a page come; the counts begin at nothing, and time stands."""
    moment = sign_in._now()

    def clear() -> None:
        for count in (visitors._questions, visitors._questions_of_addresses, visitors._requests_of_addresses):
            count.clear()
        load_settings.cache_clear()

    def come(address: str) -> None:
        ui_settings.setattr(visitors, "visitor_address", lambda: address)
        ui_settings.setattr(sign_in, "visitor_address", lambda: address)

    ui_settings.setattr(visitors, "Rates", partial(Rates, clock=lambda: 0.0))
    ui_settings.setattr(sign_in, "_now", lambda: moment)
    clear()
    yield come
    clear()


def ask(app: AppTest) -> AppTest:
    return app.chat_input[0].set_value(QUESTION).run()


def test_a_session_that_asks_too_much_is_told_when_to_ask_again(
    assistant_page: AppTest, ui_settings: pytest.MonkeyPatch, comes_from: Comes
) -> None:
    ui_settings.setenv("ASSISTANT_QUESTIONS_PER_MINUTE", "2")
    app = assistant_page.run()
    ask(ask(app))
    assert said(app) == ""
    ask(app)
    assert "Relancez celle-ci dans 30 secondes" in said(app)
    [again] = [b for b in app.button if (b.key or "").startswith("retry-")]
    visitors._questions.clear()
    again.click().run()
    assert said(app) == ""


def test_a_noisy_network_does_not_shut_another_out(
    assistant_page: AppTest, ui_settings: pytest.MonkeyPatch, comes_from: Comes
) -> None:
    ui_settings.setenv("ASSISTANT_QUESTIONS_PER_MINUTE_BY_ADDRESS", "2")
    app = assistant_page.run()
    comes_from("203.0.113.7")
    ask(ask(ask(app)))
    assert "depuis votre poste ou votre réseau" in said(app)
    comes_from("203.0.113.8")
    other = ask(AppTest.from_file(str(APP), default_timeout=900).run())
    assert said(other) == ""


def test_the_public_form_takes_so_many_requests_of_a_network(
    ui_settings: pytest.MonkeyPatch, comes_from: Comes
) -> None:
    ui_settings.setenv("ASSISTANT_FORM_PER_HOUR_BY_ADDRESS", "1")
    comes_from("203.0.113.7")
    assert "enregistrée" in said(_sent(AppTest.from_function(_form, default_timeout=900)))
    assert "Réessayez dans 60 minutes" in said(_sent(AppTest.from_function(_form, default_timeout=900)))
    comes_from("203.0.113.8")
    assert "enregistrée" in said(_sent(AppTest.from_function(_form, default_timeout=900)))


def _form() -> None:
    from assistant.ui.infodoc import draw_form_page

    draw_form_page()


def _sent(app: AppTest) -> AppTest:
    app.run()
    app.text_area(key="form-text").set_value("Je cherche un document sur la médiation sociale.")
    app.text_input(key="form-contact").set_value("agent.a@exemple.fr")
    app.checkbox(key="form-consent").check()
    return app.button[0].click().run()


def test_a_network_that_guesses_passwords_makes_only_itself_wait(
    ui_settings: pytest.MonkeyPatch, comes_from: Comes
) -> None:
    StaffPassword(load_settings().data).change(OPEN, sign_in._now())
    comes_from("203.0.113.7")
    for _ in range(FREE_TRIES):
        guessed = _signed_in("faux mot de passe")
    assert "Recommencez dans 30 secondes" in said(guessed)
    assert "Trop d’essais" in said(_signed_in(OPEN))
    comes_from("203.0.113.8")
    assert said(_signed_in(OPEN)) == ""


def _staff() -> None:
    import streamlit as st

    from assistant.ui.shell import staff_only

    st.text(staff_only().name)


def _signed_in(password: str) -> AppTest:
    app = AppTest.from_function(_staff, default_timeout=900).run()
    app.text_input[0].set_value("agent A")
    app.text_input[1].set_value(password)
    return app.button[0].click().run()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("testclient", ""),
        (None, ""),
    ],
)
def test_network_of_an_address(address: str | None, network: str) -> None:
    assert network_of(address) == network
