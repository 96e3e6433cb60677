"""What a message means on its own when it follows others: « et pour les jeunes ? », « à quelle page ? ».

Rules only. The last question that stood alone gives its subject to the messages that point back to it; a
message that names its own subject leaves the old one behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.language import content_words, fold, initials_in
from assistant.question.question import Kind, Question
from assistant.types import Turn

_SHORT = 4
_LONG = 6

# Read on folded text.
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ca|ceci|leur|leurs|son|sa|ses|lui|eux"
    r"|laquelle|lequel|lesquels|lesquelles|ce dernier|cette derniere)\b"
    r"|\b(?<!il )y (?!a\b|aura|avait|ait|a-t-il)"
    r"|\b(?:ce|cet|cette|ces) (?!que?\b|qui\b|n'|sont\b|soir|mois|matin|semaine|annee|jour|trimestre"
    r"|semestre)\w+"
)
_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|ils|elles)\b")
_SHOW_ALL = re.compile(
    r"^(?:montre|presente|affiche|resume|donne|detaille)\w*(?:[- ](?:moi|nous))? "
    r"(?:(?:tout )?le |l')(?:programme|calendrier|agenda)\b(?! de )"
)
_COMPARED = re.compile(r"\b(?:difference|rapport|lien|point commun)s? avec\b")
_PAGE = re.compile(r"\bquelles? pages?\b|\bquelle source\b|\bd'ou (?:vient|tenez)")
_ASKS = re.compile(
    r"\b(?:est|sont|a|ont|fait|font|doit|peut|sert|finance|pilote|dure|concerne|existe|faut|prevoit"
    r"|compose|decide|dit|disait|prevoyait|propose|contient"
    r"|quand|combien|qui|quoi|quel|quelle|quels|quelles|comment|pourquoi|ou)\b"
)
_PREPOSITION = re.compile(r"(?:pour|sur|concernant|avec|chez|dans|par|depuis|apres|avant|selon)\b")
_OF = re.compile(r"(?:de la |de l'|du |des |de |d')")

# Read on the message as it was typed.
_AND = re.compile(r"^(?:et|mais)\s+", re.IGNORECASE)
_NAMED = re.compile(r"(?<!\bà )(?<!\ben )(?<!\bde )(?<=[\s'’])(?!(?:État|Etat|France)\b)[A-ZÉÈ][\w’'-]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ON_THIS = re.compile(
    r"\b(?:(?:sur|à|de|dans) (?:ce|leur|son) (?:sujet|thème|propos)|là[- ]dessus|sur cela|sur ça)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:sur|concernant|à propos d[eu]|au sujet d[eu]|autour d[eu])\s+(.+)$", re.IGNORECASE)
_TURNING = re.compile(
    r"^(?:(?:bon|bien)[\s,.!:;–-]+)?(?:(?:revenons|pour revenir) (?:à|au|aux|sur)"
    r"|(?:une )?autre (?:question|chose)|sinon|au fait)\b[\s,.!:;–-]*",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:qu['’]est[- ]ce qu(?:e|['’])|c['’]est quoi,?|qu(?:el|elle|els|elles) (?:est|sont)"
    r"|que (?:signifie|veut dire)|combien (?:de|d['’])|qui (?:est|sont|finance|pilote|anime)"
    r"|à qui s['’]adresse(?:nt)?|que fait|à quoi sert)\s*",
    re.IGNORECASE,
)
_DETERMINER = r"(?:le|la|les|un|une|des|du|au|aux|vos|votre|notre|mon|ma)\s|l['’]"
_DETERMINERS = re.compile(rf"^(?:{_DETERMINER})\s*", re.IGNORECASE)
_HOW_MANY = re.compile(r"combien d", re.IGNORECASE)
_NUMBER_OF = re.compile(r"(?:nombre|montant|taux|total) d", re.IGNORECASE)
_ASKING_VERB = re.compile(
    r"(?:qui|que|où|comment|par quoi|en quoi|à quoi)\s+"
    r"(?:(?:peut|peuvent|doit|doivent|faut)(?:-on|-il)?\s+)?"
    rf"(?!{_DETERMINER})[\w-]+\s+"
    r"(?:(?:dans|à|en|sur|de)\s+)?"
    rf"(?={_DETERMINER})",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(
    rf"(?:pour )?combien (?:de |d['’])(?:\w+ (?={_DETERMINER}))?|combien\b\s*"
    r"|(?:de |pour |à )?(?:qui|que|quand|où|comment|pourquoi|quoi|quels?|quelles?)\b\s*",
    re.IGNORECASE,
)
_ASKED_LAST = re.compile(r"(?: :|, c['’]est quoi).*$", re.IGNORECASE)
_ASKING_WORDS = re.compile(
    r"\b[\w]+-(?:t-)?(?:il|elle|on|ils|elles|vous|nous|je|tu|ce)\b|\best-ce qu(?:e\b|['’])|\bexiste(?:nt)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A message understood: its question, and the subject that it takes from before."""

    question: str = ""
    subject: str = ""

    def text(self) -> str:
        return f"{self.question.rstrip(' ?')} ({self.subject}) ?" if self.subject else self.question

    def about(self) -> str:
        """What the conversation is about after this message."""
        return self.subject or _subject(self.question)


