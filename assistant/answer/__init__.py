"""Answers: sentences chosen and cited, actions, documents, contacts, refusals."""

from assistant.answer.about_documents import AboutDocuments
from assistant.answer.action_choice import Related
from assistant.answer.actions import Actions
from assistant.answer.builder import AnswerBuilder
from assistant.answer.composition import Shown, cite
from assistant.answer.confirmation import Confirmed
from assistant.answer.contacts import Contacts
from assistant.answer.documents import DocumentsOnTopic, Topic
from assistant.answer.refusals import NOT_ASKED, not_said, refusal_of
from assistant.answer.sentences import Compose, Judge
from assistant.answer.turn_away import TurnAway
from assistant.answer.two_parts import Parts

__all__ = [
    "NOT_ASKED",
    "AboutDocuments",
    "Actions",
    "AnswerBuilder",
    "Compose",
    "Confirmed",
    "Contacts",
    "DocumentsOnTopic",
    "Judge",
    "Parts",
    "Related",
    "Shown",
    "Topic",
    "TurnAway",
    "cite",
    "not_said",
    "refusal_of",
]
