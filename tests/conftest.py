"""What the tests share: the real model, a small corpus that is quick to index, the real corpus indexed."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from corpora import CORPUS, SMALL_CORPUS, Build, MakeCorpus
from postgresql_server import database_settings, postgresql  # noqa: F401 # fixtures

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder, load_encoder
from assistant.index import Index
from assistant.settings import Settings
from ingest.build import Built, pipeline

os.environ.setdefault("HF_HUB_OFFLINE", "1")

QUICK_KILLS = 4
QUICK_WRITES = 12
QUICK_HOSTILE = 15
QUICK_FAULTS = 10


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kills", type=int, default=QUICK_KILLS, help="how many builds tests/faults kills at random moments"
    )
    parser.addoption(
        "--writes", type=int, default=QUICK_WRITES, help="writes of each process that tests/faults kills"
    )
    parser.addoption(
        "--faults", type=int, default=QUICK_FAULTS, help="faults of each kind that tests/faults tries"
    )
    parser.addoption("--measures", type=Path, default=None, help="folder where long runs write their figures")
    parser.addoption(
        "--production",
        type=Path,
        default=None,
        help="the Python of a production install (`make production`)",
    )
    parser.addoption(
        "--hostile", type=int, default=QUICK_HOSTILE, help="mutated files that tests/faults has read"
    )


@pytest.fixture(autouse=True)
def same_main() -> Iterator[None]:
    """Streamlit puts the page that it runs in the place of ``__main__``; new processes would run it too."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def user_settings() -> Settings:
    """The embedded model and the user's cache, where what was embedded before is found again."""
    return Settings(_env_file=None, embedding_model="embedded", today=None)


@pytest.fixture(scope="session")
def encoder(user_settings: Settings) -> SentenceEncoder:
    """The real model."""
    return load_encoder(user_settings)


@pytest.fixture
def settings(user_settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a test: an index folder of its own, the user's cache."""
    return user_settings.model_copy(update={"index": tmp_path / "index", "corpus": tmp_path / "corpus"})


@pytest.fixture
def small_corpus(settings: Settings) -> MakeCorpus:
    """Makes a corpus of a few short files, with others in their place or beside them.

    ``small_corpus({"a.md": "# A"})`` has this file alone; ``small_corpus(also={…})`` has it as well.
    """

    def make(files: dict[str, str | bytes] | None = None, also: dict[str, str | bytes] | None = None) -> Path:
        for name, content in {**(SMALL_CORPUS if files is None else files), **(also or {})}.items():
            path = settings.corpus / "documents" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return settings.corpus

    return make


@pytest.fixture
def build(settings: Settings, encoder: SentenceEncoder) -> Build:
    """Builds the index of the test from its corpus, with the model of the session."""

    def run(**options: bool) -> Built:
        return pipeline.build(settings.corpus, settings.index, settings, encoder=encoder, **options)

    return run


@pytest.fixture
def nearest(settings: Settings, encoder: SentenceEncoder) -> Callable[[str], str]:
    """Finds the sentence of the test's live index that is nearest to a question."""

    def find(question: str) -> str:
        vector = encoder.encode([question], kind="query")[0]
        with closing(Index.open(settings.index)) as index:
            number = int(index.nearest_sentences(vector, 1)[0])
            return [s.text for p in index.passages for s in p.sentences][number]

    return find


@pytest.fixture(scope="session")
def corpus_index(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, encoder: SentenceEncoder
) -> Path:
    """The real corpus, indexed once."""
    index = tmp_path_factory.mktemp("corpus") / "index"
    pipeline.build(CORPUS, index, user_settings, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def assistant(corpus_index: Path, user_settings: Settings, encoder: SentenceEncoder) -> Iterator[Assistant]:
    """The assistant on the real corpus."""
    with closing(Index.open(corpus_index)) as index:
        yield Assistant(index, encoder, user_settings.model_copy(update={"index": corpus_index}))
