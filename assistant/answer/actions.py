"""Answers about the actions of the programme: which ones, where they stand in time, what is not announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answer.action_choice import ENOUGH, ActionLines, Choice, asked_actions
from assistant.answer.builder import Replies
from assistant.answer.composition import Shown, action_lines, quoted
from assistant.answer.refusals import no_day, no_detail, no_programme, not_said
from assistant.programme.calendar import Programme, asks_for_everything, card, headings, latest
from assistant.programme.edits import changes_in_words
from assistant.programme.vocabulary import Vocabulary
from assistant.question.kinds import (
    asks_a_detail,
    asks_about_a_day,
    asks_for_an_overview,
    asks_what_is_coming,
    is_about_actions,
)
from assistant.reading.near_misses import unknown_names
from assistant.search.retriever import Query, ScoredPassage
from assistant.types import Answer


class ActionAnswers:
    """Answers about actions from one index.

    Args:
        published: the programmes as published, to find the lines that announce their actions.
        vocabulary: how the centre names its formats, publics and topics.
    """

    def __init__(self, replies: Replies, published: Sequence[Programme], vocabulary: Vocabulary) -> None:
        self._replies = replies
        self._vocabulary = vocabulary
        self._published = published
        self._lines = ActionLines(published, replies.index)

    def answer(
        self,
        question: str,
        query: Query,
        hits: Sequence[ScoredPassage],
        programmes: Sequence[Programme],
        today: date,
    ) -> Answer | None:
        """The answer to a question about actions; ``None`` when the programme has nothing on it."""
        if unknown := unknown_names(question, self._replies.index):
            return self._replies.refuse(question, not_said(unknown), hits)
        dated = any(a.precision == "jour" for p in programmes for a in p.actions)
        if asks_about_a_day(question) and not dated:
            return self._replies.refuse(question, no_day(self._replies.centre), hits)
        choice = self._choose(question, query, programmes, today)
        if choice.missing_year:
            reason = no_programme(choice.missing_year, [p.year for p in programmes])
            return self._replies.refuse(question, reason, hits)
        about_actions = is_about_actions(question, self._vocabulary)
        if choice.over is not None and not about_actions and choice.score < ENOUGH:
            return None
        if choice.over is not None:
            return self._programme_is_over(question, choice.over, hits, today)
        if not choice.actions:
            return None
        cards = tuple(card(a, today) for a in choice.actions)
        if asks_a_detail(question) and not any(a.precision == "jour" for a in choice.actions):
            reason = no_detail(self._replies.centre)
            return replace(self._replies.refuse(question, reason, hits), actions=cards)
        lines = self._overview(question, choice) or action_lines(choice.actions, self._replies.index)
        answer = self._replies.compose(question, lines, hits)
        return replace(answer, actions=cards, notice=_about_changes(choice, programmes, today))

    def _overview(self, question: str, choice: Choice) -> list[Shown]:
        """The headings of the programme where they first stand, when a question asks what it is made of."""
        if not (asks_for_an_overview(question) and asks_for_everything(question, self._vocabulary)):
            return []
        documents = {action.document for action in choice.actions}
        found = [
            (*place, heading, programme.document)
            for programme in self._published
            if programme.document in documents
            for heading in headings(programme)
            if (place := self._place(heading, programme.document))
        ]
        index = self._replies.index
        return [quoted(heading, document, page, index) for page, _, heading, document in sorted(found)]

    def _place(self, heading: str, document: str) -> tuple[int, int] | None:
        """The first page that has a heading to the letter, and where on it."""
        for number, text in enumerate(self._replies.index.pages.get(document, []), start=1):
            if (place := " ".join(text.split()).find(heading)) >= 0:
                return number, place
        return None

    def _choose(self, question: str, query: Query, programmes: Sequence[Programme], today: date) -> Choice:
        """The actions that a question asks for, in its own words, in other wordings, or by meaning."""
        coming = asks_what_is_coming(question)
        choice = asked_actions(question, programmes, self._vocabulary, today, coming=coming)
        if choice.settled:
            return choice
        return asked_actions(
            " ".join((question, *query.expansions)),
            programmes,
            self._vocabulary,
            today,
            coming=coming,
            by_meaning=lambda covered: self._lines.nearest(query.vector, covered),
        )

    def _programme_is_over(
        self, question: str, programme: Programme, hits: Sequence[ScoredPassage], today: date
    ) -> Answer:
        shown = [quoted(*found, self._replies.index) for found in self._title_line(programme)]
        answer = self._replies.compose(question, shown, hits)
        return replace(answer, notice=_over(programme, today))

    def _title_line(self, programme: Programme) -> list[tuple[str, str, int]]:
        """The title of a programme where it stands on one of its pages."""
        pages = self._replies.index.pages.get(programme.document, [])
        title = self._replies.index.documents[programme.document].title if pages else ""
        for number, text in enumerate(pages, start=1):
            for wanted in (title, title.replace("'", "’"), title.replace("’", "'")):
                if wanted and wanted in text:
                    return [(wanted, programme.document, number)]
        return []


def _about_changes(choice: Choice, programmes: Sequence[Programme], today: date) -> str | None:
    """What to say of the time of the actions found, of how many there are, and of what the team changed."""
    shown = len(choice.actions)
    more = choice.found > shown and (
        f"{choice.found} actions du programme répondent ; en voici {shown}. "
        "La page Programme les montre toutes."
    )
    said = (_about_time(choice, programmes, today), more, changes_in_words(choice.actions))
    return " ".join(part for part in said if part) or None


def _about_time(choice: Choice, programmes: Sequence[Programme], today: date) -> str | None:
    """What to say when the actions found are of a programme that is over."""
    last = latest(programmes)
    if last is None or last.end >= today or all(a.document != last.document for a in choice.actions):
        return None
    return _over(last, today)


def _over(programme: Programme, today: date) -> str:
    return (
        f"Le dernier programme d’actions du corpus est celui de {programme.year} ; il s’est achevé le "
        f"{programme.end:%d/%m/%Y}. Au {today:%d/%m/%Y}, aucune de ses actions n’est à venir."
    )
