"""What a question asks the meaning or the purpose of, and the passages that say what it is.

A term that stands all over a corpus, the centre's own name first, has its definition far down the ranking:
every passage says the words of the question. The passage that defines it is looked for further down then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.language import content_stems, stem_set
from assistant.question import Kind, Question
from assistant.reading.evidence import PASSAGES
from assistant.reading.sentence_forms import defines
from assistant.search import HybridRetriever, Query, ScoredPassage
from assistant.types import Filters, Passage

_FURTHER = 100
"""Passages among which a definition is looked for."""
_MOST = 2
_ASKS_DEFINITION = re.compile(
    r"\b(?:qu'? ?est[- ]ce qu(?:e|')?|c'? ?est quoi|ce qu'?(?: ?est| sont)|explique[rz]?(?:-(?:moi|nous))?"
    r"|simplement|definition|definir|que signifie(?:nt)?|que veut dire|ca veut dire|quoi|sigle|acronyme"
    r"|signification|en quoi consiste(?:nt)?|correspond|que sont|que recouvre|entend-on par|pouvez-vous"
    r"|m'|moi|terme|mot|exactement|precisement)(?<!\w')\b"
)
_ASKS_PURPOSE = re.compile(
    r"^(?:a qui (?:s'adresse(?:nt)?|(?:est|sont) (?:destine|adresse)e?s?)|a quoi (?:sert|servent)|que fait"
    r"|pour qui (?:est|sont)|au service de qui (?:est|sont|travaille)"
    r"|quel(?:le)?s? (?:est|sont) (?:le |la |les |l')?(?:roles?|missions?|buts?|objectifs?|vocation"
    r"|raison d'etre)(?: principale?s?)?)\b"
)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Finds what is defined in one index."""

    retriever: HybridRetriever

    def among(
        self, question: Question, query: Query, hits: Sequence[ScoredPassage], filters: Filters
    ) -> tuple[list[ScoredPassage], frozenset[str]]:
        """The passages found, after those that define what is asked when none of the first ones does.

        Returns:
            the passages, best first, and the stems of what is to be defined; none for another question.
        """
        subject = defined(question) if question.kind is Kind.DEFINITION else _served(question)
        sought = subject if question.kind is Kind.DEFINITION else frozenset()
        if not subject or any(_is_definition(hit.passage, subject) for hit in hits[:PASSAGES]):
            return list(hits), sought
        known = {hit.number for hit in hits[:PASSAGES]}
        further = (i for i in self.retriever.saying(subject, _FURTHER, filters) if i not in known)
        passages = self.retriever.index.passages
        found = list(islice((i for i in further if _is_definition(passages[i], subject)), _MOST))
        rest = [hit for hit in hits if hit.number not in found]
        return [*self.retriever.at(found, query), *rest], subject if found else sought


def defined(question: Question) -> frozenset[str]:
    """The stems of the term whose definition is asked, an acronym in its long form."""
    if question.acronyms and question.acronyms[0].long:
        return stem_set(question.acronyms[0].long)
    return stem_set(_ASKS_DEFINITION.sub(" ", question.folded.text))


def _served(question: Question) -> frozenset[str]:
    """The stems of the thing whose public or purpose is asked; empty for another question."""
    folded = question.folded.text.strip()
    asking = _ASKS_PURPOSE.match(folded)
    return frozenset(content_stems(folded[asking.end() :])) if asking else frozenset()


def _is_definition(passage: Passage, subject: frozenset[str]) -> bool:
    return any(defines(sentence.text, subject) for sentence in passage.sentences if sentence.quote)
