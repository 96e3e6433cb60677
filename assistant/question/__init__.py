"""What a message asks: its kind, what it means after others, what it states and expects."""

from assistant.question.expected import asked, fit, has, is_number
from assistant.question.follow_up import standalone
from assistant.question.parser import Parser
from assistant.question.parts import compared, in_two_parts
from assistant.question.premises import stated, unconfirmed, warning, without
from assistant.question.question import WRITTEN, Asks, Kind, Question
from assistant.question.router import FILE, RequestKind, Router, load_router
from assistant.question.text_classifier import COMMAND, TextClassifier
from assistant.question.text_features import WORD_BUCKETS, buckets, weighted

__all__ = [
    "COMMAND",
    "FILE",
    "WORD_BUCKETS",
    "WRITTEN",
    "Asks",
    "Kind",
    "Parser",
    "Question",
    "RequestKind",
    "Router",
    "TextClassifier",
    "asked",
    "buckets",
    "compared",
    "fit",
    "has",
    "in_two_parts",
    "is_number",
    "load_router",
    "standalone",
    "stated",
    "unconfirmed",
    "warning",
    "weighted",
    "without",
]
