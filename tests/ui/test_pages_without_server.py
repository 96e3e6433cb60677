"""The pages when the Chroma server of an index is away: answers go on, and the team is told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest
from vector_servers import ChromaServer

from assistant.embedding import SentenceEncoder
from assistant.settings import Settings, load_settings
from assistant.staff import StaffPassword
from ingest.build import build

PASSWORD = "une phrase assez longue"
TEXTS = {
    "conseil.md": "# Le conseil citoyen\n\nLe conseil citoyen réunit des habitants du quartier.\n",
    "mediation.md": "# La médiation\n\nUn médiateur aide des personnes à renouer le dialogue.\n",
}


def ask_page() -> None:
    from assistant.ui.chat import draw_assistant_page

    draw_assistant_page()


def corpus_page() -> None:
    from assistant.ui.corpus import draw_corpus_page

    draw_corpus_page()


def service_page() -> None:
    from assistant.ui.team import draw_service_page

    draw_service_page()


@pytest.fixture
def away(
    ui_settings: pytest.MonkeyPatch, user_settings: Settings, encoder: SentenceEncoder, tmp_path: Path
) -> Iterator[None]:
    """An index of which a document was removed, its server stopped afterwards."""
    server = ChromaServer(tmp_path / "chroma")
    folders = {"index": tmp_path / "index", "corpus": tmp_path / "corpus"}
    settings = user_settings.model_copy(update={**folders, **server.settings})
    documents = settings.corpus / "documents"
    documents.mkdir(parents=True)
    for name, text in TEXTS.items():
        (documents / name).write_text(text, encoding="utf-8")
    server.start()
    try:
        build(settings.corpus, settings.index, settings, encoder=encoder)
        (documents / "mediation.md").unlink()
        build(settings.corpus, settings.index, settings, encoder=encoder)
    finally:
        server.stop()
    places = {f"ASSISTANT_{name.upper()}": str(folder) for name, folder in folders.items()}
    for name, value in {**server.variables, **places}.items():
        ui_settings.setenv(name, value)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def signed_in(open_page: OpenPage, page: Callable[[], None]) -> AppTest:
    StaffPassword(load_settings().data).change(PASSWORD, datetime.now(UTC))
    app = open_page(page)
    app.text_input[0].set_value("agent A")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("away")
def test_readers_notice_nothing_and_the_team_is_told(open_page: OpenPage) -> None:
    asked = open_page(ask_page)
    asked.chat_input[0].set_value("Qui réunit le conseil citoyen ?").run()
    assert not asked.exception
    assert "habitants du quartier" in shown(asked)
    assert "Chroma" not in shown(asked) + said(asked)

    service = signed_in(open_page, service_page)
    assert "Le serveur Chroma ne répond pas" in shown(service)
    assert "À surveiller" in shown(service)

    corpus = signed_in(open_page, corpus_page)
    corpus.session_state["vue"] = "Constructions"
    corpus.run()
    assert not corpus.exception
    assert "La médiation : Le serveur Chroma ne répond pas" in said(corpus)
