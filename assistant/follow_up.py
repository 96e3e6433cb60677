"""What a message means on its own when it follows others: « et pour les jeunes ? », « à quelle page ? ».

Rules only: what is left out of the message is taken from the last question that stood alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation import Kind, kind_of
from assistant.french import content_words, fold
from assistant.types import Turn

_SUBSTITUTES = re.compile(r"^(?:et|mais)\s+(.+)$")
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ca|ceci|leur|leurs|son|sa|ses|lui|eux"
    r"|ce dernier|cette derniere|ce dispositif|cette demarche|ce groupe|cette action|cette loi|ce document)\b"
)
_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|ils|elles)\b")
_PAGE = re.compile(
    r"\bquelles? pages?\b|\bnumero de page\b|\bou est-ce ecrit\b|\bquelle source\b|\bd'ou (?:vient|tenez)"
)
_ASKS = re.compile(
    r"\b(?:est|sont|a|ont|fait|font|doit|peut|sert|finance|pilote|dure|concerne|existe|faut|prevoit"
    r"|compose|decide"
    r"|quand|combien|qui|quel|quelle|quels|quelles|comment|pourquoi|ou)\b"
)
_NAMED = re.compile(r"(?<=[\s'’])[A-ZÉÈ][\w’'-]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PREPOSITION = re.compile(r"(pour|sur|concernant|avec|chez|dans)\b")
_OF = re.compile(r"(?:de la |de l'|du |des |de |d')")
_QUESTION = re.compile(
    r"(?:qu['’]est[- ]ce qu(?:e|['’])|c['’]est quoi|qu(?:el|elle|els|elles) (?:est|sont)"
    r"|que (?:signifie|veut dire)"
    r"|combien (?:de|d['’])|qui (?:est|sont|finance|pilote|anime)|à qui s['’]adresse(?:nt)?|que fait"
    r"|à quoi sert)\s*",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(
    r"(?:qui|que|quand|où|comment|combien(?:\s+de|\s+d['’])?|pourquoi|à\s+quoi|quels?|quelles?)\s+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:(?:merci(?: beaucoup| bien)?|ok|d['’]accord|super|parfait|très bien|bonjour|bonsoir"
    r"|(?:revenons|pour revenir) (?:à|au|aux|sur)|(?:une )?autre (?:question|chose)|sinon"
    r"|au fait)\b[\s,.!:;–-]*)+",
    re.IGNORECASE,
)
_SHORT = 4
_LONG = 6


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation; itself when it needs nothing."""
    topic = meaning = ""
    for message in [*(t.content for t in history if t.role == "user"), question]:
        own = _OPENING.sub("", message.strip()) or message.strip()
        if kind_of(message) is Kind.SMALL_TALK:
            meaning = message.strip()
            continue
        meaning = _continue(topic, own) if topic else own
        if own not in meaning or meaning == own:
            topic = meaning
    return meaning


def _continue(topic: str, message: str) -> str:
    """A message read after a question that stands alone."""
    normal = fold(message).rstrip(" ?!.")
    if _PAGE.search(normal) and len(content_words(message)) <= _SHORT:
        return topic
    if _SUBSTITUTES.match(normal) and not _ASKS.search(normal[3:]):
        return _substituted(
            topic, re.sub(r"^(?:et|mais)\s+", "", message.rstrip(" ?!."), flags=re.IGNORECASE)
        )
    if _needs_context(message, normal):
        return f"{message.rstrip(' ?')} ({_subject(topic)}) ?"
    return message


def _needs_context(message: str, normal: str) -> bool:
    size = len(content_words(message))
    if _NAMED.search(message[1:]) and not normal.startswith("et "):
        return False
    pointing = _POINTS_BACK.search(normal) is not None and size <= _LONG
    inverted = _INVERTED.search(normal) is not None and size <= _SHORT - 1
    return size <= 2 or normal.startswith("et ") or pointing or inverted


def _substituted(topic: str, new: str) -> str:
    """The topic's question asked of something else: « et pour les jeunes ? », « et en 2014 ? »."""
    year = _YEAR.search(new)
    if year and len(content_words(new)) == 1:
        return _YEAR.sub(year[0], topic) if _YEAR.search(topic) else f"{topic.rstrip(' ?')} {new} ?"
    if _PREPOSITION.match(fold(new)):
        return f"{_before(topic, r'sur|pour|concernant|autour|avec|chez|dans|à propos|au sujet')} {new} ?"
    if _OF.match(fold(new)):
        return f"{_before(topic, r'de la|de l.|du|des|de|d.')} {new} ?"
    opening = _QUESTION.match(topic)
    if kind_of(topic) is Kind.DEFINITION or opening is None:
        return (
            f"Qu’est-ce que {new} ?" if kind_of(topic) is Kind.DEFINITION else f"{new} ({_subject(topic)}) ?"
        )
    return f"{opening[0].rstrip()} {new} ?"


def _before(topic: str, words: str) -> str:
    """A question up to the last of some words; whole when none stands after its beginning."""
    found = [m.start() for m in re.finditer(rf"(?<=\s)(?:{words})(?=[\s'’])", topic, re.IGNORECASE)]
    cut = [start for start in found if start > 8]
    return topic[: cut[-1]].rstrip() if cut else topic.rstrip(" ?")


def _subject(topic: str) -> str:
    """What a question is about, without its interrogative opening."""
    opening = _QUESTION.match(topic) or _INTERROGATIVE.match(topic)
    return (topic[opening.end() :] if opening else topic).rstrip(" ?!.")
