"""``python -m ingest`` run in the tests' own process."""

import sys
from collections.abc import Iterator

import pytest
from ingest_commands import Ingest, Outcome

from assistant.embedding import SentenceEncoder
from assistant.settings import Settings, load_settings
from ingest.__main__ import main
from ingest.build import lazy_encoder


@pytest.fixture
def ingest(
    settings: Settings,
    encoder: SentenceEncoder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Ingest]:
    """Runs a command in this process, on the test's corpus and index unless it names others."""
    monkeypatch.setattr(lazy_encoder, "load_encoder", lambda _settings: encoder)
    monkeypatch.setenv("ASSISTANT_INDEX", str(settings.index))
    monkeypatch.setenv("ASSISTANT_CORPUS", str(settings.corpus))
    monkeypatch.setenv("ASSISTANT_EMBEDDING_MODEL", "embedded")

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["ingest", *map(str, arguments)])
        load_settings.cache_clear()
        with pytest.raises(SystemExit) as caught:
            main()
        written = capsys.readouterr()
        return Outcome(int(caught.value.code or 0), written.out, written.err)

    yield run
    load_settings.cache_clear()
