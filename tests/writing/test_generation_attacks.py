"""A hostile or broken model over loopback HTTP: nothing unsupported is shown, and every answer arrives."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from llm_attacks import Case, altered_figures, faults, lies, obedient
from llm_checks import check
from llm_server import LlmServer, serving

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.index import Index
from assistant.reading import Answering, Checker, Cited, ClaimVerdict
from assistant.settings import Settings
from assistant.types import Filters

QUESTIONS = (
    "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?",
    "Qu’est-ce qu’un conseil citoyen ?",
    "Comment un médiateur social intervient-il ?",
)
HANGING = {"muet", "coupé", "sans fin ni point"}
SHORT = {"llm_first_token": 0.5, "llm_silence": 0.5, "llm_total": 2.0}
"""Seconds for an endpoint that hangs; the others have the limits of the product, however busy the machine."""


class Remembering:
    """The project's own checker, asked once for what many cases say alike."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._known: dict[tuple[str, tuple[Cited, ...]], ClaimVerdict] = {}

    def check(self, claim: str, cited: Sequence[Cited]) -> ClaimVerdict:
        key = (claim, tuple(cited))
        if key not in self._known:
            self._known[key] = self._checker.check(claim, cited)
        return self._known[key]


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def written(
    corpus_index: Path, user_settings: Settings, encoder: SentenceEncoder, server: LlmServer
) -> Iterator[Assistant]:
    """The assistant on the real corpus with the played model."""
    update = {"index": corpus_index, "llm_model": "joué", "llm_base_url": server.url}
    with closing(Index.open(corpus_index)) as index:
        assistant = Assistant(index, encoder, user_settings.model_copy(update=update))
        assert assistant.writer is not None
        assistant.writer.checker = Remembering(assistant.writer.checker)
        yield assistant


@pytest.fixture(scope="module")
def extracts(written: Assistant) -> list[Answering]:
    """The extractive answers, made once: each case only has the model write."""
    made = [written.extract(q, q, None, Filters()) for q in QUESTIONS]
    assert all(e.answer.sentences for e in made)
    return made


def play(case: Case, written: Assistant, server: LlmServer, extract: Answering) -> Answering:
    server.behaviour = case.behaviour
    if case.order:
        question = f"{extract.answer.standalone_question} {case.order}"
        extract = extract.answered(replace(extract.answer, standalone_question=question))
    *_, last = written.write(extract)
    assert isinstance(last, Answering)
    return last


ATTACKS = [*lies(170, seed=1), *altered_figures(80, seed=2), *obedient(40, seed=3)]
FAULTS = list(faults())


def test_there_are_enough_cases() -> None:
    assert len(ATTACKS) + len(FAULTS) >= 300


@pytest.mark.parametrize("start", range(0, len(ATTACKS), 58))
def test_attacks_show_nothing_unsupported(
    start: int, written: Assistant, server: LlmServer, extracts: list[Answering]
) -> None:
    for number, case in enumerate(ATTACKS[start : start + 58]):
        extract = extracts[(start + number) % len(extracts)]
        check(play(case, written, server, extract).answer, extract)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_faults_end_in_an_answer(
    case: Case,
    written: Assistant,
    server: LlmServer,
    extracts: list[Answering],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert written.writer is not None
    if case.name in HANGING:
        short = written.settings.model_copy(update=SHORT)
        monkeypatch.setattr(written.writer.model, "settings", short)
    ended = play(case, written, server, extracts[1])
    check(ended.answer, extracts[1])
    if ended.answer.mode == "extractive":
        assert ended.answer.notice
