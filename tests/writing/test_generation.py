"""Written answers over loopback HTTP with a model that means well: shown, cited, repaired, counted."""

import logging
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from llm_checks import check
from llm_server import Asked, LlmServer, Status, serving

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.errors import SettingsError
from assistant.index import Index
from assistant.reading import Answering
from assistant.settings import Settings
from assistant.types import Turn
from assistant.writing import Written, load_language_model
from assistant.writing.writer import FALLBACK
from evals.claims.rewording import altered, honest

QUESTION = "Qu’est-ce qu’un conseil citoyen ?"


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def writing(
    corpus_index: Path, user_settings: Settings, encoder: SentenceEncoder, server: LlmServer
) -> Iterator[Assistant]:
    update = {"llm_model": "joué", "llm_base_url": server.url, "llm_price_in": 1.0, "llm_price_out": 2.0}
    with closing(Index.open(corpus_index)) as index:
        yield Assistant(index, encoder, user_settings.model_copy(update=update))


def quoting(asked: Asked) -> str:
    """The first sentences of two passages, word for word."""
    first, second = asked.passages[1][0], asked.passages[2][0]
    return f"{first.rstrip('.')} [1]. {second.rstrip('.')} [2]."


def test_sentences_come_one_by_one_then_the_whole(writing: Assistant, server: LlmServer) -> None:
    server.behaviour = quoting
    *written, last = writing.stream(QUESTION)
    assert isinstance(last, Answering)
    assert [w.sentence for w in written if isinstance(w, Written)] == list(last.answer.sentences)
    assert last.answer.mode == "llm"
    assert last.answer.model == "joué"
    assert last.answer.sentences[0].verdict == "verbatim"
    check(last.answer, last)


def test_citations_are_exact_quotes_of_their_page(writing: Assistant, server: LlmServer) -> None:
    server.behaviour = quoting
    answer = writing.ask(QUESTION)
    for citation in answer.citations:
        assert citation.quote in " ".join(writing.index.page_text(citation.document, citation.page).split())


def test_a_failing_sentence_is_repaired_once(writing: Assistant, server: LlmServer) -> None:
    def behaviour(asked: Asked) -> str:
        true = asked.passages[1][0].rstrip(".")
        return f"{true} [1]." if asked.repairing else f"{true} depuis 1912 [1]."

    server.behaviour = behaviour
    before = len(server.asked)
    seen = writing.examine(QUESTION)
    assert "1912" in server.asked[-1].user
    assert len(server.asked) - before == 2
    assert seen.answer.mode == "llm"
    assert [d.text for d in seen.dropped if "1912" in d.text]
    assert "1912" not in str(seen.answer.to_dict())


def test_nothing_left_gives_the_extracts_and_a_notice(writing: Assistant, server: LlmServer) -> None:
    server.behaviour = lambda asked: "Il y a 98765 conseils à Quimper [1]."
    answer = writing.ask(QUESTION)
    assert answer.mode == "extractive"
    assert answer.notice == FALLBACK
    assert answer.sentences


def test_a_refusal_comes_before_the_model(writing: Assistant, server: LlmServer) -> None:
    before = len(server.asked)
    assert writing.ask("Quelle est la capitale de la Mongolie ?").refused
    assert len(server.asked) == before


def test_one_more_try_after_an_error(writing: Assistant, server: LlmServer) -> None:
    tries: list[int] = []

    def behaviour(asked: Asked) -> str | Status:
        tries.append(1)
        return Status(429) if len(tries) == 1 else quoting(asked)

    server.behaviour = behaviour
    assert writing.ask(QUESTION).mode == "llm"


