"""The decision to answer measured on both sides: questions that the corpus answers and others.

Reported as in NoMIRACL (Thakur et al. 2024): a refusal is an error on one side and right on the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from assistant.types import Answer
from evals.corpora.beir import Query
from evals.scoring.metrics import Estimate, auc_estimate, estimate
from evals.scoring.scoring import first_hit, shown_text, shows_any

LABELS = {
    "answered": "répond quand le corpus répond",
    "refused": "refuse quand le corpus ne répond pas",
    "auc": "AUC de la décision de répondre",
    "contains": "montre une réponse acceptée, sur toutes les questions à réponse",
    "first_hit": "montre une réponse acceptée en première ligne, sur toutes les questions à réponse",
    "contains_when_answered": "montre une réponse acceptée, quand il répond",
}


class Examination(Protocol):
    """An answer and how sure the assistant is that the corpus holds it."""

    @property
    def answer(self) -> Answer:
        """What would be shown."""

    @property
    def confidence(self) -> float:
        """The greater, the surer; compared with a threshold to refuse."""


class Examiner(Protocol):
    """What answers and tells its confidence."""

    def examine(self, question: str) -> Examination:
        """Answer a question that stands alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one query.

    Attributes:
        contains: whether an accepted answer was shown; ``None`` for a query without an answer.
        first_hit: whether the first sentence shown holds one; ``None`` for a query without an answer.
    """

    id: str
    answerable: bool
    refused: bool
    confidence: float
    contains: bool | None
    first_hit: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def decide(queries: Iterable[Query], answerable: bool, examiner: Examiner) -> Iterator[Decision]:
    """Yield the decision on each query, in order."""
    for query in queries:
        examination = examiner.examine(query.text)
        answer = examination.answer
        contains = shows_any(shown_text(answer), query.answers) if answerable else None
        first = bool(first_hit(answer, (query.answers,))) if answerable else None
        yield Decision(query.id, answerable, answer.refused, float(examination.confidence), contains, first)


def summarize(decisions: Sequence[Decision]) -> dict[str, Estimate | None]:
    """Both rates, the AUC of the confidence and the shares that show an accepted answer."""
    inside = [decision for decision in decisions if decision.answerable]
    outside = [decision for decision in decisions if not decision.answerable]
    return {
        "answered": estimate([not decision.refused for decision in inside]),
        "refused": estimate([decision.refused for decision in outside]),
        "auc": auc_estimate([d.confidence for d in inside], [d.confidence for d in outside]),
        "contains": estimate([bool(decision.contains) for decision in inside]),
        "first_hit": estimate([bool(decision.first_hit) for decision in inside]),
        "contains_when_answered": estimate([bool(d.contains) for d in inside if not d.refused]),
    }
