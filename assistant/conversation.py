"""What kind of request a message is, and what it means on its own when it follows others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from assistant.french import content_words, fold, normalize
from assistant.programme_vocabulary import formats_in
from assistant.types import Turn


class Kind(Enum):
    """Kinds of request."""

    SMALL_TALK = "bavardage"
    ACTIONS = "actions"
    DOCUMENTS = "documents"
    CONTACT = "contact"
    DEFINITION = "définition"
    FIGURE = "chiffre"
    GENERAL = "général"


_SMALL_TALK = re.compile(
    r"^(?:bonjour|bonsoir|salut|coucou|hello|merci(?: beaucoup| bien)?|au revoir|bonne (?:journee|soiree)|ok"
    r"|d ?accord|super|parfait|ca va|comment (?:ca va|vas tu|allez vous)|qui es tu|qui etes vous"
    r"|que (?:sais tu|savez vous|peux tu|pouvez vous) faire|aide)(?: [a-z ]{0,20})?$"
)
_COMING = re.compile(
    r"\bprevue?s?\b|\bprevoi|\ba venir\b|\bprochaine?s?\b|\bprochainement\b|\bbientot\b|\bplanifie|\bau programme\b"
    r"|\bprogrammee?s?\b|\benvisagee?s?\b|\bagenda\b|\bcalendrier\b|\bcette annee\b|\bce (?:mois|trimestre|semestre)\b"
    r"|\borganise[sznt]*\b|\bproposee?s?\b|\bpropose[sznt]*\b|\bparticiper\b|\bm'inscrire\b|\binscri"
)
_NOW = re.compile(
    r"\bprevue?s?\b|\ba venir\b|\bprochaine?s?\b|\bprochainement\b|\bbientot\b|\bcette annee\b|\bce (?:mois|trimestre|semestre)\b"
    r"|\bagenda\b|\bcalendrier\b|\bactuellement\b|\ben ce moment\b|\bplanifie|\bcette semaine\b"
)
_ACTION_NOUN = re.compile(
    r"\bactions?\b|\bevenements?\b|\bmanifestations?\b|\bformations?\b|\bseances?\b|\brendez-vous\b"
)
_DOCUMENTS = re.compile(
    r"\bquels? (?:documents?|dossiers?|textes?|ouvrages?|livres?)\b|\bquelles? (?:fiches?|publications?|ressources?|lectures?|notes?)\b"
    r"|\b(?:documents?|fiches?|dossiers?|publications?|ressources?) (?:sur|pour|concernant|traitant|parlant|a propos)\b"
    r"|\bquoi lire\b|\bque lire\b|\ba lire\b|\bdocumentation sur\b|\bbibliographie\b"
)
_CONTACT = re.compile(
    r"\btelephone|\bnumero\b|\bmail\b|\bemail\b|\be-mail\b|\bcourriel|\badresses?\b|\bcontact|\bjoindre\b|\bfax\b|\btelecopie"
    r"|\bou (?:se trouve|se situe|etes-vous|est situe)|\bsite (?:internet|web)\b|\babonn|\brendez-vous\b|\ba qui (?:s'adresser|ecrire|demander)"
    r"|\bqui appeler\b|\becrire a\b|\bappeler\b|\bvenir sur place\b"
)
_DEFINITION = re.compile(
    r"qu ?'?est[- ]ce (?:que|qu)|c ?'?est quoi|\bdefinition|\bdefini[rst]|que signifie|que veut dire|ca veut dire|\bsigle\b|\bacronyme\b"
    r"|\bsignification\b|\bkoi\b|\ben quoi consiste|\bcorrespond a quoi\b|^que sont\b|que recouvre|\ba quoi correspond"
)
_FIGURE = re.compile(
    r"\bcombien\b|\bquel nombre\b|\bpourcentage\b|\bquelle? (?:part|taux|montant|proportion)\b|\bquel age\b"
)
_LIST = re.compile(
    r"^(?:et )?(?:quels|quelles)\b|\bliste\b|\blister\b|\benumer|\bcitez?\b|\bquels sont\b|\bquelles sont\b|\bles differents?\b|\blesquel"
)
_ASKS_DETAIL = re.compile(
    r"\bquand\b|\ba quelle (?:date|heure)\b|\bquel(?:le)? (?:jour|date|heure|mois|lieu|salle|ville)\b|\bou (?:a|aura|se|est|sont|auront|ont)\b"
    r"|\bprix\b|\btarif|\bcombien coute|\bcout\b|\bintervenant|\bqui (?:anime|intervient|presente)|\binscri|\bduree\b|\bheures?\b"
)

_SUBSTITUTES = re.compile(
    r"^(?:et|ok et|mais)\s+(?:(pour|sur|concernant|en|a|au|aux|dans|chez|cote|avec|quid de)\s+)?(.+)$"
)
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ca|ceci|y|en|leur|leurs|son|sa|ses|lui|eux|ce dernier|cette derniere|ci)\b"
    r"|-(?:t-)?(?:il|elle|ils|elles|ce)\b"
)
_PAGE = re.compile(
    r"\bquelles? pages?\b|\bnumero de page\b|\bou est-ce ecrit\b|\bquelle source\b|\bd'ou (?:vient|tenez)"
)
_VERB = re.compile(
    r"\b(?:est|sont|a|ont|fait|font|doit|peut|sert|finance|pilote|dure|concerne|existe|faut|prevoit|compose|intervient|decide|depuis|quand|combien|qui|quel|quelle|quels|quelles|comment|pourquoi|ou)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SHORT = 4


def kind_of(question: str) -> Kind:
    """The kind of request of a standalone question."""
    normal = normalize(question)
    bare = re.sub(r"[^a-z ]+", " ", normal).strip()
    if _SMALL_TALK.match(re.sub(r" +", " ", bare)):
        return Kind.SMALL_TALK
    if _DEFINITION.search(normal) and not _COMING.search(normal):
        return Kind.DEFINITION
    if asks_for_actions(question):
        return Kind.ACTIONS
    if _DOCUMENTS.search(normal):
        return Kind.DOCUMENTS
    if _CONTACT.search(normal):
        return Kind.CONTACT
    if _FIGURE.search(normal):
        return Kind.FIGURE
    if len(content_words(question)) <= 1:
        return Kind.DEFINITION
    return Kind.GENERAL


def asks_for_actions(question: str) -> bool:
    """Whether a question looks for actions of the programme."""
    normal = normalize(question)
    named = bool(formats_in(question)) or bool(_ACTION_NOUN.search(normal))
    return named and bool(
        _COMING.search(normal)
        or _LIST.search(normal)
        or re.search(r"\by a-t-il\b|\bexiste|\bavez-vous\b|\bsur\b", normal)
    )


def asks_what_is_coming(question: str) -> bool:
    """Whether only what is still to come answers."""
    return _NOW.search(normalize(question)) is not None


def asks_a_detail(question: str) -> bool:
    """Whether a question about an action asks its day, place, price or speakers."""
    return _ASKS_DETAIL.search(normalize(question)) is not None


def wants_a_list(question: str) -> bool:
    """Whether several things are asked for."""
    return _LIST.search(normalize(question)) is not None


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation; itself when it needs nothing."""
    meaning = ""
    for message in [*(t.content for t in history if t.role == "user"), question]:
        meaning = _continue(meaning, message.strip()) if meaning else message.strip()
    return meaning


