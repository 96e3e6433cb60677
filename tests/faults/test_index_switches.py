"""Readers ask while one index after another is made live: no error, and no answer out of two of them.

All the texts of a generation carry its number: what an answer says, cites, points to and shows of a page must
carry one number. Only two generations are kept, so that those in use are removed under their readers.

``--faults 1000`` is the long form: 20 switches, 8 readers.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from fault_measures import Measures

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder, unpack_model
from assistant.errors import IndexNotFoundError
from assistant.index import Index, open_for_readers
from assistant.programme import Programme
from assistant.settings import Settings, load_settings
from assistant.types import Answer
from assistant.ui.shell import shared
from ingest.build import build
from ingest.publish import generations

ROOT = Path(__file__).parents[2]
TABLE = ("switches", "Changements d’index sous les lecteurs")
LONG = 100
TODAY = date(2015, 2, 15)
QUESTIONS = (
    "Que fait un médiateur ?",
    "Quelles rencontres sont prévues ?",
    "Qui réunit le conseil citoyen ?",
)
NUMBER = re.compile(r"numéro (\d{3})")
MEDIATION = """# La médiation sociale, numéro {n}

Un médiateur aide des personnes en désaccord à renouer le dialogue, dit le texte numéro {n}.
Le médiateur reste neutre et garde le secret, dit le texte numéro {n}.
"""
COUNCIL = """# Le conseil citoyen, numéro {n}

Le conseil citoyen réunit des habitants et des acteurs du quartier, dit le texte numéro {n}.
"""
PROGRAMME = """# Programme d’actions 2015, numéro {n}

Rencontre des médiateurs numéro {n}
"""
ACTIONS = """
programme:
  document: programme
  title: Programme d’actions 2015, numéro {n}
  year: 2015
  start: 2015-01-01
  end: 2015-12-31
  published: 2015-01-31
actions:
  - id: rencontre
    title: Rencontre des médiateurs numéro {n}
    format: rencontre
    axis: Axe
    themes: [Thème]
    occurrences: [{{page: 1, theme: Thème, quote: Rencontre des médiateurs numéro {n}}}]
"""
# Asks as the page does, in a process of its own, until its input ends; one line of JSON an answer.
READER = """
import json, sys, threading
from test_index_switches import QUESTIONS, said, own_reader
ask = own_reader()
done = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
turn = 0
while not done.is_set():
    assistant, answer = ask(QUESTIONS[turn % len(QUESTIONS)])
    print(json.dumps(said(assistant, answer)), flush=True)
    turn += 1
"""


@dataclass
class Heard:
    """What a reader was told: the numbers in each answer, and what went wrong."""

    answers: list[list[str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


Ask = Callable[[str], tuple[Assistant, Answer]]


def said(assistant: Assistant, answer: Answer) -> list[str]:
    """The numbers in all that an answer shows, the pages of its citations included."""
    texts = [s.text for s in answer.sentences]
    texts += [a.title for a in answer.actions] + [d.title for d in answer.documents]
    for c in answer.citations:
        page = assistant.index.page_text(c.document, c.page)
        assert c.quote in " ".join(page.split())
        texts += [c.title, c.quote, c.passage, page]
    return sorted({n for text in texts for n in NUMBER.findall(text)})


def own_reader() -> Ask:
    """Asks the live index of the settings, opened again whenever the pointer has changed."""
    settings = load_settings()
    opened: list[Assistant] = [Assistant.serve(settings)]

    def ask(question: str) -> tuple[Assistant, Answer]:
        assistant = opened[0]
        answer = assistant.ask(question, today=TODAY)
        encoder = assistant.retriever.encoder
        opened[0] = Assistant(open_for_readers(settings.index, lambda: encoder), encoder, settings)
        assistant.index.close()
        return assistant, answer

    return ask


def page_reader(question: str) -> tuple[Assistant, Answer]:
    """Asks as the pages do, with the objects that their sessions share."""
    assistant = shared.live_assistant()
    programmes: tuple[Programme, ...] = shared.live_programmes()
    assert len({n for p in programmes for a in p.actions for n in NUMBER.findall(a.title)}) == 1
    assert shared.live_index().pages
    return assistant, shared.answer_queue().ask(assistant, question, today=TODAY)


def listen(ask: Ask, heard: Heard, done: threading.Event) -> None:
    turn = 0
    while not done.is_set():
        try:
            assistant, answer = ask(QUESTIONS[turn % len(QUESTIONS)])
            heard.answers.append(said(assistant, answer))
        except Exception as error:  # noqa: BLE001 - whatever a reader meets is what is looked for
            heard.errors.append(repr(error))
        turn += 1


def say(corpus: Path, number: int) -> None:
    """Writes a corpus whose every text carries a number."""
    (corpus / "documents").mkdir(parents=True, exist_ok=True)
    (corpus / "actions").mkdir(exist_ok=True)
    texts = {
        "documents/mediation.md": MEDIATION,
        "documents/conseil.md": COUNCIL,
        "documents/programme.md": PROGRAMME,
        "actions/2015.yaml": ACTIONS,
    }
    for name, text in texts.items():
        (corpus / name).write_text(text.format(n=f"{number:03d}"), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path, user_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings of an index that keeps two generations, which the pages and the processes read as well."""
    cache = tmp_path / "cache"
    cache.mkdir()
    model = unpack_model(user_settings.cache)
    (cache / model.name).symlink_to(model)
    folders = {"index": tmp_path / "index", "corpus": tmp_path / "corpus", "data": tmp_path / "data"}
    for name, value in {
        **folders,
        "cache": cache,
        "generations_kept": 2,
        "embedding_model": "embedded",
    }.items():
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(value))
    load_settings.cache_clear()
    yield load_settings()
    load_settings.cache_clear()


