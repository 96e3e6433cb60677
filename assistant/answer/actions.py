"""Answers about the actions of the programme: which ones, where they stand in time, what is not announced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.answer.action_choice import ENOUGH, ActionLines, ChosenActions, asked_actions
from assistant.answer.builder import AnswerBuilder
from assistant.answer.composition import Shown, action_lines, quoted
from assistant.answer.refusals import Refusal, no_programme, not_said
from assistant.programme import (
    Programme,
    Vocabulary,
    action_card,
    action_headings,
    asks_for_everything,
    changes_in_words,
    latest_programme,
)
from assistant.question import Asks, Kind, Question
from assistant.reading import Answering, unknown_names
from assistant.search import Query
from assistant.types import Action, Answer


@dataclass(frozen=True)
class Actions:
    """The stage that answers questions about the actions of the programme.

    Attributes:
        published: the programmes as published, to find the lines that announce their actions.
        programmes: the programmes as they are now.
    """

    builder: AnswerBuilder
    published: Sequence[Programme]
    programmes: Callable[[], Sequence[Programme]]
    vocabulary: Vocabulary

    @cached_property
    def lines(self) -> ActionLines:
        """Where each action stands in the index."""
        return ActionLines(self.published, self.builder.index)

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        if state.kind is not Kind.ACTIONS or state.query is None:
            return state
        answer = self._answer(state, state.query, self.programmes())
        if answer is None:
            return state
        # That a programme is over needs no evidence but its dates.
        told = answer.refused or not answer.actions
        return state.answered(answer) if told or state.enough else state

    def _answer(self, state: Answering, query: Query, programmes: Sequence[Programme]) -> Answer | None:
        """The answer to a question about actions; ``None`` when the programme has nothing on it."""
        question, today = state.question, state.today
        if unknown := unknown_names(question, self.builder.index):
            return self.builder.refuse(state, not_said(unknown))
        dated = any(a.precision == "jour" for p in programmes for a in p.actions)
        if question.wants(Asks.DAY) and not dated:
            return self.builder.refuse(state, Refusal.NO_DAY)
        choice = self._choose(question, query, programmes, today)
        if choice.missing_year:
            reason = no_programme(choice.missing_year, [p.year for p in programmes])
            return self.builder.refuse(state, reason)
        if choice.over is not None and not question.wants(Asks.ACTIONS_BY_NAME) and choice.score < ENOUGH:
            return None
        if choice.over is not None:
            return self._programme_is_over(state, choice.over, choice.actions)
        if not choice.actions:
            return None
        cards = tuple(action_card(a, today) for a in choice.actions)
        if question.wants(Asks.DETAIL) and not any(a.precision == "jour" for a in choice.actions):
            return replace(self.builder.refuse(state, Refusal.NO_DETAIL), actions=cards)
        lines = self._overview(question, choice) or action_lines(choice.actions, self.builder.index)
        answer = self.builder.compose(state, lines)
        return replace(answer, actions=cards, notice=_about_changes(choice, programmes, today))

    def _overview(self, question: Question, choice: ChosenActions) -> list[Shown]:
        """The headings of the programme where they first stand, when a question asks what it is made of."""
        if not (question.wants(Asks.OVERVIEW) and asks_for_everything(question.text, self.vocabulary)):
            return []
        documents = {action.document for action in choice.actions}
        found = [
            (*place, heading, programme.document)
            for programme in self.published
            if programme.document in documents
            for heading in action_headings(programme)
            if (place := self._place(heading, programme.document))
        ]
        index = self.builder.index
        return [quoted(heading, document, page, index) for page, _, heading, document in sorted(found)]

    def _place(self, heading: str, document: str) -> tuple[int, int] | None:
        """The first page that has a heading to the letter, and where on it."""
        for number, text in enumerate(self.builder.index.pages.get(document, []), start=1):
            if (place := " ".join(text.split()).find(heading)) >= 0:
                return number, place
        return None

    def _choose(
        self, question: Question, query: Query, programmes: Sequence[Programme], today: date
    ) -> ChosenActions:
        """The actions that a question asks for, in its own words, in other wordings, or by meaning."""
        choice = asked_actions(question, question.text, programmes, self.vocabulary, today)
        if choice.settled:
            return choice
        return asked_actions(
            question,
            " ".join((question.text, *query.expansions)),
            programmes,
            self.vocabulary,
            today,
            by_meaning=lambda covered: self.lines.nearest(query.vector, covered),
        )

    def _programme_is_over(self, state: Answering, programme: Programme, past: Sequence[Action]) -> Answer:
        """That nothing is coming, with the lines of the past programme that the question describes."""
        title = [quoted(*found, self.builder.index) for found in self._title_line(programme)]
        shown = [*title, *action_lines(past, self.builder.index)]
        answer = self.builder.compose(state, shown)
        return replace(answer, notice=_over(programme, state.today))

    def _title_line(self, programme: Programme) -> list[tuple[str, str, int]]:
        """The title of a programme where it stands on one of its pages."""
        pages = self.builder.index.pages.get(programme.document, [])
        title = self.builder.index.documents[programme.document].title if pages else ""
        for number, text in enumerate(pages, start=1):
            for wanted in (title, title.replace("'", "’"), title.replace("’", "'")):
                if wanted and wanted in text:
                    return [(wanted, programme.document, number)]
        return []


def _about_changes(choice: ChosenActions, programmes: Sequence[Programme], today: date) -> str | None:
    """What to say of the time of the actions found, of how many there are, and of what the team changed."""
    shown = len(choice.actions)
    more = choice.found > shown and (
        f"{choice.found} actions du programme répondent ; en voici {shown}. "
        "La page Programme les montre toutes."
    )
    said = (_about_time(choice, programmes, today), more, changes_in_words(choice.actions))
    return " ".join(part for part in said if part) or None


def _about_time(choice: ChosenActions, programmes: Sequence[Programme], today: date) -> str | None:
    """What to say when the actions found are of a programme that is over."""
    last = latest_programme(programmes)
    if last is None or last.end >= today or all(a.document != last.document for a in choice.actions):
        return None
    return _over(last, today)


def _over(programme: Programme, today: date) -> str:
    return (
        f"Le dernier programme d’actions du corpus est celui de {programme.year} ; il s’est achevé le "
        f"{programme.end:%d/%m/%Y}. Au {today:%d/%m/%Y}, aucune de ses actions n’est à venir."
    )
