"""Search of documents, and their summary in their own sentences."""

from pathlib import Path

import pytest

from assistant.index import Index
from assistant.language import squash
from assistant.types import Filters
from assistant.ui.documents.catalogue import search_documents
from assistant.ui.documents.digest import SENTENCES, document_digest


@pytest.fixture(scope="module")
def index(corpus_index: Path) -> Index:
    return Index.open(corpus_index)


def test_without_a_word_all_documents_come_by_title(index: Index) -> None:
    titles = [d.title for d in search_documents(index, "", Filters())]
    assert len(titles) == len(index.documents)
    assert titles == sorted(titles, key=str.casefold)


def test_document_whose_title_says_it_comes_first(index: Index) -> None:
    assert search_documents(index, "illettrisme", Filters())[0].id == "fiche-illettrisme"


def test_accents_plurals_and_case_do_not_matter(index: Index) -> None:
    assert search_documents(index, "CONSEIL CITOYEN", Filters())[0].id == "fiche-conseils-citoyens"


def test_every_word_must_be_there(index: Index) -> None:
    assert search_documents(index, "illettrisme hélicoptère", Filters()) == []


def test_filters_limit_the_search(index: Index) -> None:
    kinds = {d.kind for d in search_documents(index, "contrat", Filters(kinds=("programme",)))}
    assert kinds == {"programme"}


def test_summary_is_made_of_sentences_of_the_document(index: Index) -> None:
    for document in index.documents:
        text = squash(index.page_text(document, None))
        summary = document_digest(index, document)
        assert 0 < len(summary.sentences) <= SENTENCES
        assert all(squash(c.quote) in text for c in summary.citations)


def test_summary_repeats_nothing(index: Index) -> None:
    sentences = [s.text for s in document_digest(index, "programme-actions-2015").sentences]
    assert len(set(sentences)) == len(sentences)


def test_unknown_document_has_no_summary(index: Index) -> None:
    assert document_digest(index, "disparu").sentences == ()
