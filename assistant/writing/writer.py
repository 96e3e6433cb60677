"""An answer written by a language model, of which only checked sentences are let out.

The model gets the passages as fenced data and streams sentences with their passage numbers. Each complete
sentence is checked by code; those that fail are sent back once with what is missing, then dropped. Numbers
outside the passages are dropped too. Nothing checked in the end: the extractive answer stands.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Shown, cite
from assistant.embedding import SentenceEncoder
from assistant.events import emit
from assistant.index import Index
from assistant.language import Glossary, content_stems, is_french, is_order, squash, stem_set, visible
from assistant.reading import (
    Checker,
    Cited,
    ClaimVerdict,
    GroundingChecker,
    links,
    load_entailment,
    missing_facts,
)
from assistant.settings import Settings
from assistant.types import Answer, AnswerSentence, Citation, Dropped, Passage, Sentence, Usage
from assistant.writing.language_model import (
    Budget,
    Call,
    LanguageModel,
    ModelCallError,
    Prompt,
    load_language_model,
    why,
)
from assistant.writing.prompts import NO_ANSWER, repair_prompt, write_prompt
from assistant.writing.sentence_stream import DraftSentence, draft_sentences

PASSAGES = 5
MOST_SENTENCES = 8
MOST_REPAIRS = 4
_MOST_SUPPORTS = 2
_LONGEST_SENTENCE = 500
_WEB = ("http://", "https://", "www.")
FALLBACK = "La rédaction n’a pas abouti : voici des extraits des documents."


@dataclass(frozen=True, slots=True)
class Written:
    """A checked sentence with the citations that are new with it."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class WritingOutcome:
    """How the writing ended.

    Attributes:
        answer: the answer to show; the extractive one when nothing was written.
        failure: why the model gave nothing, empty otherwise; for logs and evaluations.
    """

    answer: Answer
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """The passages of one question as the model and the checker read them; orders are left out.

    Attributes:
        sentences: for each passage, its sentences that may be quoted.
    """

    passages: tuple[Passage, ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    cited: tuple[Cited, ...]
    headings: tuple[str, ...]

    @classmethod
    def of(cls, passages: Sequence[Passage], index: Index) -> Material:
        """The material of some passages; one without a sentence to quote is left out."""
        kept = [(p, s) for p in passages if (s := _quotable(p))]
        headings = tuple(_heading(p, index) for p, _ in kept)
        cited = tuple(
            Cited(tuple(_with_intro(s) for s in sentences), heading)
            for (_, sentences), heading in zip(kept, headings, strict=True)
        )
        return cls(tuple(p for p, _ in kept), tuple(s for _, s in kept), cited, headings)


def _quotable(passage: Passage) -> tuple[Sentence, ...]:
    return tuple(s for s in passage.sentences if s.quote and not is_order(f"{s.intro} {s.text}"))


def _with_intro(sentence: Sentence) -> str:
    intro = sentence.intro if sentence.kind == "item" else ""
    return visible(f"{intro} {sentence.text}".strip())


def _heading(passage: Passage, index: Index) -> str:
    document = index.documents[passage.document]
    parts = [document.title, document.date or "", *passage.headings]
    return visible(" › ".join(part for part in parts if part and not is_order(part)))


class Writer:
    """Writes answers with a language model and a checker."""

    def __init__(self, model: LanguageModel, checker: Checker, index: Index, glossary: Glossary) -> None:
        self.model = model
        self.checker = checker
        self.index = index
        self.glossary = glossary

    def write(
        self, extract: Answer, passages: Sequence[Passage], budget: Budget | None = None
    ) -> Iterator[Written | WritingOutcome]:
        """Checked sentences one by one, then the outcome.

        Args:
            extract: the extractive answer, which stands when nothing is written.
            passages: what was retrieved, best first; the first ``PASSAGES`` are used.
            budget: what the rewriting of the question left; a whole one otherwise.
        """
        budget = budget or self.model.budget()
        material = Material.of(passages[:PASSAGES], self.index)
        page = _Page(self, extract, material)
        prompt = write_prompt(
            extract.standalone_question,
            [(h, c.sentences) for h, c in zip(material.headings, material.cited, strict=True)],
        )
        call, failure = Call(), ""
        try:
            yield from page.take(draft_sentences(self.model.stream(prompt, call, budget.deadline)))
        except ModelCallError as error:
            failure = str(error)
            emit("model_failure", logging.WARNING, model=self.model.name, step="write", **why(error))
        if page.failed and not failure:
            yield from self._repair(page, prompt, call, budget.deadline)
        yield WritingOutcome(page.answer(), page.dropped(), budget.after(call.usage).usage, failure)

    def _repair(self, page: _Page, prompt: Prompt, call: Call, deadline: float) -> Iterator[Written]:
        """One second try for the sentences that failed, told what is wrong with them."""
        failed = [(d.text, d.problems) for d in page.failed[:MOST_REPAIRS]]
        second = Call()
        try:
            yield from page.take(
                draft_sentences(self.model.stream(repair_prompt(prompt, failed), second, deadline))
            )
        except ModelCallError as error:
            emit("model_failure", logging.WARNING, model=self.model.name, step="repair", **why(error))
        finally:
            call.usage += second.usage


class _Page:
    """The answer being written: what was let out, what was not."""

    def __init__(self, writer: Writer, extract: Answer, material: Material) -> None:
        self._writer = writer
        self._extract = extract
        self._material = material
        self._shown: list[tuple[str, list[Shown], bool]] = []
        self._citations: tuple[Citation, ...] = ()
        self._sentences: tuple[AnswerSentence, ...] = ()
        self.failed: list[Dropped] = []

    def take(self, found: Iterator[DraftSentence]) -> Iterator[Written]:
        """Lets out the sentences that pass; stops at a loop or when the answer is long enough."""
        repeated = 0
        for draft in found:
            if squash(draft.text) == squash(NO_ANSWER):
                continue
            if any(squash(draft.text) == squash(text) for text, *_ in self._shown):
                repeated += 1
                if repeated > 2:
                    return
                continue
            yield from self._one(draft)
            if len(self._shown) >= MOST_SENTENCES or len(self.failed) > 2 * MOST_SENTENCES:
                return

    def _one(self, draft: DraftSentence) -> Iterator[Written]:
        problems = bad_form(draft.text)
        places = self._cited_places(draft)
        verdict = ClaimVerdict(False, 0.0, tuple(problems))
        if not problems:
            verdict = self._writer.checker.check(draft.text, [self._material.cited[p] for p in places])
        if not verdict.supported:
            self.failed.append(Dropped(draft.text, verdict.problems or ("sens trop éloigné des passages",)))
            return
        supports = [(places[p], s) for p, s in verdict.support]
        before = len(self._citations)
        self._shown.append((draft.text, *self._supports(draft.text, supports)))
        self._number()
        yield Written(self._sentences[-1], self._citations[before:])

    def _cited_places(self, draft: DraftSentence) -> list[int]:
        """The passages that a draft cites; all of them when it cites none that exists."""
        count = len(self._material.passages)
        places = [n - 1 for n in draft.cites if 0 < n <= count]
        return places or list(range(count))

    def _supports(self, text: str, supports: Sequence[tuple[int, int]]) -> tuple[list[Shown], bool]:
        """The sentences to cite: the best, and another one if it holds what the best lacks."""
        chosen: list[tuple[int, int]] = []
        wanted = set(content_stems(text))
        for place in supports:
            held = stem_set(self._sentence(place)) & wanted
            if not chosen or (
                len(chosen) < _MOST_SUPPORTS and (len(held) >= 2 or self._adds(text, chosen, place))
            ):
                chosen.append(place)
                wanted -= held
        verbatim = squash(text) in squash(self._material.sentences[chosen[0][0]][chosen[0][1]].text)
        return [
            Shown(self._material.sentences[p][s], self._material.passages[p]) for p, s in chosen
        ], verbatim

    def _sentence(self, place: tuple[int, int]) -> str:
        return self._material.cited[place[0]].sentences[place[1]]

    def _adds(self, text: str, chosen: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
        """Whether one more sentence holds a figure or a name that the chosen ones lack."""
        glossary = self._writer.glossary
        have = [self._sentence(c) for c in chosen]
        return len(missing_facts(text, [*have, self._sentence(place)], glossary)) < len(
            missing_facts(text, have, glossary)
        )

    def _number(self) -> None:
        """Numbers the citations; those of earlier sentences keep theirs."""
        every = [shown for _, supports, _ in self._shown for shown in supports]
        quoted, citations = cite(every, self._writer.index)
        numbers = iter(q.citations[0] for q in quoted)
        sentences = []
        for text, supports, verbatim in self._shown:
            own = tuple(dict.fromkeys(next(numbers) for _ in supports))
            sentences.append(AnswerSentence(text, own, "verbatim" if verbatim else "supported"))
        self._sentences, self._citations = tuple(sentences), citations

    def answer(self) -> Answer:
        """The written answer, or the extractive one with a notice."""
        if not self._sentences:
            return replace(self._extract, notice=self._extract.notice or FALLBACK)
        return replace(
            self._extract,
            mode="llm",
            model=self._writer.model.name,
            sentences=self._sentences,
            citations=self._citations,
        )

    def dropped(self) -> tuple[Dropped, ...]:
        """What was not let out; a sentence that a repair replaced is among them."""
        return tuple(self.failed)


def bad_form(text: str) -> list[str]:
    """What keeps a sentence from being shown whatever its passages say, in French."""
    problems: list[str] = []
    if "](" in text or "![" in text or "<" in text or "`" in text or "|" in text:
        problems.append("mise en forme, balise ou image")
    if any(
        not link.casefold().startswith(("http://", "https://", "www.")) and ":" in link
        for link in links(text)
    ):
        problems.append("lien qui n’est pas une adresse du Web")
    if is_order(text):
        problems.append("consigne adressée à une machine")
    if not is_french(text):
        problems.append("phrase qui n’est pas en français")
    if len(text) > _LONGEST_SENTENCE:
        problems.append("phrase trop longue")
    return problems


def load_writer(
    settings: Settings, index: Index, encoder: SentenceEncoder, glossary: Glossary
) -> Writer | None:
    """The writer that the settings ask for; ``None`` without a language model.

    Raises:
        AssistantError: the language model or the NLI model cannot be set up.
    """
    model = load_language_model(settings)
    if model is None:
        return None
    entailment = load_entailment(settings.nli_model) if settings.nli_model else None
    return Writer(model, GroundingChecker(encoder, glossary, entailment=entailment), index, glossary)
