"""Practical questions about the centre itself: its phone, mail, address, site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer.builder import AnswerBuilder
from assistant.answer.composition import Shown
from assistant.index import Index
from assistant.question import Kind, has
from assistant.reading import Answering

_PLACES = ("phone", "fax", "mail", "url", "address")
_MOST = 2
_CONTENT = re.compile(r"\bque (?:trouve|contient|propose|publie|met|peut-on)|\bqu'? ?y a-t-il")


@dataclass(frozen=True, slots=True)
class Contacts:
    """The stage that gives the centre's own phone, mail, address or site."""

    builder: AnswerBuilder

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        practical = state.of_the_centre and state.kind in (Kind.DEFINITION, Kind.GENERAL)
        if not (state.kind is Kind.CONTACT or practical) or not state.enough:
            return state
        lines = contact_lines(state, self.builder.index)
        return state.answered(self.builder.compose(state, lines)) if lines else state


def contact_lines(state: Answering, index: Index) -> list[Shown]:
    """The lines that give what is asked for; empty when the question is not about the centre itself."""
    question, query = state.question, state.query
    asked = [k for k in question.expected if k in _PLACES]
    about = question.about_the_centre if state.kind is Kind.CONTACT else set(asked) - {"url"}
    if query is None or not about or _CONTENT.search(question.normal):
        return []
    wanted = asked or ["phone", "mail"]
    scored = [
        (
            sum(has(shown.sentence.text, k) for k in wanted),
            float(index.sentence_vectors[n] @ query.vector),
            shown,
        )
        for n, shown in _centre_sentences(index)
        if any(has(shown.sentence.text, k) for k in wanted)
    ]
    scored.sort(key=lambda s: (-s[0], -s[1]))
    return [shown for _, _, shown in scored[:_MOST]]


def _centre_sentences(index: Index) -> Iterator[tuple[int, Shown]]:
    for number, passage in enumerate(index.passages):
        if index.documents[passage.document].kind in index.centre.own_kinds:
            first = int(index.first_sentence[number])
            for offset, sentence in enumerate(passage.sentences):
                if sentence.quote:
                    yield first + offset, Shown(sentence, passage)