def test_usage_is_counted_and_logged_without_the_question(
    writing: Assistant, server: LlmServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.behaviour = quoting
    with caplog.at_level(logging.INFO, logger="assistant"):
        usage = writing.examine(QUESTION).usage
    assert (usage.calls, usage.tokens_in, usage.tokens_out) == (1, 100, 20)
    assert usage.cost == pytest.approx(140 / 1e6)
    assert "tokens_in=100" in caplog.text
    assert "conseil" not in caplog.text


def test_a_follow_up_is_rewritten_within_what_was_said(writing: Assistant, server: LlmServer) -> None:
    history = [
        Turn("user", "Qu’est-ce qu’un conseil citoyen ?"),
        Turn("assistant", "Une instance d’habitants."),
    ]
    server.behaviour = lambda asked: "Qui compose le conseil citoyen ?" if asked.rewriting else quoting(asked)
    answer = writing.ask("Et qui le compose ?", history=history)
    assert answer.standalone_question == "Qui compose le conseil citoyen ?"
    server.behaviour = lambda asked: "Qui est Jean Malandrin ?" if asked.rewriting else quoting(asked)
    assert "Malandrin" not in writing.ask("Et qui le compose ?", history=history).standalone_question


def test_a_rewriting_that_forgets_the_subject_is_not_taken(writing: Assistant, server: LlmServer) -> None:
    history = [Turn("user", QUESTION), Turn("assistant", "Une instance d’habitants.")]
    server.behaviour = lambda asked: "Qui le compose ?" if asked.rewriting else quoting(asked)
    assert "conseil citoyen" in writing.ask("Et qui le compose ?", history=history).standalone_question


@pytest.mark.parametrize("question", ["à quelle page ?", "Autre chose : comment devenir adulte-relais ?"])
def test_only_what_takes_from_the_conversation_is_rewritten(
    writing: Assistant, server: LlmServer, question: str
) -> None:
    history = [Turn("user", QUESTION), Turn("assistant", "Une instance d’habitants.")]
    server.behaviour = quoting
    before = len(server.asked)
    writing.ask(question, history=history)
    assert not any(asked.rewriting for asked in server.asked[before:])


def test_a_new_subject_is_not_sent_with_the_old_one(writing: Assistant, server: LlmServer) -> None:
    history = [Turn("user", QUESTION), Turn("assistant", "Une instance d’habitants.")]
    server.behaviour = quoting
    before = len(server.asked)
    writing.ask("À qui s’adresse le programme de réussite éducative ?", history=history)
    assert not any(asked.rewriting for asked in server.asked[before:])


def test_honest_rewordings_pass_and_alterations_do_not(writing: Assistant, server: LlmServer) -> None:
    true: list[str] = []
    false: list[str] = []

    def behaviour(asked: Asked) -> str:
        rng = random.Random(7)
        lines: list[str] = []
        for number, sentences in asked.passages.items():
            text = next((s for s in sentences if len(s.split()) > 7 and s.endswith(".")), "")
            if asked.repairing or not text:
                continue
            true.append(honest(text, writing.glossary, rng))
            changed = altered(text, [asked.user], rng)
            false.extend(changed.values())
            lines += [f"{t.rstrip('.')} [{number}]." for t in (true[-1], *changed.values())]
        return "\n".join(lines)

    server.behaviour = behaviour
    shown: list[str] = []
    for question in (QUESTION, "À qui s’adresse le programme de réussite éducative ?"):
        shown += [s.text for s in writing.ask(question).sentences]
    passed = sum(t.rstrip(".") in {s.rstrip(".") for s in shown} for t in true)
    assert passed / len(true) >= 0.8
    wrong = sum(t.rstrip(".") in {s.rstrip(".") for s in shown} for t in false)
    assert wrong / len(false) <= 0.1


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ({"llm_base_url": "http://127.0.0.1:9/v1"}, "ASSISTANT_LLM_MODEL"),
        ({"llm_model": "mistral:mistral-small-latest"}, "assistant-ville[mistral]"),
    ],
)
def test_settings_that_do_not_fit_say_what_to_do(
    user_settings: Settings, update: dict[str, str], words: str
) -> None:
    with pytest.raises(SettingsError, match=words.replace("[", r"\[")):
        load_language_model(user_settings.model_copy(update=update))


def test_no_model_configured_is_extractive(user_settings: Settings) -> None:
    assert load_language_model(user_settings.model_copy(update={"llm_model": ""})) is None
