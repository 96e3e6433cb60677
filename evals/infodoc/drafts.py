"""Drafts of the Info-doc desk measured on requests: facts found, gaps named, sentences without support, time.

A request is a mail of several lines; what is expected of its draft is a list of facts (accepted forms), the
documents that it must cite, and the questions that the corpus does not answer (a fragment of each).

Facts count only where the draft answers: in its sentences and in the actions that it announces. What echoes
the request (what was understood, headings, gaps), what is to be read, contacts and courtesy hold none.
A gap names one question. One that repeats several sentences of the request was not taken apart: it names
nothing, and is a false gap.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from assistant.assistant import Assistant
from assistant.infodoc import ACTIONS, ANSWER, Draft, check_by_words, prepare_draft
from assistant.language import squash
from evals.sets.jsonl import read_records
from evals.sets.registry import DATASETS

DATASET = DATASETS / "infodoc" / "infodoc.jsonl"
LEAST_FACTS = 0.85
LEAST_GAPS = 0.85
MOST_SECONDS = 5.0
_SENTENCE_END = re.compile(r"[.?!;\n]+")
_SENTENCE = 12
"""Letters and digits of the shortest piece of a request that counts as a sentence: a greeting does not."""
_WHOLE = 0.8
"""Share of the letters of a request from which a gap is the request itself."""
_EXPECTED = {
    "id": "un texte",
    "request": "un texte",
    "today": "une date AAAA-MM-JJ",
    "facts": "une liste de listes de textes",
    "documents": "une liste de textes",
    "gaps": "une liste de listes de textes",
}


@dataclass(frozen=True, slots=True)
class RequestCase:
    """One request with what its draft must hold.

    Attributes:
        facts: accepted forms of each fact, compared without case, accents, punctuation or spacing.
        documents: ids that the draft must cite.
        gaps: accepted fragments of each question that must be named as not found.
    """

    id: str
    request: str
    today: str
    facts: tuple[tuple[str, ...], ...]
    documents: tuple[str, ...]
    gaps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One draft against what was expected.

    Attributes:
        missed: what was expected and is not there.
        false_gaps: questions named as not found that were not expected to be, and gaps that are no single
            question.
        unsupported: shown sentences that none of their sources supports.
        seconds: to make the draft.
    """

    id: str
    facts: int
    facts_found: int
    gaps: int
    gaps_named: int
    documents: int
    documents_cited: int
    false_gaps: tuple[str, ...]
    unsupported: tuple[str, ...]
    missed: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """A whole set: shares in [0, 1], counts, seconds."""

    requests: int
    fact_recall: float
    gaps_named: float
    documents_cited: float
    false_gaps: int
    unsupported: int
    seconds_median: float
    seconds_most: float

    @property
    def held(self) -> bool:
        """Whether every bound of this module is held; of the times, the median."""
        return (
            self.fact_recall >= LEAST_FACTS
            and self.gaps_named >= LEAST_GAPS
            and self.unsupported == 0
            and self.seconds_median <= MOST_SECONDS
        )


def load_requests(path: Path = DATASET) -> list[RequestCase]:
    """The requests of a set.

    Raises:
        DatasetError: the file cannot be read, or a line is not such a request.
    """
    return [case for _, case in read_records(path, RequestCase, _EXPECTED)]


def measure_requests(
    cases: Sequence[RequestCase], assistant: Assistant, clock: Callable[[], float] = time.perf_counter
) -> Iterator[Measured]:
    """Makes each draft and compares it; the first question warms the model up and is not timed."""
    assistant.ask("Qu’est-ce que la politique de la ville ?")
    for case in cases:
        started = clock()
        draft = prepare_draft(case.request, assistant, today=date.fromisoformat(case.today)).draft
        yield compare(case, draft, assistant, clock() - started)


