"""The documents of the corpus about a topic, for a question that looks for documents and not for an answer.

topic, without the words that ask for documents → best passage of each document → those about it, presented
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.action_choice import Related
from assistant.answer.builder import AnswerBuilder
from assistant.answer.composition import NEAR_BEST, NEAR_LIST, Shown
from assistant.answer.refusals import Refusal, catalogue
from assistant.index import Index
from assistant.language import content_stems, stem_set
from assistant.question import Kind, Parser, Question
from assistant.reading import Answering, Evidence, Weigher, gather
from assistant.search import HybridRetriever, Query, ScoredPassage
from assistant.types import Answer, Document, Sentence

_WIDE = 40
"""Passages among which documents are looked for."""
_MOST = 5
_DESCRIBED = 0.5
"""Share of the topic's idf that a document's title, themes or summary say when it is about that topic."""
_SHORTEST = 6
_ABOUT = re.compile(
    r"\b(?:(?:sur|concernant)\b|(?:à propos|au sujet|autour|parl\w+|trait\w+) (?:de l[a'’]|des?|du|d['’]))"
    r"\s*(.+)$",
    re.IGNORECASE,
)
_ASKING = stem_set(
    "document dossier texte ouvrage livre fiche publication ressource lecture note bibliographie "
    "documentation lire chercher trouver disposer proposer existe recommander consulter aider "
    "comprendre savoir bonjour merci"
)
_ADVISE = re.compile(r"conseille[rz]?", re.IGNORECASE)  # its stem is that of « conseil citoyen »
_WORD = re.compile(r"[\w’'-]+")


def topic_of(question: str) -> str:
    """What the documents that a question looks for must be about; empty when it does not say."""
    asked = question.rstrip(" ?!.")
    about = _ABOUT.search(asked)
    kept = (w for w in _WORD.findall(asked) if not (_ASKING & set(content_stems(w)) or _ADVISE.fullmatch(w)))
    topic = about[1] if about else " ".join(kept)
    return topic if stem_set(topic) else ""


@dataclass(frozen=True, slots=True)
class Topic:
    """The stage that finds what a question that looks for documents wants them to be about."""

    builder: AnswerBuilder
    parser: Parser

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        if state.kind is not Kind.DOCUMENTS:
            return state
        text = state.question.text
        topic = topic_of(text)
        if not topic:
            every = catalogue(len(self.builder.index.documents))
            return state.answered(Answer(text, text, notice=every))
        wanted = self.parser.part(topic)
        if wanted.about_the_centre:
            return replace(state, question=replace(state.question, kind=Kind.GENERAL))
        return replace(state, topic=wanted)


@dataclass(frozen=True, slots=True)
class DocumentsOnTopic:
    """The stage that answers questions that look for documents: each with a sentence of its own.

    Attributes:
        sure: confidence from which a document is shown whose title, themes and summary do not say the topic.
    """

    retriever: HybridRetriever
    builder: AnswerBuilder
    related: Related
    sure: float

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        if state.topic is None or state.query is None or not state.enough:
            return state
        hits = self.retriever.rank(state.query, _WIDE, state.filters)
        sure = state.confidence >= self.sure
        wide = replace(state, hits=tuple(hits))
        shown = _presented(state.topic, state.query, hits, self.retriever.index, sure=sure)
        if not shown:
            return state.answered(self.builder.refuse(wide, Refusal.NOT_FOUND))
        return state.answered(self.related(wide, self.builder.compose(wide, shown)))


def _presented(
    topic: Question, query: Query, hits: Sequence[ScoredPassage], index: Index, *, sure: bool
) -> list[Shown]:
    """One sentence of each document about a topic, the nearest document first.

    A document whose title, themes or summary say the topic is presented by the sentence that it opens with,
    another by its best sentence.

    Args:
        hits: passages for the topic, best first.
        sure: whether the passages are near enough for documents that do not say the topic themselves.
    """
    first: dict[str, ScoredPassage] = {}
    for hit in hits:
        first.setdefault(hit.passage.document, hit)
    best: dict[str, Evidence] = {}
    for evidence in gather(topic, query, list(first.values()), index):
        best.setdefault(evidence.passage.document, evidence)
    weigher = Weigher(query, index)
    described = {d: weigher.coverage(_description(index.documents[d])) for d in best}
    near = NEAR_LIST if max(described.values(), default=0.0) >= _DESCRIBED else NEAR_BEST
    floor = max((e.score for e in best.values()), default=0.0) - near
    kept = [d for d, e in best.items() if described[d] >= _DESCRIBED or (sure and e.score >= floor)]
    order = sorted(kept, key=lambda d: -(described[d] + best[d].score))[:_MOST]
    return [
        (_opening(first[d].number, query, index) if described[d] >= _DESCRIBED else None)
        or Shown(best[d].sentence, best[d].passage)
        for d in order
    ]


def _description(document: Document) -> frozenset[str]:
    return stem_set(" ".join((document.title, *document.themes, document.summary or "")))


def _opening(number: int, query: Query, index: Index) -> Shown | None:
    """The sentence that opens the document of a passage, when it says something of the topic."""
    while number and index.passages[number - 1].document == index.passages[number].document:
        number -= 1
    passage = index.passages[number]
    said = (s for s in passage.sentences if _is_whole(s) and stem_set(s.text) & stem_set(query.text))
    sentence = next(said, None)
    return Shown(sentence, passage) if sentence else None


def _is_whole(sentence: Sentence) -> bool:
    """Whether a sentence is whole: no title, and no line that introduces others."""
    words = len(content_stems(sentence.text))
    return bool(sentence.quote) and words >= _SHORTEST and sentence.text.rstrip().endswith(".")
