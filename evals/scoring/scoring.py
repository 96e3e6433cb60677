"""One answer against one question: the outcome and the scores of the question-set contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from assistant.language import fold
from assistant.types import Answer, Citation
from evals.sets.questions import Question, Source

Outcome = Literal["ok", "wrong", "refused", "error"]
Scores = dict[str, float]
PageText = Callable[[str, int | None], str]


def score(question: Question, answer: Answer, page_text: PageText) -> tuple[Outcome, Scores]:
    """Outcome and scores of an answer.

    Args:
        question: what was asked and what was expected.
        answer: what was answered.
        page_text: the text of a page, from a document id and a page number (``None`` without pages).
    """
    scores = measure(question, answer, page_text)
    outcome = _outcome(question, answer, scores)
    side = "answerable_ok" if question.answerable else "unanswerable_ok"
    return outcome, {side: float(outcome == "ok"), **scores}


def _outcome(question: Question, answer: Answer, scores: Scores) -> Outcome:
    if not question.answerable:
        return "ok" if answer.refused else "wrong"
    if answer.refused:
        return "refused"
    required = ("fact_recall", "source_hit", "action_recall")
    unwanted = ("forbidden_shown", "unwanted_actions")
    complete = all(scores.get(name, 1) == 1 for name in required)
    return "ok" if complete and not any(scores.get(name) for name in unwanted) else "wrong"


def scores_of_error(question: Question) -> Scores:
    """The scores of a question that crashed: nothing of what was expected was shown."""
    if not question.answerable:
        return {"unanswerable_ok": 0.0}
    expected = {
        "fact_recall": question.facts,
        "first_hit": question.facts,
        "source_hit": question.sources,
        "source_recall": question.sources,
        "action_recall": question.actions,
    }
    return {"answerable_ok": 0.0} | {name: 0.0 for name, wanted in expected.items() if wanted}


def measure(question: Question, answer: Answer, page_text: PageText) -> Scores:
    """Every score that is defined for this question and this answer, and no other.

    - ``fact_recall``: share of the facts shown; ``forbidden_shown``: number of forbidden forms shown;
      ``forbidden_free``: 1 when none is (a refusal shows none);
    - ``first_hit``: 1 when the first sentence shown, or else the first action, holds an expected fact;
    - ``lines``: number of sentences and actions shown, of an answer that is not refused;
    - ``source_hit``: 1 when a citation stands on a source page; ``source_precision``: share of the cited
      pages that are source pages; ``source_recall``: share of the source pages that are cited (a source
      without pages counts as one, which any page of the document satisfies);
    - ``action_recall``: share of the expected actions pointed to; ``action_precision``: share of the actions
      pointed to that are expected (a set names those that must be there: others may be right too);
      ``unwanted_actions``: number of actions where none was wanted;
    - ``verbatim``: share of the citations whose quote stands word for word on the cited page;
    - ``error_rate``: 1 for an answerable question that is refused, ``hallucination_rate``: 1 for another that
      is answered (NoMIRACL, Thakur et al. 2024, section 3).
    """
    text = shown_text(answer)
    expected = question.answerable
    found: dict[str, float | None] = {
        "fact_recall": _share([shows_any(text, fact) for fact in question.facts]) if expected else None,
        "first_hit": first_hit(answer, question.facts) if expected and question.facts else None,
        "lines": None if answer.refused else len(answer.sentences) + len(answer.actions),
        "forbidden_shown": sum(shows(text, form) for form in question.forbidden)
        if question.forbidden
        else None,
        "forbidden_free": float(not any(shows(text, form) for form in question.forbidden))
        if question.forbidden
        else None,
        "action_recall": _share(_pointed_to(question, answer)) if expected else None,
        "action_precision": _share(_wanted(question, answer)) if expected and question.actions else None,
        "unwanted_actions": len(answer.actions) if question.no_actions else None,
        "verbatim": _share([is_verbatim(citation, page_text) for citation in answer.citations]),
        "error_rate" if expected else "hallucination_rate": float(answer.refused is expected),
    }
    if expected and question.sources:
        found |= _source_scores(question.sources, answer.citations)
    return {name: float(value) for name, value in found.items() if value is not None}


def shown_text(answer: Answer) -> str:
    """What counts as shown: sentences, quotes of citations and titles of actions."""
    parts = [sentence.text for sentence in answer.sentences]
    parts += [citation.quote for citation in answer.citations]
    parts += [action.title for action in answer.actions]
    return "\n".join(parts)


def first_hit(answer: Answer, facts: Sequence[Sequence[str]]) -> float:
    """1 when what is read first, a sentence or else an action, holds one of the facts; 0 of a refusal."""
    shown = [sentence.text for sentence in answer.sentences] + [action.title for action in answer.actions]
    return float(bool(shown) and any(shows_any(shown[0], fact) for fact in facts))


def shows(text: str, form: str) -> bool:
    """Whether a form is in a text, whatever the case, accents, punctuation and spacing.

    A number is not found inside a longer one: ``12`` is not in ``2012``.
    """
    return _pattern(form).search(fold(text)) is not None


def shows_any(text: str, forms: Sequence[str]) -> bool:
    """Whether one of the accepted forms is in a text."""
    return any(shows(text, form) for form in forms)


def missing_facts(question: Question, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The facts that are not in the shown text."""
    text = shown_text(answer)
    return tuple(fact for fact in question.facts if not shows_any(text, fact))


def is_verbatim(citation: Citation, page_text: PageText) -> bool:
    """Whether the quote stands on the cited page, white space collapsed and nothing else changed."""
    quote = " ".join(citation.quote.split())
    return bool(quote) and quote in " ".join(page_text(citation.document, citation.page).split())


def _pointed_to(question: Question, answer: Answer) -> list[bool]:
    titles = [action.title for action in answer.actions]
    return [any(shows(title, fragment) for title in titles) for fragment in question.actions]


def _wanted(question: Question, answer: Answer) -> list[bool]:
    return [shows_any(action.title, question.actions) for action in answer.actions]


def _source_scores(sources: Sequence[Source], citations: Sequence[Citation]) -> dict[str, float | None]:
    cited = {(citation.document, citation.page) for citation in citations}
    wanted: set[tuple[str, int | None]] = set()
    for source in sources:
        wanted |= {(source.document, page) for page in source.pages} or {(source.document, None)}
    on_source = [page for page in cited if page in wanted or (page[0], None) in wanted]
    reached = [page in cited or (page[1] is None and any(page[0] == c[0] for c in cited)) for page in wanted]
    return {
        "source_hit": float(bool(on_source)),
        "source_precision": len(on_source) / len(cited) if cited else None,
        "source_recall": _share(reached),
    }


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """The letters and digits of a form, with anything but letters and digits between them."""
    kept = [character for character in fold(form) if character.isalnum()]
    body = r"[\W_]*".join(re.escape(character) for character in kept)
    before = r"(?<!\d)" if kept[0].isdigit() else ""
    after = r"(?!\d)" if kept[-1].isdigit() else ""
    return re.compile(before + body + after)
