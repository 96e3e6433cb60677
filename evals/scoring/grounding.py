"""How well the sentences of an answer rest on what they cite.

``supports`` tells whether texts establish a claim; it is the only thing here that may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.language import fold
from assistant.types import Answer, AnswerSentence, Citation
from evals.scoring.scoring import PageText, Scores, is_verbatim

Supports = Callable[[str, Sequence[str]], bool]


def grounding_scores(answer: Answer, page_text: PageText, supports: Supports) -> Scores:
    """Grounding of the sentences of an answer; none for an answer without sentences.

    - ``sentence_verbatim``: share of the sentences that have a citation and whose every quote stands word
      for word on its page;
    - ``supported``: share of the sentences that their cited pages establish;
    - ``citation_recall``, ``citation_precision``: see the functions of these names.
    """
    if not answer.sentences:
        return {}
    cited = [_cited(sentence, answer.citations) for sentence in answer.sentences]
    pages = [[page_text(c.document, c.page) for c in citations] for citations in cited]
    verbatim = [bool(found) and all(is_verbatim(c, page_text) for c in found) for found in cited]
    established = [
        bool(texts) and supports(sentence.text, texts)
        for sentence, texts in zip(answer.sentences, pages, strict=True)
    ]
    quoted = [
        (sentence.text, [c.quote for c in found])
        for sentence, found in zip(answer.sentences, cited, strict=True)
    ]
    precision = citation_precision(quoted, supports)
    return {
        "sentence_verbatim": sum(verbatim) / len(verbatim),
        "supported": sum(established) / len(established),
        "citation_recall": citation_recall(quoted, supports),
        **({} if precision is None else {"citation_precision": precision}),
    }


def citation_recall(quoted: Sequence[tuple[str, Sequence[str]]], supports: Supports) -> float:
    """Share of the sentences that their quotes, taken together, establish (ALCE, Gao et al. 2023, 4.2).

    Args:
        quoted: at least one sentence, each with its quotes; a sentence without quotes is not established.
    """
    return sum(bool(quotes) and supports(text, quotes) for text, quotes in quoted) / len(quoted)


def citation_precision(quoted: Sequence[tuple[str, Sequence[str]]], supports: Supports) -> float | None:
    """Share of the citations that serve (ALCE, Gao et al. 2023, 4.2); ``None`` without citations.

    A citation of a sentence that is established serves unless it does not establish it alone while the
    others do without it; a citation of another sentence does not serve.
    """
    useful = [
        supports(text, quotes) and (supports(text, [quote]) or not supports(text, _without(quotes, number)))
        for text, quotes in quoted
        for number, quote in enumerate(quotes)
    ]
    return sum(useful) / len(useful) if useful else None


def word_for_word(claim: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts holds the claim, but for case, accents, punctuation and spacing."""
    wanted = _letters(claim)
    return bool(wanted) and any(wanted in _letters(text) for text in texts)


def _without(quotes: Sequence[str], number: int) -> list[str]:
    return [quote for place, quote in enumerate(quotes) if place != number]


def _cited(sentence: AnswerSentence, citations: Sequence[Citation]) -> list[Citation]:
    return [citation for citation in citations if citation.n in sentence.citations]


def _letters(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())
