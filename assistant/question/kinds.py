"""What kind of request a question is, and what else it asks for: rules on its folded text.

They are tried in the order in which they stand. Polite words are gone by then, and so is what only follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.language import is_order, normalize
from assistant.question.question import Asks, Kind

# Read on normalized text.
_COMING = re.compile(
    r"\bprevue?s?\b|\bprevoi|\ba venir\b|\bprochaine?s?\b|\bprochainement\b|\bbientot\b|\bplanifie"
    r"|\bau programme\b"
    r"|\bprogrammee?s?\b|\benvisagee?s?\b|\bagenda\b|\bcalendrier\b|\bcette annee\b(?!-la)|\bce (?:mois"
    r"|trimestre|semestre)\b"
    r"|\borganise[sznt]*\b|\bproposee?s?\b|\bpropose[sznt]*\b|\bparticiper\b|\bm'inscrire\b|\binscri"
)
_SOON = (
    r"\bprevue?s?\b|\ba venir\b|\bprochaine?s?\b|\bprochainement\b|\bbientot\b|\bsemaines qui viennent\b"
    r"|\bpreparez-vous\b|\bagenda\b|\bcalendrier\b|\bplanifie"
)
_NOW = (
    r"\bactuellement\b|\ben ce moment\b|\bcette (?:annee\b(?!-la)|semaine\b)"
    r"|\bce (?:mois|trimestre|semestre)\b"
)
_IS_SOON = re.compile(_SOON)
_IS_SOON_OR_NOW = re.compile(f"{_SOON}|{_NOW}")
_PROGRAMME = re.compile(
    r"\b(?:pr\w*voyait|prevoit|annonc\w+|contient|comporte\w*|comprend)\b.*\bprogramme\b"
    r"|\bprogramme (?:d'actions )?(?:de (?:l'annee )?)?(?:19|20)\d\d\b|\bprogramme\b.*\b(?:contient"
    r"|comporte|annonce|prevoit)"
    r"|\baviez-vous (?:prevu|envisage|programme)|\bavez-vous programme"
    r"|\b(?:preparez|reservez|organisez|prevoyez|allez|comptez|menez|proposez)-vous\b|\bvous proposez\b"
    r"|\b(?:resum|present|montr|affich|detaill)\w*[- ](?:moi |nous )?"
    r"(?:le |tout le |les grandes lignes du )programme\b(?! de (?:reussite|renov|renouv))"
)
_FUTURE = re.compile(r"\b(?!sera )(?:\w{2,}era|aura|\w{2,}eront|auront)\b")
_EVENT = re.compile(r"\bmanifestations?\b|\bevenements?\b|\bseances?\b")
_DOCUMENTS = re.compile(
    r"\bquels? (?:documents?|dossiers?|textes?|ouvrages?|livres?)\b|\bquelles? (?:fiches?"
    r"|publications?|ressources?|lectures?|notes?)\b"
    r"|\b(?:documents?|fiches?|dossiers?|publications?|ressources?|textes?|ouvrages?|livres?|lectures?"
    r"|notes?|documentation|bibliographie) (?:sur(?! place)|pour|concernant|traitant"
    r"|parlant|a propos)\b"
    r"|\b(?:quoi|que|dois-je|puis-je|faut-il) lire\b|\ba lire\b|\bdocumentation sur\b|\bbibliographie\b"
)
_FIGURE = re.compile(r"\bcombien\b|\bpourcentage\b|\bquelle? (?:part|taux|montant|proportion)\b|\bquel age\b")
_LIST = re.compile(r"\bquel(?:le)?s\b|\blist(?:e|er|ez)\b|\benumer|\bcite[rz]\b|\bdifferents?\b|\blesquel")
_OVERVIEW = re.compile(
    r"\b(?:themes?|thematiques?|axes|grandes lignes|parties|chapitres|rubriques|sommaire|contenu)\b"
    r".*\bprogramme\b"
    r"|\bprogramme\b.*\b(?:contient|traite|parle)|\b(?:contient|traite|parle)\b.*\bprogramme\b"
    r"|^(?:resume|presente)\w*.*\bprogramme\b"
)
_WHICH = re.compile(
    r"\by a-t-il\b|\bexiste|\bavez-vous\b|\bsur\b|\bdates?\b|\bassister\b|\b(?:se|tri)mestre\b"
)
_DETAIL = re.compile(
    r"\bquand\b|\ba quelle (?:date|heure)\b|\bquel(?:le)? (?:jour|date|heure|mois|lieu|salle|ville)\b"
    r"|\bou (?:a|aura|se|est|sont|auront|ont)\b"
    r"|\bprix\b|\btarif|\bcombien coute|\bcout\b|\binterv(?:enant|ien)|\bqui (?:anim|interv|present)\w*"
    r"|\bpayant|\bgratuit"
    r"|\binscri|\bduree\b|\bheures?\b|\bcombien de (?:personnes|participants)\b|\bsalles?\b"
    r"|\bsont venue?s\b|\bont participe\b|\bcompte-rendu\b|\bbilan\b"
)

# Read on folded text.
_ACTION_NOUN = re.compile(
    r"(?<!d')(?<!leur )(?<!leurs )(?<!son )(?<!ses )(?<!en )\bactions?\b"
    r"|\bevenements?\b|\bmanifestations?\b|\bformations?\b|\bseances?\b|\brendez-vous\b"
)
_CONTACT = re.compile(
    r"\btelephone|\bnumero\b|\bmail\b|\bemail\b|\be-mail\b|\bcourriel|(?<!s')\badresses?\b|\bcontact"
    r"|\bjoindre\b|\bfax\b|\btelecopie"
    r"|\b(?:installe|implante)e?s?\b"
    r"|\bou (?:se trouve|se situe|etes-vous|est situe)|\bsite (?:internet|web)\b|\babonn"
    r"|\brendez-vous\b|\ba qui (?:s'adresser|ecrire|demander)"
    r"|\bqui appeler\b|\becrire a\b|\bappeler\b"
)
_EXPLANATION = re.compile(
    r"qu'? ?est[- ]ce qu|c'? ?est quoi|\bce qu'?(?: ?est| sont)\b|\bexplique[rz]|\bdefinition"
    r"|\bdefini[rst]\b|que signifie|que veut dire|ca veut dire"
    r"|\bsigle\b|\bacronyme\b|\bsignification\b|\ben quoi consiste|correspond a quoi|^que sont\b"
    r"|que recouvre|a quoi correspond"
)


def asked_for(folded: str, normal: str, formats: Collection[str], a_day: bool) -> frozenset[Asks]:
    """What a question asks for, whatever its kind.

    Args:
        formats: of the action programme, that it names.
        a_day: whether it names a day of the calendar.
    """
    found = {
        Asks.EXPLANATION: _EXPLANATION.search(folded),
        Asks.LIST: _LIST.search(normal),
        Asks.COMING: _IS_SOON_OR_NOW.search(normal),
        Asks.ACTIONS_BY_NAME: formats or _ACTION_NOUN.search(folded) or "programme" in normal,
        Asks.OVERVIEW: _OVERVIEW.search(normal),
        Asks.DETAIL: _DETAIL.search(normal),
        Asks.DAY: a_day,
    }
    return frozenset(what for what, is_asked in found.items() if is_asked)


def kind_of(
    folded: str,
    normal: str,
    content: Sequence[str],
    formats: Collection[str],
    asks: Collection[Asks],
    to_the_centre: bool,
) -> Kind:
    """The kind of request of a question.

    Args:
        content: its content words; it says nothing but politeness when it has none and no other words.
        formats: of the action programme, that it names.
        to_the_centre: whether it names the centre or speaks to it.
    """
    if not normal:
        return Kind.SMALL_TALK
    if is_order(folded):
        return Kind.OUTSIDE
    if Asks.EXPLANATION in asks and not _COMING.search(normal):
        return Kind.DEFINITION
    if to_the_centre and Asks.DAY in asks:
        return Kind.ACTIONS
    if _asks_for_actions(folded, normal, formats, asks):
        return Kind.ACTIONS
    if _DOCUMENTS.search(normal):
        return Kind.DOCUMENTS
    if _CONTACT.search(folded):
        return Kind.CONTACT
    if _FIGURE.search(normal):
        return Kind.FIGURE
    return Kind.DEFINITION if len(content) <= 1 else Kind.GENERAL


def _asks_for_actions(folded: str, normal: str, formats: Collection[str], asks: Collection[Asks]) -> bool:
    """Whether a question looks for actions of the programme."""
    if _IS_SOON.search(normal) or _PROGRAMME.search(normal):
        return True
    one = formats and (_asks_which_one(normal, formats) or Asks.DETAIL in asks)
    if one and Asks.EXPLANATION not in asks:
        return True
    named = bool(formats or _ACTION_NOUN.search(folded))
    if _EVENT.search(normal) or (named and _FUTURE.search(normal)):
        return True
    return named and bool(_COMING.search(normal) or Asks.LIST in asks or _WHICH.search(normal))


def _asks_which_one(normal: str, formats: Collection[str]) -> bool:
    """Whether a question asks for one action of a format that it names: « quel atelier… »."""
    firsts = "|".join(re.escape(normalize(name).split()[0]) for name in sorted(formats))
    return re.search(rf"\bquel(?:le)? (?:action|(?:{firsts})s?)\b", normal) is not None
