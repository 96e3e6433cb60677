"""What a question asks the meaning or the purpose of, and the passages that say what it is.

A term that stands all over a corpus, the centre's own name first, has its definition far down the ranking:
every passage says the words of the question. The passage that defines it is looked for further down then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.language.french import content_stems, fold, stem_set
from assistant.language.glossary import Glossary
from assistant.question.kinds import Kind
from assistant.reading.evidence import PASSAGES
from assistant.reading.sentence_forms import Form, Sought, asked_for, defines
from assistant.search.retriever import HybridRetriever, Query, ScoredPassage
from assistant.types import Filters, Passage

_FURTHER = 100
"""Passages among which a definition is looked for."""
_MOST = 2
_ASKS_DEFINITION = re.compile(
    r"qu'? ?est[- ]ce qu(?:e|')?|c'? ?est quoi|ce qu'?(?: ?est| sont)|explique[rz]?(?:-moi)?"
    r"|simplement|definition|definir"
    r"|que signifie(?:nt)?|que veut dire|ca veut dire|quoi|sigle|acronyme|signification"
    r"|en quoi consiste(?:nt)?"
    r"|correspond|que sont|que recouvre|entend-on par|pouvez-vous|m'|moi|terme|mot|exactement|du pole"
    r"|precisement"
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
    glossary: Glossary

    def among(
        self, question: str, kind: Kind, query: Query, hits: Sequence[ScoredPassage], filters: Filters
    ) -> tuple[list[ScoredPassage], Sought | None]:
        """The passages found, after those that define what is asked when none of the first ones does.

        Returns:
            the passages, best first, and the form of the sentence that the question asks for, if any.
        """
        subject = self._defined(question) if kind is Kind.DEFINITION else _served(question)
        definition = Sought(Form.DEFINITION, (subject,))
        otherwise = definition if kind is Kind.DEFINITION else asked_for(question, self.glossary)
        if not subject or any(_is_definition(hit.passage, subject) for hit in hits[:PASSAGES]):
            return list(hits), otherwise
        known = {hit.number for hit in hits[:PASSAGES]}
        further = (i for i in self.retriever.saying(subject, _FURTHER, filters) if i not in known)
        passages = self.retriever.index.passages
        found = list(islice((i for i in further if _is_definition(passages[i], subject)), _MOST))
        rest = [hit for hit in hits if hit.number not in found]
        return [*self.retriever.at(found, query), *rest], definition if found else otherwise

    def says_what_is(self, thing: str, sentence: str) -> bool:
        """Whether a sentence defines a thing, named in any of its forms."""
        return defines(sentence, self._defined(thing)) > 0

    def _defined(self, question: str) -> frozenset[str]:
        """The stems of the term whose definition is asked, an acronym in its long form."""
        acronyms = self.glossary.acronyms_in(question)
        if acronyms and acronyms[0].long:
            return stem_set(acronyms[0].long)
        return stem_set(_ASKS_DEFINITION.sub(" ", fold(question)))


def _served(question: str) -> frozenset[str]:
    """The stems of the thing whose public or purpose is asked; empty for another question."""
    folded = fold(question).strip()
    asking = _ASKS_PURPOSE.match(folded)
    return frozenset(content_stems(folded[asking.end() :])) if asking else frozenset()


def _is_definition(passage: Passage, subject: frozenset[str]) -> bool:
    return any(defines(sentence.text, subject) for sentence in passage.sentences if sentence.quote)
