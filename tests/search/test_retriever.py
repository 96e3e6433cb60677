"""The retriever alone, as a LangChain program uses it."""

import numpy as np

from assistant.assistant import Assistant
from assistant.search import min_max
from assistant.types import Filters


def test_it_is_a_langchain_retriever(assistant: Assistant) -> None:
    documents = assistant.retriever.invoke("À quoi sert un conseil citoyen ?")
    assert documents[0].metadata["document"] == "fiche-conseils-citoyens"
    assert documents[0].page_content
    assert 0 <= documents[0].metadata["score"] <= 1


def test_hits_come_best_first(assistant: Assistant) -> None:
    scores = [hit.score for hit in assistant.retriever.search("illettrisme et alphabétisation", 8)]
    assert scores == sorted(scores, reverse=True)


def test_filters_on_kind_theme_and_date(assistant: Assistant) -> None:
    def kinds(filters: Filters) -> set[str]:
        hits = assistant.retriever.search("santé", 8, filters)
        return {assistant.index.documents[h.passage.document].kind for h in hits}

    assert kinds(Filters(kinds=("programme",))) == {"programme"}
    assert kinds(Filters(until="2015-12-31")) == {"programme"}
    assert kinds(Filters(themes=("santé",))) == {"fiche repère"}


def test_a_filter_that_nothing_passes_finds_nothing(assistant: Assistant) -> None:
    assert assistant.retriever.search("santé", 8, Filters(kinds=("roman",))) == []


def test_min_max_keeps_the_best_candidates_only() -> None:
    scores = np.arange(200, dtype=np.float32)
    scaled = min_max(scores, candidates=100)
    assert scaled.max() == 1
    assert np.count_nonzero(scaled) == 99


def test_min_max_of_equal_scores_is_zero() -> None:
    assert not min_max(np.ones(3, dtype=np.float32)).any()
