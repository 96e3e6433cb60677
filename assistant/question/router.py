"""The kind of a request: what it asks for, with how sure that is.

A logistic regression on the message's own vector, which the search computes anyway, and on how it is typed.
The weights are in ``fitted/router.npz`` with the model and the data that they were fitted with; trials and
figures are in ``docs/decisions/0010-router.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.embedding import Array, SentenceEncoder
from assistant.errors import SettingsError
from assistant.question.text_classifier import COMMAND, FITTED, TextClassifier, read_fitted

FILE = FITTED / "router.npz"


class RequestKind(StrEnum):
    """What a message asks for."""

    INFORMATION = "information"
    """Something that documents may say on a subject."""
    ACTIONS = "actions"
    """What the centre organises: dates, places, registration, past meetings."""
    DOCUMENTS = "documents"
    """Something to read: dossiers, reports, the letter, where and what they are."""
    CENTRE = "centre"
    """The centre itself: address, people, services, membership, this chat."""
    TALK = "talk"
    """Greetings, thanks, tests: nothing to look for."""
    ORDER = "order"
    """Something to write, translate, compute or do in the user's place."""
    OUTSIDE = "outside"
    """What no document of such a centre says: private cases, opinions, the weather."""
    VAGUE = "vague"
    """No subject of its own: « combien ça coûte ? »."""


@dataclass(frozen=True, slots=True)
class Request:
    """The kind of a message.

    Attributes:
        kind: the likeliest.
        confidence: its probability, in [0, 1], calibrated on messages that were not learned from.
        probabilities: of every kind; they sum to 1.
    """

    kind: RequestKind
    confidence: float
    probabilities: Mapping[RequestKind, float]


class Router:
    """Tells what kind of request a message is; safe to share between threads.

    Example:
        >>> router = load_router(encoder)
        >>> router.route("c'est quoi un PRE ?", encoder.encode(["c'est quoi un PRE ?"], kind="query")[0]).kind
        <RequestKind.INFORMATION: 'information'>
    """

    def __init__(self, classifier: TextClassifier) -> None:
        self._classifier = classifier
        self._kinds = tuple(RequestKind(name) for name in classifier.classes)

    def route(self, message: str, vector: Array) -> Request:
        """The kind of a message.

        Args:
            message: as the user typed it.
            vector: (d,) vector of the message as a query, of length 1.
        """
        values = self._classifier.probabilities(message, vector).tolist()
        probabilities = dict(zip(self._kinds, values, strict=True))
        kind = max(probabilities, key=probabilities.__getitem__)
        return Request(kind, probabilities[kind], probabilities)


def load_router(encoder: SentenceEncoder, path: Path = FILE) -> Router:
    """The fitted router.

    Raises:
        SettingsError: the file is missing, damaged, or fitted with another embedding model.
    """
    arrays = read_fitted(path, encoder.name)
    try:
        return Router(TextClassifier.of(arrays))
    except (KeyError, ValueError) as error:
        raise SettingsError(f"« {path} » ne se lit pas. Refaites-le : {COMMAND}") from error
