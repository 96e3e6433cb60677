"""Signing in with an identity provider: the list of addresses decides, and a session ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_actions import OpenPage, button, free_port, running_app, settled
from identity_provider import CLIENT, Provider, running_provider
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture(scope="module")
def site(provider: Provider, corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("provider")
    port = free_port()
    (folder / "secrets.toml").write_text(
        "[auth]\n"
        f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        'cookie_secret = "un secret de test, assez long pour signer"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
    )
    environment = {
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
        "ASSISTANT_STAFF_EMAILS": "Agent.A@exemple.fr, agent.b@exemple.fr",
    }
    with running_app(corpus_index, folder, port=port, **environment) as url:
        yield url


def _sign_in(page: Page, site: str) -> None:
    """Presses the button and waits until the provider has sent the browser back to the first page."""
    button(page, "Se connecter")
    page.wait_for_url(f"{site}/", timeout=300_000)
    settled(page)


def test_an_address_of_the_list_comes_in(visit: OpenPage, site: str, provider: Provider) -> None:
    provider.email, provider.age = "agent.a@exemple.fr", 0
    page = visit(site, "/equipe")
    expect(page.get_by_role("textbox", name="Mot de passe")).to_have_count(0)
    _sign_in(page, site)
    page.goto(f"{site}/equipe")
    settled(page)
    expect(page.get_by_text("Connecté : Agent A")).to_be_visible()
    page.goto(f"{site}/corpus")
    settled(page)
    expect(page.get_by_role("heading", level=1, name="Corpus")).to_be_visible()


def test_another_address_stays_out(visit: OpenPage, site: str, provider: Provider) -> None:
    provider.email, provider.age = "quelqu.un@exemple.fr", 0
    page = visit(site, "/equipe")
    _sign_in(page, site)
    page.goto(f"{site}/corpus")
    settled(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("« quelqu.un@exemple.fr » n’a pas accès")
    expect(page.get_by_role("heading", level=1, name="Corpus")).to_have_count(0)


def test_a_sign_in_of_yesterday_has_ended(visit: OpenPage, site: str, provider: Provider) -> None:
    provider.email, provider.age = "agent.b@exemple.fr", 86_400
    page = visit(site, "/equipe")
    _sign_in(page, site)
    page.goto(f"{site}/equipe")
    settled(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("session a expiré")