Parse = Callable[[str], Question]
"""Reads a message alone; its ``text`` is the message without polite words."""


def standalone(message: str, history: Sequence[Turn], parse: Parse) -> str:
    """The message with what it takes from the conversation; itself when it needs nothing."""
    if not history:
        return message.strip()
    read = parse(message)
    if read.kind is Kind.SMALL_TALK:
        return message.strip()
    before = _Meaning()
    for turn in history:
        if turn.role == "user" and (said := parse(turn.content)).kind is not Kind.SMALL_TALK:
            before = _understood(before, said, parse)
    return _understood(before, read, parse).text()


def _understood(before: _Meaning, message: Question, parse: Parse) -> _Meaning:
    turning = _TURNING.match(message.text)
    if turning and message.text[turning.end() :]:
        message = parse(message.text[turning.end() :])
    own = message.text
    if not before.question or turning:
        return _Meaning(own)
    normal = message.folded.text.rstrip(" ?!.")
    if _PAGE.search(normal) and len(content_words(own)) <= _SHORT:
        return before
    if _AND.match(own) and not _ASKS.search(normal[3:]):
        return _substituted(before, _AND.sub("", own).rstrip(" ?!."), parse)
    if pointer := _ON_THIS.search(own):
        return _Meaning(f"{own[: pointer.start()]}sur {_theme(before)}{own[pointer.end() :]}")
    return _Meaning(own, before.about()) if _needs_context(message, normal) else _Meaning(own)


def _needs_context(message: Question, normal: str) -> bool:
    size = len(content_words(message.text))
    continues = _AND.match(message.text) is not None
    if message.kind is Kind.CONTACT and message.about_the_centre:
        return False
    if _SHOW_ALL.search(normal):
        return False
    if initials_in(message.text) and _ASKS.search(normal):
        return _INVERTED.search(normal) is not None and not continues
    if _NAMED.search(message.text[1:]) and not continues:
        return False
    if message.kind is Kind.ACTIONS and message.years and not _POINTS_BACK.search(normal):
        return False
    pointing = (_POINTS_BACK.search(normal) or _COMPARED.search(normal)) is not None and size <= _LONG
    inverted = _INVERTED.search(normal) is not None and size <= _SHORT - 1
    return size <= 2 or continues or pointing or inverted


def _substituted(before: _Meaning, new: str, parse: Parse) -> _Meaning:
    """The question before asked of something else: « et pour les jeunes ? », « et en 2014 ? »."""
    question = before.question
    year = _YEAR.search(new)
    if year and len(content_words(new)) == 1:
        moved = _YEAR.sub(year[0], question)
        return _Meaning(
            moved if _YEAR.search(question) else f"{question.rstrip(' ?')} {new} ?", before.subject
        )
    if _PREPOSITION.match(fold(new)):
        kept = _before(question, r"sur|pour|concernant|autour|avec|chez|dans|par|à propos|au sujet")
        return _Meaning(f"{kept} {new} ?", before.subject)
    if _OF.match(fold(new)):
        return _Meaning(f"{_before(question, r'de la|de l.|du|des|de|d.')} {new} ?", before.subject)
    if parse(question).kind is Kind.DEFINITION:
        return _Meaning(f"Qu’est-ce que {new} ?")
    opening = _QUESTION.match(question)
    if opening and _HOW_MANY.match(opening[0]):
        counted = _DETERMINERS.sub("", new)
        return _Meaning(
            f"Quel est le {counted} ?" if _NUMBER_OF.match(counted) else f"Combien de {counted} ?"
        )
    if opening:
        return _Meaning(f"{opening[0].rstrip()} {new} ?")
    return _Meaning(new) if _NAMED.search(new) else _Meaning(new, before.about())


def _before(question: str, words: str) -> str:
    """A question up to the last of some words; whole when none stands after its beginning."""
    found = [m.start() for m in re.finditer(rf"(?<=\s)(?:{words})(?=[\s'’])", question, re.IGNORECASE)]
    cut = [start for start in found if start > 8]
    return question[: cut[-1]].rstrip() if cut else question.rstrip(" ?")


def _theme(before: _Meaning) -> str:
    """What « ce sujet » is: what the question before was « sur », else its subject."""
    about = _ABOUT.search(before.question.rstrip(" ?!."))
    return about[1] if about else before.about()


def _subject(question: str) -> str:
    """What a question is about, without the words that ask."""
    question = _ASKED_LAST.sub("", _AND.sub("", question))
    opening = _QUESTION.match(question) or _ASKING_VERB.match(question) or _INTERROGATIVE.match(question)
    rest = question[opening.end() :] if opening else question
    return " ".join(_ASKING_WORDS.sub(" ", rest).split()).rstrip(" ?!.,")
