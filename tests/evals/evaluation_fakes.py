from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from parsing import TODAY, read

from assistant.reading import Answering
from assistant.search import ScoredPassage
from assistant.types import ActionCard, Answer, AnswerSentence, Citation, Turn
from evals.sets.questions import Question

PAGE = "En 2014, le service Info-doc\na traité 124 demandes documentaires."
QUOTE = "le service Info-doc a traité 124 demandes documentaires."


def question_of(**fields: Any) -> Question:
    return Question(**{"id": "q-1", "question": "Combien de demandes ?", "answerable": True, **fields})


def citation_of(document: str = "programme", page: int | None = 15, quote: str = QUOTE) -> Citation:
    return Citation(1, document, "Programme 2015", "programme", "2015", page, quote, "p1")


def answer_of(text: str = "Le service a traité 124 demandes.", **fields: Any) -> Answer:
    answer = Answer(
        question="Combien de demandes ?",
        standalone_question="Combien de demandes ?",
        sentences=(AnswerSentence(text, (1,), "verbatim"),) if text else (),
        citations=(citation_of(),),
        timings_ms={"total": 40.0},
    )
    return replace(answer, **fields)


def refusal_of(reason: str = "Le corpus ne répond pas.") -> Answer:
    return answer_of("", citations=(), refused=True, refusal_reason=reason)


def action_of(title: str) -> ActionCard:
    return ActionCard("a", title, "rencontre", "logement", "envisagée", "à venir", "2015", "programme", 11)


def page_text(document: str, page: int | None) -> str:
    return PAGE if (document, page) == ("programme", 15) else ""


class FakeAssistant:
    """Answers or raises what it was given for each question, and remembers how it was asked."""

    def __init__(
        self, replies: dict[str, Answer | BaseException], hits: tuple[ScoredPassage, ...] = ()
    ) -> None:
        self.replies = replies
        self.hits = hits
        self.asked: list[tuple[str, Sequence[Turn], date | None]] = []

    def examine(self, question: str, *, history: Sequence[Turn] = (), today: date | None = None) -> Answering:
        self.asked.append((question, history, today))
        reply = self.replies[question]
        if isinstance(reply, BaseException):
            raise reply
        return Answering(read(question), today or TODAY, hits=self.hits, confidence=0.9, given=reply)
