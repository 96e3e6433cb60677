"""Chooses and scores sentences for a question, and describes how strong the evidence is.

A sentence scores what its words say (MaxSim), what its passage is worth, and whether it has the kind
of thing that is asked. The strength of the evidence is a dozen features that do not depend on the
size of the corpus; ``decision`` turns them into one probability.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.index import Floats, Index, field_grams
from assistant.language import content_stems, is_order, stem_set
from assistant.question import Question, fit
from assistant.reading.sentence_forms import defines
from assistant.search import Query, ScoredPassage, without_quoted_replies, words_with_tokens
from assistant.types import Passage, Sentence

PASSAGES = 8
_FIRST = 3
PASSAGE_SHARE = 0.5
TYPE_SHARE = 0.06
DEFINITION_SHARE = 0.20
QUESTION_PENALTY = 0.25
"""Taken from a sentence that asks, unless questions are asked for: it seldom answers."""
_MOST_BM25 = 3.0
_MOST_NAMES = 3
_ASKS_QUESTIONS = re.compile(r"\b(?:questions?|interrogations?|interroge\w*|demander)\b", re.IGNORECASE)


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
        baseline: mean cosine of the question with the sentences of the corpus.
        maxsim: best late-interaction score.
        evenness: the same with all tokens weighing the same.
        lead: lead of the best passage over the last one compared, by late interaction.
        weakest: match of the question's least matched important word in the best sentence.
        sentence_coverage, passage_coverage: idf share of the question's words found in the best
            sentence, and in the best of the first three passages.
        bm25, grams: BM25 of the best passage over the question's idf mass, in each lexical field.
        unknown: idf share of the question's words that the corpus lacks.
        names_said: share of the names (capitals, years) of the question that the best passage has.
        names_missing: how many it lacks.
        agreement: whether the best passage by words is also the best by meaning.
    """

    similarity: float
    baseline: float
    maxsim: float
    evenness: float
    lead: float
    weakest: float
    sentence_coverage: float
    passage_coverage: float
    bm25: float
    grams: float
    unknown: float
    names_said: float
    names_missing: float
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

    def coverage(self, stems: frozenset[str]) -> float:
        """Share of the idf mass that a set of stems holds."""
        return sum(weight for stem, weight in self._idf.items() if stem in stems) / self.total

    def unknown(self) -> float:
        """Share of the idf mass of the stems that the corpus lacks."""
        return sum(w for s, w in self._idf.items() if s not in self._known) / self.total


def sentence_stems(passage: Passage, sentence: Sentence, title: str) -> frozenset[str]:
    """The stems that a sentence says or stands under (introduction, last heading, title)."""
    return stem_set(" ".join((title, *passage.headings[-1:], sentence.intro, sentence.text)))


def gather(
    question: Question,
    query: Query,
    hits: Sequence[ScoredPassage],
    index: Index,
    defined: frozenset[str] = frozenset(),
) -> list[Evidence]:
    """The sentences of the first passages, best first.

    Args:
        defined: the stems of what the question asks a definition of, if it does.
    """
    penalty = 0.0 if _ASKS_QUESTIONS.search(question.text) else QUESTION_PENALTY
    weigher = Weigher(query, index)
    found: list[Evidence] = []
    for hit in hits[:PASSAGES]:
        first = int(index.first_sentence[hit.number])
        title = index.documents[hit.passage.document].title
        for offset, sentence in enumerate(hit.passage.sentences):
            if not sentence.quote or is_order(sentence.text):
                continue
            maxsim = float(query.weights @ hit.matches[:, offset])
            score = maxsim + PASSAGE_SHARE * hit.score + TYPE_SHARE * fit(question.expected, sentence.text)
            under = sentence_stems(hit.passage, sentence, title)
            score += DEFINITION_SHARE * defines(sentence.text, defined) if defined else 0.0
            score -= penalty * _is_asking(sentence.text)
            similarity = float(index.sentence_vectors[first + offset] @ query.vector)
            coverage = weigher.coverage(under)
            found.append(Evidence(sentence, hit.passage, first + offset, score, maxsim, similarity, coverage))
    return without_quoted_replies(sorted(found, key=lambda e: (-e.score, e.number)), index)


