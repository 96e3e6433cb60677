"""What is left of a document in an index: everything before its removal, nothing after, and it can tell."""

from contextlib import closing

import pytest
from corpora import Build, MakeCorpus

from assistant.index import Index, live_generation
from assistant.settings import Settings
from assistant.staff import Traces, passages_in, removed_documents, traces_of

GONE = "mediation"
SHARED = "Un médiateur aide des personnes en désaccord à renouer le dialogue."


@pytest.fixture
def both(small_corpus: MakeCorpus, build: Build, settings: Settings) -> tuple[str, str]:
    """A generation with the document and the next one without it; another document quotes it."""
    small_corpus(also={"citation.md": f"# Une citation\n\n{SHARED}\n"})
    build()
    before = live_generation(settings.index).name
    (settings.corpus / "documents" / "mediation.md").unlink()
    build()
    return before, live_generation(settings.index).name


def looked_for(settings: Settings, generation: str, before: str) -> Traces:
    with closing(Index.open_generation(settings.index / generation)) as index:
        return traces_of(index, GONE, passages_in(settings.index / before, GONE))


def test_a_document_that_is_there_is_found_everywhere(both: tuple[str, str], settings: Settings) -> None:
    found = looked_for(settings, both[0], both[0])
    assert (found.records, found.vectors, found.lexical, found.is_gone) == (3, 2, 1, False)


def test_nothing_is_left_of_it_once_it_is_removed(both: tuple[str, str], settings: Settings) -> None:
    found = looked_for(settings, both[1], both[0])
    assert (found.records, found.vectors, found.lexical, found.is_gone) == (0, 0, 0, True)
    assert found.elsewhere == 1


def test_the_removed_documents_are_those_of_the_kept_builds(
    both: tuple[str, str], settings: Settings
) -> None:
    with closing(Index.open(settings.index)) as index:
        [removed] = removed_documents(settings.index, index, both)
        assert (removed.document.id, removed.generations) == (GONE, (both[0],))
        assert removed_documents(settings.index, index, ["disparue"]) == ()
