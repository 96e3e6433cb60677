"""Every file of a live generation cut, changed by one bit, zeroed or deleted (decision 7).

No traceback and no wrong quote: the answer is that of the whole index, or it comes with a notice, or one
French sentence says what to do; and the next build, without being forced, makes a whole index again.
``--faults 1000`` damages every file in every way; the short form takes a sample.
"""

import json
import os
import random
import re
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fault_measures import Measures
from fault_site import FaultSite

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.errors import AssistantError, IndexDamagedError, IndexMismatchError, IndexNotFoundError
from assistant.index import (
    DATABASE,
    DIGESTS,
    Index,
    digests,
    expected_digests,
    live_generation,
    open_for_readers,
    sha256,
)
from assistant.index.integrity import Part, damaged_files, part_of
from assistant.settings import Settings
from assistant.types import Answer
from ingest.build import build, rollback, verify
from ingest.build.generation_check import check_generation
from ingest.publish import previous_generation

QUESTION = "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?"
REFUSAL = re.compile(r"^L’index est abîmé : .* python -m ingest build$")
ROOT = Path(__file__).parents[2]
TABLE = ("damage", "Fichiers de l’index abîmés")
LONG = 100
LONG_QUESTIONS = 40


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[random.Random(len(content)).randrange(len(content))] ^= 4
    path.write_bytes(content)


def blank(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


DAMAGES: tuple[Callable[[Path], None], ...] = (cut, empty, flip, blank, Path.unlink)


def copied(index: Path, place: Path, changed: str) -> Path:
    """A copy of an index with one generation, of which only what may be changed takes room."""
    place.mkdir()
    name = live_generation(index).name
    for path in (index / name).rglob("*"):
        to = place / path.relative_to(index)
        to.parent.mkdir(parents=True, exist_ok=True)
        relative = path.relative_to(index / name).as_posix()
        if path.is_file():
            (shutil.copy if relative in (changed, DATABASE) else os.link)(path, to)
    (place / "current").write_text(name)
    return place


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder
) -> FaultSite:
    return FaultSite.make(tmp_path_factory.mktemp("damaged"), user_settings, encoder)


@pytest.fixture(scope="module")
def whole(assistant: Assistant) -> Answer:
    """The answer of the whole index."""
    return replace(assistant.ask(QUESTION), timings_ms={})


def served(index: Path, encoder: SentenceEncoder, settings: Settings) -> Assistant:
    given = settings.model_copy(update={"index": index})
    return Assistant(open_for_readers(index, lambda: encoder), encoder, given)


def must_quote(answer: Answer, pages: Index) -> None:
    """Every quote stands word for word on the page that it names, in the whole index."""
    assert answer.citations
    for c in answer.citations:
        assert c.quote in " ".join(pages.page_text(c.document, c.page).split())


def outcome(index: Path, encoder: SentenceEncoder, settings: Settings, pages: Index) -> str:
    """What becomes of a question, in the words of the table; what is quoted must be true."""
    try:
        asked = served(index, encoder, settings)
    except IndexDamagedError as error:
        return "refused" if REFUSAL.match(str(error)) else str(error)
    with closing(asked.index):
        answer = asked.ask(QUESTION)
    must_quote(answer, pages)
    return "answered by words, with a notice" if answer.notice else "answered as before"


def test_every_damaged_file_is_told_or_made_up_for(
    corpus_index: Path,
    assistant: Assistant,
    whole: Answer,
    encoder: SentenceEncoder,
    user_settings: Settings,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    measures: Measures,
) -> None:
    live = live_generation(corpus_index)
    names = [*expected_digests(live), DIGESTS]
    cases = [(name, damage) for name in names for damage in DAMAGES]
    tried = random.Random(7).sample(cases, min(len(cases), pytestconfig.getoption("--faults")))
    outcomes = {"answered as before": 0, "answered by words, with a notice": 0, "refused": 0}
    for number, (name, damage) in enumerate(tried):
        index = copied(corpus_index, tmp_path / str(number), name)
        damage(live_generation(index) / name)
        if name == DIGESTS and damage is flip:
            # Not one file is damaged, but one seems to be: it is done without, if that can be.
            outcomes[outcome(index, encoder, user_settings, assistant.index)] += 1
        elif part_of(name) is Part.RECORDS:
            with pytest.raises(IndexDamagedError, match=REFUSAL):
                open_for_readers(index, lambda: encoder)
            outcomes["refused"] += 1
        elif part_of(name) is Part.VECTORS:
            with closing(open_for_readers(index, lambda: encoder)) as opened:
                assert "recherche se fait pour l’instant par les mots seulement" in opened.notice
            outcomes["answered by words, with a notice"] += 1
        else:
            asked = served(index, encoder, user_settings)
            with closing(asked.index):
                answer = replace(asked.ask(QUESTION), timings_ms={})
            must_quote(answer, assistant.index)
            assert answer == whole
            outcomes["answered as before"] += 1
        shutil.rmtree(tmp_path / str(number))
    measures.row("fichiers d’index abîmés (coupés, vidés, un bit, zéros, supprimés)", len(tried))
    measures.row("réponse inchangée", outcomes["answered as before"])
    measures.row("recherche par mots, avec un avis", outcomes["answered by words, with a notice"])
    measures.row("message et remède, rien n’est cité", outcomes["refused"])
    measures.row("plantages ou citations fausses", 0)