def _is_asking(sentence: str) -> bool:
    """Whether a sentence asks, or introduces questions."""
    end = sentence.rstrip()[-1:]
    return end == "?" or (end == ":" and _ASKS_QUESTIONS.search(sentence) is not None)


def strength(
    question: Question,
    query: Query,
    hits: Sequence[ScoredPassage],
    evidence: Sequence[Evidence],
    index: Index,
) -> Strength:
    """How strong the evidence for an answer is."""
    if not hits or not evidence:
        return Strength(*([0.0] * len(fields(Strength))))
    weigher = Weigher(query, index)
    passages = [stem_set(_whole(hit, index)) for hit in hits[:_FIRST]]
    late = [float((query.weights @ hit.matches).max()) for hit in hits]
    names = _names(question)
    missing = min((len(names - stems) for stems in passages), default=len(names))
    by_words = max(hits, key=lambda h: h.bm25)
    by_meaning = max(hits, key=lambda h: h.similarity)
    return Strength(
        similarity=by_meaning.similarity,
        baseline=float((index.sampled_vectors @ query.vector).mean()),
        maxsim=max(late),
        evenness=max(float(hit.matches.mean(axis=0).max()) for hit in hits),
        lead=max(late) - min(late),
        weakest=_weakest(_match_of(evidence[0], hits, index), _important_words(query)),
        sentence_coverage=weigher.coverage(_stems_of(evidence[0], index)),
        passage_coverage=max(weigher.coverage(stems) for stems in passages),
        bm25=min(_MOST_BM25, by_words.bm25 / weigher.total),
        grams=min(_MOST_BM25, max(hit.gram_bm25 for hit in hits) / _gram_mass(query.text, index)),
        unknown=weigher.unknown(),
        names_said=1 - missing / max(1, len(names)),
        names_missing=min(_MOST_NAMES, missing),
        agreement=float(by_words.number == by_meaning.number),
    )


def _gram_mass(text: str, index: Index) -> float:
    return sum(index.grams.idf(gram) for gram in set(field_grams(text))) or 1.0


def _names(question: Question) -> set[str]:
    """The stems of what a question names: words with a capital and years."""
    return {stem for name in (*question.names, *question.years) for stem in stem_set(name)}


def _whole(hit: ScoredPassage, index: Index) -> str:
    title = index.documents[hit.passage.document].title
    return " ".join((title, *hit.passage.headings, hit.passage.text))


def _stems_of(evidence: Evidence, index: Index) -> frozenset[str]:
    title = index.documents[evidence.passage.document].title
    return sentence_stems(evidence.passage, evidence.sentence, title)


def _match_of(evidence: Evidence, hits: Sequence[ScoredPassage], index: Index) -> Floats:
    """Best match of each question token in a sentence, shape (tokens,)."""
    hit = next(h for h in hits if h.passage is evidence.passage)
    found: Floats = hit.matches[:, evidence.number - int(index.first_sentence[hit.number])]
    return found


def _important_words(query: Query) -> list[list[int]]:
    """Token numbers of the words that weigh at least half the mean weight of the question's words.

    A long form that repeats an acronym weighs nothing and is no word here.
    """
    every = [inside for _, inside in words_with_tokens(query.text, query.tokens)]
    words = [inside for inside in every if query.weights[inside].any()]
    weights = [float(query.weights[inside].sum()) for inside in words]
    mean = sum(weights) / max(1, len(weights))
    return [inside for inside, weight in zip(words, weights, strict=True) if weight >= 0.5 * mean]


def _weakest(match: Floats, words: Sequence[list[int]]) -> float:
    return min((float(match[inside].mean()) for inside in words), default=0.0)