def _continue(previous: str, message: str) -> str:
    normal = normalize(message).rstrip(" ?!.")
    if _PAGE.search(normal) and len(content_words(message)) <= _SHORT:
        return previous
    substitute = _SUBSTITUTES.match(normal)
    if substitute and not _VERB.search(substitute[2]):
        return _substituted(previous, message)
    if _needs_context(message, normal):
        return f"{message.rstrip(' ?')} ({_topic(previous)}) ?"
    return message


def _needs_context(message: str, normal: str) -> bool:
    short = len(content_words(message)) <= 2
    return (
        short
        or normal.startswith("et ")
        or (_POINTS_BACK.search(normal) is not None and len(content_words(message)) <= 6)
    )


def _substituted(previous: str, message: str) -> str:
    """The previous question asked of something else: « et pour les jeunes ? », « et en 2014 ? »."""
    new = re.sub(r"^(?:ok\s+)?(?:et|mais)\s+", "", message.rstrip(" ?!."), flags=re.IGNORECASE)
    year = _YEAR.search(new)
    if year and len(content_words(new)) == 1:
        return _YEAR.sub(year[0], previous) if _YEAR.search(previous) else f"{previous.rstrip(' ?')} {new} ?"
    preposition = re.match(r"(pour|sur|concernant|avec|chez|dans)\b", fold(new))
    if preposition:
        cut = re.search(
            r"\b(?:sur|pour|concernant|autour|avec|chez|dans|à propos|au sujet)\b", previous, re.IGNORECASE
        )
        base = previous[: cut.start()].rstrip() if cut and cut.start() > 8 else previous.rstrip(" ?")
        return f"{base} {new} ?"
    opening = re.match(
        r"(.*?\b(?:est|sont|signifie|veut dire|que|qu['’]|quoi|combien de|le|la|les|l['’])\s*)",
        previous,
        re.IGNORECASE,
    )
    return (
        f"{opening[1].rstrip()} {new} ?"
        if opening and len(content_words(previous)) <= _SHORT
        else f"{new} ({_topic(previous)}) ?"
    )


def _topic(previous: str) -> str:
    """What a question is about, without its interrogative opening."""
    topic = re.sub(
        r"^(?:bonjour[, ]*)?(?:et\s+)?(?:qu['’]est[- ]ce qu(?:e|['’])\s*|c['’]est quoi\s*|quels?\s+(?:est|sont)\s*|quelles?\s+(?:est|sont)\s*"
        r"|qui\s+|que\s+|quand\s+|où\s+|comment\s+|combien\s+(?:de\s+|d['’])?|pourquoi\s+|à\s+quoi\s+)",
        "",
        previous.strip(),
        flags=re.IGNORECASE,
    )
    return topic.rstrip(" ?!.")