def test_no_answer_mixes_two_generations_and_no_reader_fails(
    place: Settings, encoder: SentenceEncoder, pytestconfig: pytest.Config, measures: Measures
) -> None:
    long = pytestconfig.getoption("--faults") >= LONG
    switches, threads, processes = (20, 4, 4) if long else (3, 2, 1)
    say(place.corpus, 0)
    build(place.corpus, place.index, place, encoder=encoder)
    done, heard = threading.Event(), [Heard() for _ in range(threads)]
    own = Assistant(open_for_readers(place.index, lambda: encoder), encoder, place)
    assert not own.ask(QUESTIONS[0], today=TODAY).refused
    readers = [
        threading.Thread(target=listen, args=(page_reader if n % 2 else own_reader(), heard[n], done))
        for n in range(threads)
    ]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", READER],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    first = [child.stdout.readline() for child in children if child.stdout]
    for reader in readers:
        reader.start()
    seen: list[set[str]] = []
    for number in range(1, switches + 1):
        say(place.corpus, number)
        build(place.corpus, place.index, place, encoder=encoder)
        seen.append(set(generations(place.index)))
        time.sleep(0.5)
    done.set()
    for reader in readers:
        reader.join(timeout=900)
    told = [json.loads(line) for line in first]
    for child in children:
        out, err = child.communicate("", timeout=900)
        assert child.returncode == 0, err
        told += [json.loads(line) for line in out.splitlines()]
    told += [numbers for one in heard for numbers in one.answers]
    errors = [error for one in heard for error in one.errors]
    mixed = [numbers for numbers in told if len(numbers) > 1]
    # What was opened before the first switch still answers, though its folder is long gone.
    assert not own.index.folder.exists()
    assert said(own, own.ask(QUESTIONS[0], today=TODAY)) == ["000"]
    assert not own.index.folder.exists()
    assert own.index.nearest_sentences(encoder.encode(["médiateur"], kind="query")[0], 1).size == 1
    measures.row("bascules d’index sous les lecteurs", switches)
    measures.row("lecteurs (fils et processus)", threads + processes)
    measures.row("réponses données pendant les bascules", len(told))
    measures.row("erreurs", len(errors))
    measures.row("réponses mêlant deux générations", len(mixed))
    assert errors == []
    assert mixed == []
    assert all(len(names) == 2 for names in seen)
    assert len({tuple(numbers) for numbers in told if numbers}) > switches // 2


def test_an_index_folder_that_is_deleted_stays_deleted_until_the_next_build(
    place: Settings, encoder: SentenceEncoder
) -> None:
    say(place.corpus, 1)
    build(place.corpus, place.index, place, encoder=encoder)
    page = shared.live_assistant()
    asked, unasked = (Assistant(Index.open(place.index), encoder, place) for _ in range(2))
    assert not asked.ask(QUESTIONS[0], today=TODAY).refused
    shutil.rmtree(place.index)
    for reader in (page, asked, unasked):
        assert said(reader, reader.ask(QUESTIONS[0], today=TODAY)) == ["001"]
    for reader in (asked, unasked):
        reader.index.close()
    assert not place.index.exists()
    with pytest.raises(IndexNotFoundError, match="Aucun index"):
        shared.live_assistant()
    say(place.corpus, 2)
    build(place.corpus, place.index, place, encoder=encoder)
    assert said(*page_reader(QUESTIONS[0])) == ["002"]