def compare(case: RequestCase, draft: Draft, assistant: Assistant, seconds: float) -> Measured:
    """A draft against what was expected of it."""
    shown = squash("\n".join(answered(draft)))
    single = [gap for gap in draft.gaps if not is_unsplit(gap, case)]
    gaps = [squash(gap) for gap in single]
    facts = [forms for forms in case.facts if not any(squash(f) in shown for f in forms)]
    unnamed = [forms for forms in case.gaps if not any(squash(f) in g for f in forms for g in gaps)]
    cited = {s.document for s in draft.sources}
    uncited = [d for d in case.documents if d not in cited]
    expected = [squash(f) for forms in case.gaps for f in forms]
    return Measured(
        case.id,
        facts=len(case.facts),
        facts_found=len(case.facts) - len(facts),
        gaps=len(case.gaps),
        gaps_named=len(case.gaps) - len(unnamed),
        documents=len(case.documents),
        documents_cited=len(case.documents) - len(uncited),
        false_gaps=tuple(
            g for g in draft.gaps if g not in single or not any(e in squash(g) for e in expected)
        ),
        unsupported=tuple(_unsupported(draft, assistant)),
        missed=(
            *(f"fait : {forms[0]}" for forms in facts),
            *(f"manque : {forms[0]}" for forms in unnamed),
            *(f"document : {d}" for d in uncited),
        ),
        seconds=seconds,
    )


def answered(draft: Draft) -> list[str]:
    """What a draft says of its own: its sentences of answer and the actions that it announces."""
    elements = [*draft.of(ANSWER, kept=True), *draft.of(ACTIONS, kept=True)]
    return [element.text for element in elements if not element.heading]


def is_unsplit(gap: str, case: RequestCase) -> bool:
    """Whether a gap repeats several sentences of a request, or all of one that asks several things."""
    named = squash(gap)
    sentences = [squash(sentence) for sentence in _SENTENCE_END.split(case.request)]
    repeated = [s for s in sentences if len(s) >= _SENTENCE and s in named]
    whole = len(named) >= _WHOLE * len(squash(case.request)) and len(case.facts) + len(case.gaps) > 1
    return whole or len(repeated) > 1


def _unsupported(draft: Draft, assistant: Assistant) -> Iterator[str]:
    """Sentences without a source, not supported by it, or whose quote is not on its page."""
    for element in draft.of(ANSWER, kept=True):
        if element.heading:
            continue
        sources = [draft.source(n) for n in element.sources]
        pages = [assistant.index.page_text(s.document, s.page) for s in sources]
        on_page = all(squash(s.quote) in squash(p) for s, p in zip(sources, pages, strict=True))
        if (
            not sources
            or not on_page
            or check_by_words(element.text, [t for s in sources for t in (s.quote, s.passage)])
            == "sans source"
        ):
            yield element.text


def totals(measured: Sequence[Measured]) -> Totals:
    """The figures of a whole set."""

    def share(found: str, of: str) -> float:
        whole = sum(getattr(m, of) for m in measured)
        return sum(getattr(m, found) for m in measured) / whole if whole else 1.0

    seconds = sorted(m.seconds for m in measured)
    return Totals(
        requests=len(measured),
        fact_recall=share("facts_found", "facts"),
        gaps_named=share("gaps_named", "gaps"),
        documents_cited=share("documents_cited", "documents"),
        false_gaps=sum(len(m.false_gaps) for m in measured),
        unsupported=sum(len(m.unsupported) for m in measured),
        seconds_median=seconds[len(seconds) // 2] if seconds else 0.0,
        seconds_most=seconds[-1] if seconds else 0.0,
    )


def lines(found: Totals) -> list[str]:
    """The figures in words."""
    names = {
        "requests": "demandes",
        "fact_recall": "faits retrouvés",
        "gaps_named": "manques signalés",
        "documents_cited": "documents cités",
        "false_gaps": "manques signalés à tort",
        "unsupported": "phrases sans appui",
        "seconds_median": "secondes par brouillon, médiane",
        "seconds_most": "secondes par brouillon, maximum",
    }
    shown = []
    for field in fields(found):
        value = getattr(found, field.name)
        shown.append(
            f"{names[field.name]} : {value:.3f}"
            if isinstance(value, float)
            else f"{names[field.name]} : {value}"
        )
    return shown
