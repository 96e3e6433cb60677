"""Chooses and scores sentences for a question, and describes how strong the evidence is.

A sentence scores what its words say (MaxSim), what its passage is worth, and whether it has the kind
of thing that is asked. The strength of the evidence is a dozen features that do not depend on the
size of the corpus; ``decision`` turns them into one probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from assistant.answer_types import asked, fit
from assistant.french import content_stems, normalize
from assistant.index import Index
from assistant.late_interaction import words_with_tokens
from assistant.retrieval import Query, ScoredPassage
from assistant.types import Passage, Sentence

PASSAGES = 8
PASSAGE_SHARE = 0.5
TYPE_SHARE = 0.06
DEFINITION_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        number: of the sentence in the index.
        score: how well it answers; comparable within one question only.
        maxsim: late-interaction score in [-1, 1].
        similarity: cosine with the question.
        coverage: share of the question's idf that its words hold.
    """

    sentence: Sentence
    passage: Passage
    number: int
    score: float
    maxsim: float
    similarity: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Strength:
    """What the refusal decision sees; every feature is bounded and free of the corpus's size.

    Attributes:
        similarity: best cosine of a sentence.
        maxsim: best late-interaction score.
        spread: lead of the best cosine over the median of the sentences compared.
        weakest: match of the question's least matched important word in the best sentences.
        sentence_coverage, passage_coverage, top_coverage: idf share of the question's words found in
            the best sentence, in the best passage and in the first three passages.
        bm25: BM25 of the best passage over the question's idf mass.
        unknown: idf share of the question's words that the corpus lacks.
        typed: whether the first sentences have the kind of thing asked (-1, 0 or 1).
        length: logarithm of the number of content words.
        agreement: whether the best passage by words is also the best by meaning.
    """

    similarity: float
    maxsim: float
    spread: float
    weakest: float
    sentence_coverage: float
    passage_coverage: float
    top_coverage: float
    bm25: float
    unknown: float
    typed: float
    length: float
    agreement: float

    def values(self) -> list[float]:
        """The features in the order of ``names``."""
        return [float(getattr(self, name)) for name in self.names()]

    @classmethod
    def names(cls) -> list[str]:
        """Names of the features."""
        return [f.name for f in fields(cls)]


class Weigher:
    """Inverse document frequency of the question's stems, other wordings counting as the word itself."""

    def __init__(self, query: Query, index: Index) -> None:
        self._idf = {s: index.stems.idf(s) for s in content_stems(query.text)}
        self._known = {s for s in self._idf if index.stems.frequency(s)}
        self._others = frozenset(s for text in query.expansions for s in content_stems(text))
        self.total = sum(self._idf.values()) or 1.0
        self.count = len(self._idf)

    def coverage(self, stems: frozenset[str] | set[str]) -> float:
        """Share of the idf mass that a set of stems holds."""
        return sum(weight for stem, weight in self._idf.items() if stem in stems) / self.total

    def unknown(self) -> float:
        """Share of the idf mass of the stems that the corpus lacks."""
        return sum(w for s, w in self._idf.items() if s not in self._known) / self.total


def sentence_stems(passage: Passage, sentence: Sentence, title: str) -> set[str]:
    """The stems that a sentence says or stands under (introduction, last heading, title)."""
    return set(content_stems(" ".join((title, *passage.headings[-1:], sentence.intro, sentence.text))))


def gather(query: Query, hits: Sequence[ScoredPassage], index: Index, subject: str = "") -> list[Evidence]:
    """The sentences of the first passages, best first.

    Args:
        subject: the term whose definition is asked, folded; a sentence that opens with it is preferred.
    """
    kinds = asked(query.text)
    weigher = Weigher(query, index)
    found: list[Evidence] = []
    for hit in hits[:PASSAGES]:
        first = int(index.first_sentence[hit.number])
        title = index.documents[hit.passage.document].title
        for offset, sentence in enumerate(hit.passage.sentences):
            if not sentence.quote:
                continue
            maxsim = float(query.weights @ hit.matches[:, offset])
            score = maxsim + PASSAGE_SHARE * hit.score + TYPE_SHARE * fit(kinds, sentence.text)
            score += DEFINITION_SHARE * defines(sentence.text, subject)
            similarity = float(index.sentence_vectors[first + offset] @ query.vector)
            coverage = weigher.coverage(sentence_stems(hit.passage, sentence, title))
            found.append(Evidence(sentence, hit.passage, first + offset, score, maxsim, similarity, coverage))
    return sorted(found, key=lambda e: (-e.score, e.number))


def defines(sentence: str, subject: str) -> float:
    """1 when a sentence opens like a definition of the subject, else 0."""
    if not subject:
        return 0.0
    normal = normalize(sentence)
    at = normal.find(subject)
    verb = any(f" {v} " in f" {normal} " for v in ("est", "sont", "designe", "designent", "consiste", "vise"))
    colon = " : " in sentence[: at + len(subject) + 20] if at >= 0 else False
    return 1.0 if 0 <= at <= 12 and (verb or colon) else 0.0


def strength(
    query: Query, hits: Sequence[ScoredPassage], evidence: Sequence[Evidence], index: Index
) -> Strength:
    """How strong the evidence for an answer is."""
    weigher = Weigher(query, index)
    if not hits or not evidence:
        return Strength(0, 0, 0, 0, 0, 0, 0, 0, weigher.unknown(), -1, math.log1p(weigher.count), 0)
    stems = [set(content_stems(_whole(hit, index))) for hit in hits[:3]]
    similarities = np.array([e.similarity for e in evidence])
    best_sentence = evidence[0]
    title = index.documents[best_sentence.passage.document].title
    own = sentence_stems(best_sentence.passage, best_sentence.sentence, title)
    by_words = max(hits, key=lambda h: h.bm25)
    by_meaning = max(hits, key=lambda h: h.similarity)
    kinds = asked(query.text)
    return Strength(
        similarity=float(similarities.max()),
        maxsim=max(e.maxsim for e in evidence),
        spread=float(similarities.max() - np.median(similarities)),
        weakest=_weakest(query, hits[:3]),
        sentence_coverage=weigher.coverage(own),
        passage_coverage=max(weigher.coverage(s) for s in stems[:1]),
        top_coverage=max(weigher.coverage(s) for s in stems),
        bm25=min(3.0, max(h.bm25 for h in hits) / weigher.total),
        unknown=weigher.unknown(),
        typed=max(fit(kinds, e.sentence.text) for e in evidence[:3]),
        length=math.log1p(weigher.count),
        agreement=float(by_words.number == by_meaning.number),
    )


def _whole(hit: ScoredPassage, index: Index) -> str:
    title = index.documents[hit.passage.document].title
    return " ".join((title, *hit.passage.headings, hit.passage.text))


def _weakest(query: Query, hits: Sequence[ScoredPassage]) -> float:
    """Best passage's match of the important word that it matches least.

    Important words weigh at least half the mean weight of the question's words.
    """
    words = [inside for _, inside in words_with_tokens(query.text, query.tokens)]
    if not words:
        return 0.0
    weights = [float(query.weights[inside].sum()) for inside in words]
    important = [
        w for w, weight in zip(words, weights, strict=True) if weight >= 0.5 * sum(weights) / len(weights)
    ]
    return max(min(float(hit.matches[w].mean(axis=0).max()) for w in important) for hit in hits)
