"""A search that its reader stops, and a server that goes away and comes back."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser_actions import OpenPage, ask, button, free_port, running_app, settled
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

QUESTION = "Qu’est-ce que le contrat de ville ?"
SLOW = "Qu’est-ce que, lentement, le contrat de ville ?"
_BUSY = """seconds => {
    const until = performance.now() + seconds * 1000;
    const work = () => { const end = performance.now() + 300; while (performance.now() < end); };
    const timer = setInterval(() => performance.now() < until ? work() : clearInterval(timer), 5);
}"""
"""A browser that has much else to do: messages of the server wait, then come together."""
AWAY = 300_000
"""Milliseconds within which a page notices that its server is gone, or back."""


@pytest.fixture(scope="module")
def slow_url(dated_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("slow")
    script = str(Path(__file__).with_name("slow_app.py"))
    with running_app(
        dated_index, folder, script=script, TEST_SEARCH_SECONDS="6", TEST_SUGGESTIONS_SECONDS="3"
    ) as url:
        yield url


def begin(page: Page, question: str) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Je cherche dans les documents")).to_be_visible()


def expect_stopped(page: Page) -> None:
    expect(page.get_by_text("Recherche interrompue")).to_be_visible()
    expect(page.get_by_text("Je cherche dans les documents")).not_to_be_visible()
    expect(page.locator('[class*="st-key-answer-"]')).to_have_count(0)


def test_the_stop_button_of_the_input_stops_waiting(visit: OpenPage, slow_url: str) -> None:
    page = visit(slow_url)
    begin(page, SLOW)
    page.get_by_role("button", name="Arrêter la recherche").click()
    expect_stopped(page)
    button(page, "Relancer")
    page.locator('[class*="st-key-answer-"]').wait_for()


def test_a_question_in_the_queue_is_stopped_and_never_looked_for(visit: OpenPage, slow_url: str) -> None:
    first, second = visit(slow_url), visit(slow_url)
    begin(first, SLOW)
    begin(second, QUESTION)
    second.get_by_role("button", name="Arrêter", exact=True).click()
    expect_stopped(second)
    first.locator('[class*="st-key-answer-"]').wait_for()
    ask(second, QUESTION)
    expect(second.get_by_text("Recherche interrompue")).to_be_visible()
    expect(second.locator('[class*="st-key-answer-"]')).to_have_count(1)


def test_a_lost_server_is_said_in_french_and_found_again(
    visit: OpenPage, dated_index: Path, tmp_path: Path
) -> None:
    port = free_port()
    with ExitStack() as first:
        page = visit(first.enter_context(running_app(dated_index, tmp_path, port=port)), "/documents")
        page.get_by_label("Rechercher").fill("contrat de ville")
        page.keyboard.press("Enter")
        settled(page)
        found = page.locator('[class*="st-key-entry-"]').count()
    lost = page.get_by_role("dialog")
    lost.wait_for(timeout=AWAY)
    expect(lost).to_contain_text("Connexion perdue")
    expect(lost).to_contain_text("La page se reconnectera d’elle-même")
    expect(page.get_by_text("Streamlit")).to_have_count(0)
    with running_app(dated_index, tmp_path, port=port):
        expect(lost).to_have_count(0, timeout=AWAY)
        settled(page)
        expect(page.locator('[class*="st-key-entry-"]')).to_have_count(found)
        page.get_by_role("link", name="Assistant").first.click()
        settled(page)
        ask(page, QUESTION)


def test_a_look_for_suggestions_that_comes_with_a_question_leaves_the_input_free(
    browser: Browser, slow_url: str
) -> None:
    """The page looks for suggestions by itself: that look may arrive just after the next question."""
    context = browser.new_context(locale="fr-FR")
    looks: list[bytes] = []
    late: list[bytes] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            data = message if isinstance(message, bytes) else message.encode()
            asked = BackMsg.FromString(data).rerun_script
            if asked.is_auto_rerun:
                looks.append(data)
            server.send(message)
            if (
                looks
                and not late
                and any(w.HasField("chat_input_value") for w in asked.widget_states.widgets)
            ):
                late.append(looks[-1])
                server.send(looks[-1])

        socket.on_message(from_page)

    context.route_web_socket("**/_stcore/stream", between)
    page = context.new_page()
    page.goto(slow_url)
    settled(page)
    ask(page, QUESTION)
    page.wait_for_timeout(1_000)
    page.evaluate(_BUSY, 10)
    page.get_by_test_id("stChatInputTextArea").fill("Quelle est la recette de la tarte, lentement ?")
    page.keyboard.press("Enter")
    page.locator('[class*="st-key-answer-"]').nth(1).wait_for(timeout=300_000)
    assert late
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_enabled()
    context.close()