def test_without_vectors_the_words_find_and_the_answer_says_so(
    corpus_index: Path,
    assistant: Assistant,
    encoder: SentenceEncoder,
    user_settings: Settings,
    tmp_path: Path,
) -> None:
    index = copied(corpus_index, tmp_path / "index", "tokens.npy")
    flip(live_generation(index) / "tokens.npy")
    asked = served(index, encoder, user_settings)
    with closing(asked.index):
        answer = asked.ask("Qu’est-ce qu’un conseil citoyen ?")
        away = asked.ask("Quel est le prix du platine à la bourse de Londres ?")
    assert not answer.refused
    assert answer.notice is not None
    assert answer.notice.startswith("Une partie de l’index est abîmée")
    must_quote(answer, assistant.index)
    assert away.refused


def test_by_words_the_answers_are_mostly_those_of_the_whole_index(
    corpus_index: Path,
    assistant: Assistant,
    encoder: SentenceEncoder,
    user_settings: Settings,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    measures: Measures,
) -> None:
    if pytestconfig.getoption("--faults") < LONG:
        pytest.skip("each question takes a second or two: in the long form only")
    wanted = LONG_QUESTIONS
    lines = (ROOT / "evals/datasets/programme-2015.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    index = copied(corpus_index, tmp_path / "index", "sentences.npy")
    cut(live_generation(index) / "sentences.npy")
    asked = served(index, encoder, user_settings)
    decided = cited = 0
    with closing(asked.index):
        for question in random.Random(5).sample(questions, wanted):
            ours, theirs = (a.ask(question, today=date(2015, 2, 15)) for a in (asked, assistant))
            decided += ours.refused == theirs.refused
            first, other = ([(c.document, c.page) for c in a.citations[:1]] for a in (ours, theirs))
            cited += first == other
    measures.row("questions posées à un index sans ses vecteurs", wanted)
    measures.row("même choix de répondre ou non", decided)
    measures.row("même page citée en premier, ou aucune", cited)
    assert cited > wanted // 2


def test_what_comparing_the_files_costs(
    corpus_index: Path, tmp_path: Path, pytestconfig: pytest.Config, measures: Measures
) -> None:
    megabytes = 1_000 if pytestconfig.getoption("--faults") >= LONG else 1
    with (tmp_path / "tokens.npy").open("wb") as one, (tmp_path / "sentences.npy").open("wb") as two:
        for _ in range(megabytes):
            for file in (one, two):
                file.write(os.urandom(500_000))
    (tmp_path / DIGESTS).write_text(json.dumps(digests(tmp_path)), encoding="utf-8")
    for label, folder in (("de ce corpus", live_generation(corpus_index)), (f"de {megabytes} Mo", tmp_path)):
        began = time.perf_counter()
        assert damaged_files(folder) == ()
        measures.row(
            f"comparaison des fichiers d’un index {label}", f"{1000 * (time.perf_counter() - began):.0f} ms"
        )


def test_what_was_corrected_or_removed_does_not_come_back_with_an_earlier_generation(
    site: FaultSite, encoder: SentenceEncoder, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(site.index, index)
    cut(live_generation(index) / "passages.jsonl")
    with pytest.raises(IndexDamagedError, match=r"python -m ingest build"):
        open_for_readers(index, lambda: encoder)


def test_an_earlier_generation_of_the_same_documents_stands_in_and_says_so(
    site: FaultSite, encoder: SentenceEncoder
) -> None:
    old = site.live.name
    build(site.settings.corpus, site.index, site.settings, encoder=encoder, force=True)
    cut(site.live / "passages.jsonl")
    with closing(open_for_readers(site.index, lambda: encoder)) as opened:
        assert opened.folder.name == old
        assert "les réponses viennent pour l’instant de la construction précédente, du" in opened.notice
    site.must_complete(site_sentence(site))


def site_sentence(site: FaultSite) -> str:
    """What the corpus says of mediators now."""
    text = (site.settings.corpus / "documents" / "c.md").read_text(encoding="utf-8")
    return text.split("\n\n")[1].strip()


def test_the_next_build_mends_every_damage(site: FaultSite, pytestconfig: pytest.Config) -> None:
    names = [*expected_digests(site.live), DIGESTS]
    originals = [f"../files/{path.name}" for path in sorted((site.index / "files").iterdir())][:1]
    pointers = ["../current", "../history", "../previous"]
    cases = [(name, damage) for name in (*names, *originals, *pointers) for damage in DAMAGES]
    wanted = min(len(cases), max(4, pytestconfig.getoption("--faults") // 2))
    for name, damage in random.Random(3).sample(cases, wanted):
        sentence = site_sentence(site)
        if not (site.live / name).exists():
            continue  # an original that the last build had no more use for
        damage(site.live / name)
        site.must_complete(sentence)
        assert all(path.stem == sha256(path) for path in (site.index / "files").iterdir()), name


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_pointer_is_made_up_for(
    site: FaultSite, encoder: SentenceEncoder, damage: Callable[[Path], None]
) -> None:
    live = site.live
    damage(site.index / "current")
    assert live_generation(site.index) == live
    with closing(open_for_readers(site.index, lambda: encoder)) as opened:
        assert opened.folder == live
        assert opened.notice == ""
    site.say(site.other())
    site.must_complete(site_sentence(site))


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_way_back_is_known_without_its_pointer(site: FaultSite, damage: Callable[[Path], None]) -> None:
    before = previous_generation(site.index)
    assert before is not None
    damage(site.index / "previous")
    assert previous_generation(site.index) == before
    site.say(site.other())
    site.must_complete(site_sentence(site))


def test_nothing_that_is_left_of_an_index_is_one_sentence(tmp_path: Path, encoder: SentenceEncoder) -> None:
    for content in (b"", b"\0" * 30, b"\xff\xfe", b"../..", b"x" * 5_000, b"20990101T000000-000000"):
        (tmp_path / "current").write_bytes(content)
        with pytest.raises((IndexNotFoundError, IndexDamagedError), match="python -m ingest build"):
            open_for_readers(tmp_path, lambda: encoder)


@pytest.mark.parametrize("number", [0, 2, "1", None])
def test_an_index_of_another_version_is_told_and_built_again(
    site: FaultSite, encoder: SentenceEncoder, number: object
) -> None:
    edit_manifest(site, format=number)
    for attempt in (lambda: open_for_readers(site.index, lambda: encoder), lambda: Index.open(site.index)):
        with pytest.raises(IndexMismatchError, match=r"d’un autre format .* python -m ingest build"):
            attempt()
    with pytest.raises(AssistantError):
        verify(site.index, site.settings)
    site.must_complete(site_sentence(site))


def test_fields_of_a_manifest_may_be_unknown_but_not_missing(site: FaultSite) -> None:
    edit_manifest(site, seal=True, later="x")
    check_generation(site.live)
    edit_manifest(site, sentences=None, seal=True)
    with pytest.raises(IndexDamagedError, match=r"« manifest\.json » manque ou ne se lit pas"):
        Index.open(site.index)
    site.must_complete(site_sentence(site))


def edit_manifest(site: FaultSite, *, seal: bool = False, **values: object) -> None:
    """Changes fields of the live manifest, ``None`` takes one away; ``seal`` makes its digest right."""
    path = site.live / "manifest.json"
    fields = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps({k: v for k, v in fields.items() if v is not None}), encoding="utf-8")
    if seal:
        digests = json.loads((site.live / DIGESTS).read_text(encoding="utf-8"))
        digests["manifest.json"] = sha256(path)
        (site.live / DIGESTS).write_text(json.dumps(digests), encoding="utf-8")


def test_a_damaged_generation_is_not_gone_back_to(site: FaultSite) -> None:
    site.say(site.other())
    site.must_complete(site_sentence(site))
    before = site.live
    previous = (site.index / "previous").read_text().strip()
    flip(site.index / previous / "pages.json")
    with pytest.raises(IndexDamagedError):
        rollback(site.index)
    assert site.live == before
    shutil.rmtree(site.index / previous)
