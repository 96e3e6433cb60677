"""What retrieval found for a question of a set, as a ranking of pages, and its scores.

A page comes where its best passage stands; a passage on two pages brings both. The relevant units are the
source pages of the question; a source without pages is one unit, found with any page of its document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.search import ScoredPassage
from evals.scoring.metrics import ndcg_at_k, recall_at_k, reciprocal_rank, success_at_k
from evals.scoring.scoring import Scores
from evals.sets.questions import Question


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document; ``page`` is ``None`` in a document without pages."""

    document: str
    page: int | None = None


def pages_of(hits: Iterable[ScoredPassage]) -> tuple[Page, ...]:
    """The pages of passages, best first, each once (Dai & Callan 2019, MaxP)."""
    pages = (Page(hit.passage.document, page) for hit in hits for page in (hit.passage.pages or (None,)))
    return tuple(dict.fromkeys(pages))


def ranking_scores(question: Question, ranking: Sequence[Page]) -> Scores:
    """Scores of a ranking of pages; none for a question without sources or that must be refused."""
    if not (question.answerable and question.sources):
        return {}
    whole = {source.document for source in question.sources if not source.pages}
    relevant = {
        _unit(Page(s.document, page), whole): 1 for s in question.sources for page in s.pages or (None,)
    }
    found = list(dict.fromkeys(_unit(page, whole) for page in ranking))
    return {
        "recall@1": recall_at_k(found, relevant, 1),
        "recall@5": recall_at_k(found, relevant, 5),
        "success@5": success_at_k(found, relevant, 5),
        "nDCG@10": ndcg_at_k(found, relevant, 10),
        "MRR": reciprocal_rank(found, relevant),
    }


def _unit(page: Page, whole: set[str]) -> str:
    """The name of what is judged: a page, or the whole of a document."""
    return page.document if page.document in whole or page.page is None else f"{page.document}#{page.page}"
