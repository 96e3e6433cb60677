"""What is said to a message that asks nothing of the corpus: a greeting, another language or subject."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer.builder import AnswerBuilder
from assistant.answer.refusals import Refusal
from assistant.language import stem_set
from assistant.question import Kind, Question
from assistant.reading import Answering
from assistant.types import Answer

_GREETING = (
    "Bonjour ! Je réponds à partir des documents et du programme d’actions du centre, en citant mes sources. "
    "Posez votre question."
)
_ANY_SUBJECT = stem_set(
    "inscrire inscription inscrit participer participation participant adhérer adhésion adhérent venir "
    "assister réserver réservation place tarif prix coût coûter gratuit gratuite payant payer heure horaire "
    "lieu endroit date jour durée durer temps commencer débuter finir terminer ouvert ouverte ouvrir fermé "
    "aller condition modalité personne chose exemple faire marcher passer fonctionner détail précision "
    "précis exact autre"
)
"""Words that fit any subject: alone, they do not say what a question is about."""


@dataclass(frozen=True, slots=True)
class TurnAway:
    """The stage that answers what needs no search."""

    builder: AnswerBuilder

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        question = state.question
        if question.kind is Kind.SMALL_TALK:
            text = question.text
            return state.answered(Answer(text, text, notice=_GREETING))
        if question.kind is Kind.OUTSIDE:
            return state.answered(self.builder.refuse(state, Refusal.OUTSIDE))
        if not question.french:
            return state.answered(self.builder.refuse(state, Refusal.NOT_FRENCH))
        if names_no_subject(question):
            return state.answered(self.builder.refuse(state, Refusal.VAGUE))
        return state


def names_no_subject(question: Question) -> bool:
    """Whether a question does not say what it is about: « Comment s’inscrire ? », « C’est où ? »."""
    if question.kind in (Kind.ACTIONS, Kind.CONTACT, Kind.DOCUMENTS, Kind.SMALL_TALK, Kind.OUTSIDE):
        return False
    return question.stem_set <= _ANY_SUBJECT and not question.to_the_centre
