"""What kind of request a message is.

Rules on folded text, in the order in which they are tried; what a follow-up means on its own is in
``follow_up``.
"""

from __future__ import annotations

import re
from enum import Enum

from assistant.language.french import content_words, fold, normalize, stem_set
from assistant.programme.vocabulary import Vocabulary


class Kind(Enum):
    """Kinds of request."""

    SMALL_TALK = "bavardage"
    ACTIONS = "actions"
    DOCUMENTS = "documents"
    CONTACT = "contact"
    DEFINITION = "définition"
    FIGURE = "chiffre"
    GENERAL = "général"
    OUTSIDE = "hors sujet"


_SMALL_TALK = re.compile(
    r"^(?:bonjour|bonsoir|salut|coucou|hello|merci(?: beaucoup| bien)?|au revoir|bonne (?:journee|soiree)|ok"
    r"|d ?accord|super|parfait|ca va|comment (?:ca va|vas tu|allez vous)|qui es tu|qui etes vous"
    r"|que (?:sais tu|savez vous|peux tu|pouvez vous) faire|aide)(?: [a-z ]{0,20})?$"
)
_COMING = re.compile(
    r"\bprevue?s?\b|\bprevoi|\ba venir\b|\bprochaine?s?\b|\bprochainement\b|\bbientot\b|\bplanifie"
    r"|\bau programme\b"
    r"|\bprogrammee?s?\b|\benvisagee?s?\b|\bagenda\b|\bcalendrier\b|\bcette annee\b(?!-la)|\bce (?:mois"
    r"|trimestre|semestre)\b"
    r"|\borganise[sznt]*\b|\bproposee?s?\b|\bpropose[sznt]*\b|\bparticiper\b|\bm'inscrire\b|\binscri"
)
_NOW = re.compile(
    r"\bprevue?s?\b|\ba venir\b|\bprochaine?s?\b|\bprochainement\b|\bbientot\b|\bcette annee\b(?!-la)"
    r"|\bsemaines qui viennent\b|\bpreparez-vous\b|\bce (?:mois|trimestre|semestre)\b"
    r"|\bagenda\b|\bcalendrier\b|\bactuellement\b|\ben ce moment\b|\bplanifie|\bcette semaine\b"
)
_PROGRAMME = re.compile(
    r"\b(?:pr\w*voyait|prevoit|annonc\w+|contient|comporte\w*|comprend)\b.*\bprogramme\b"
    r"|\bprogramme (?:d'actions )?(?:de (?:l'annee )?)?(?:19|20)\d\d\b|\bprogramme\b.*\b(?:contient"
    r"|comporte|annonce|prevoit)"
    r"|\bde quoi (?:parle|traite) (?:le|votre) programme\b|\b(?:axes|grandes lignes|sommaire) du programme\b"
    r"|\baviez-vous (?:prevu|envisage|programme)|\bavez-vous programme"
    r"|\b(?:preparez|reservez|organisez|prevoyez|allez|comptez|menez|proposez)-vous\b|\bvous proposez\b"
    r"|\b(?:resum|present|montr|affich|detaill)\w*[- ](?:moi |nous )?"
    r"(?:le |tout le |les grandes lignes du )programme\b(?! de (?:reussite|renov|renouv))"
    r"|\bque se passe-t-il\b|\bpouvez-vous m'annoncer\b"
)
_OUTSIDE = re.compile(
    r"\b(?:mon|ma|mes) (?:voisins?|mari|femme|conjoint|maison|voiture|traitement|revenus|impots"
    r"|economies|medecin)\b"
    r"|\bquel(?:le)?s? \w+ (?:acheter|choisir|offrir)\b|\bnumero (?:personnel|prive)\b"
    r"|\badresses? (?:personnelle|privee)|\bou habite\b"
    r"|\bliste des personnes qui"
    r"|\bage de la personne\b|\b(?:selon|d'apres) toi\b|\ba (?:ton|votre) avis\b|\b(?:penses?-tu"
    r"|pensez-vous qu|que penses"
    r"|qu'en pens|que pensez|crois-tu)\b"
    r"|\bpour ou contre\b|\bes-tu\b|\b(?:ignore|oublie|affiche|revele"
    r"|montre)[sz]? (?:moi )?(?:toutes |tes |ton |tous |les |vos )"
    r"|\bprompt\b|^ ?system\b|<script|<img|\bmot de passe\b|\brepete apres moi\b|\bfais comme si\b"
    r"|\btu es (?:maintenant|un|une|desormais)\b|\brepond[sz]? (?:en|uniquement|par)\b|\btraduis"
    r"|\btraduction de|\btraduire (?:cette|cet|ce|une|en|ma|mon)\b"
    r"|\bcomment dit-on\b|\bpoeme\b|\bhistoire drole\b|\bblague\b|\binvente[sz]?\b|\bresous\b"
    r"|\bfaut-il (?:supprimer|interdire|taxer|augmenter|baisser|retablir|abolir)\b"
    r"|\bautres utilisateurs\b|\bquel temps (?:fait|fera)\b|\bfaut-il voter\b|\bpour qui voter\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS_AROUND = (
    (
        re.compile(
            r"\b(?:l'an|l’an|l'année|l’année) (?:dernier|dernière|passée?|précédente?)\b", re.IGNORECASE
        ),
        -1,
    ),
    (re.compile(r"\b(?:l'an|l’an|l'année|l’année) (?:prochaine?|suivante?|qui vient)\b", re.IGNORECASE), 1),
)
_SHORTEST_PART = 15
_FUTURE = re.compile(r"\b(?!sera )(?:\w{2,}era|aura|\w{2,}eront|auront)\b")
_EVENT = re.compile(r"\bmanifestations?\b|\bevenements?\b|\bseances?\b")
_AND_ACTIONS = re.compile(
    r",? et (?:dites-moi |dis-moi |indiquez-moi )?(?=(?:dans |pour |a |sur )?quel(?:le)?s? (?:actions?"
    r"|ateliers?"
    r"|rencontres?|groupes?"
    r"|journees?|cycles?)\b|y a-t-il (?:un |une |des )?(?:actions?|ateliers?|rencontres?|groupes?"
    r"|journees?|cycles?)\b)"
)
_AND_ASKS = re.compile(
    r", et (?=(?:combien|qui|quand|comment|ou|pourquoi|quel|quelle|quels|quelles|a qui|a quoi) )"
    r"| et (?=(?:qui (?:peut|doit|est|sont|finance|pilote|decide|anime)|quel(?:le)?s? (?:est|sont|en est"
    r"|en sont)|comment (?:se|s'|le|la|les|l'|est|sont|peut)|a qui s'adress\w+|a quoi ser\w+|pourquoi"
    r"|ou (?:se|est|sont|peut))\b)"
)
_COMPARES = re.compile(
    r"\b(?:difference|distinction|nuance)s?(?: principales?)?(?: y a-t-il| existe-t-il)? entre (.+?) et (.+)$"
    r"|\b(?:distingue|differencie)r?(?:nt)? (.+?) (?:de (?=l[ae]s? |l'|une? )|d'(?=une? )|du |des )(.+)$"
)
_DAY = re.compile(
    r"\ble \d{1,2}(?:er)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre)\b"
)
_ACTION_NOUN = re.compile(
    r"(?<!d')(?<!leur )(?<!leurs )(?<!son )(?<!ses )(?<!en )\bactions?\b"
    r"|\bevenements?\b|\bmanifestations?\b|\bformations?\b|\bseances?\b|\brendez-vous\b"
)
_DOCUMENTS = re.compile(
    r"\bquels? (?:documents?|dossiers?|textes?|ouvrages?|livres?)\b|\bquelles? (?:fiches?"
    r"|publications?|ressources?|lectures?|notes?)\b"
    r"|\b(?:documents?|fiches?|dossiers?|publications?|ressources?|textes?|ouvrages?|livres?|lectures?"
    r"|notes?|documentation|bibliographie) (?:sur(?! place)|pour|concernant|traitant"
    r"|parlant|a propos)\b"
    r"|\b(?:quoi|que|dois-je|puis-je|faut-il) lire\b|\ba lire\b|\bdocumentation sur\b|\bbibliographie\b"
)
_CONTACT = re.compile(
    r"\btelephone|\bnumero\b|\bmail\b|\bemail\b|\be-mail\b|\bcourriel|(?<!s')\badresses?\b|\bcontact"
    r"|\bjoindre\b|\bfax\b|\btelecopie"
    r"|\b(?:installe|implante)e?s?\b"
    r"|\bou (?:se trouve|se situe|etes-vous|est situe)|\bsite (?:internet|web)\b|\babonn"
    r"|\brendez-vous\b|\ba qui (?:s'adresser|ecrire|demander)"
    r"|\bqui appeler\b|\becrire a\b|\bappeler\b|\bvenir sur place\b"
)
_DEFINITION = re.compile(
    r"qu'? ?est[- ]ce qu|c'? ?est quoi|\bce qu'?(?: ?est| sont)\b|\bexplique[rz]|\bdefinition"
    r"|\bdefini[rst]\b|que signifie|que veut dire|ca veut dire"
    r"|\bsigle\b|\bacronyme\b|\bsignification\b|\ben quoi consiste|correspond a quoi|^que sont\b"
    r"|que recouvre|a quoi correspond|qu'entend-on par"
)
_ONE_ACTION = re.compile(
    r"\bquel(?:le)? (?:groupes?|ateliers?|rencontres?|journees?|cycles?|action|petits? dejeuners?)\b"
)
_FIGURE = re.compile(
    r"\bcombien\b|\bquel nombre\b|\bpourcentage\b|\bquelle? (?:part|taux|montant|proportion)\b|\bquel age\b"
)
_LIST = re.compile(r"\bquel(?:le)?s\b|\blist(?:e|er|ez)\b|\benumer|\bcite[rz]\b|\bdifferents?\b|\blesquel")
_OVERVIEW = re.compile(
    r"\b(?:themes?|thematiques?|axes|grandes lignes|parties|chapitres|rubriques|sommaire|contenu)\b"
    r".*\bprogramme\b"
    r"|\bprogramme\b.*\b(?:contient|traite|parle)|\b(?:contient|traite|parle)\b.*\bprogramme\b"
    r"|^(?:resume|presente)\w*.*\bprogramme\b"
)
_ASKS_WHICH = re.compile(
    r"\by a-t-il\b|\bexiste|\bavez-vous\b|\bsur\b|\bdates?\b|\bassister\b|\b(?:se|tri)mestre\b"
)
_ASKS_DETAIL = re.compile(
    r"\bquand\b|\ba quelle (?:date|heure)\b|\bquel(?:le)? (?:jour|date|heure|mois|lieu|salle|ville)\b"
    r"|\bou (?:a|aura|se|est|sont|auront|ont)\b"
    r"|\bprix\b|\btarif|\bcombien coute|\bcout\b|\binterv(?:enant|ien)|\bqui (?:anim|interv|present)\w*"
    r"|\bpayant|\bgratuit"
    r"|\binscri|\bduree\b|\bheures?\b|\bcombien de (?:personnes|participants)\b|\bsalles?\b"
    r"|\bsont venue?s\b|\bont participe\b|\bcompte-rendu\b|\bbilan\b"
)
_ANY_SUBJECT = stem_set(
    "inscrire inscription inscrit participer participation participant adhérer adhésion adhérent venir "
    "assister réserver réservation place tarif prix coût coûter gratuit gratuite payant payer heure horaire "
    "lieu endroit date jour durée durer temps commencer débuter finir terminer ouvert ouverte ouvrir fermé "
    "aller condition modalité personne chose exemple faire marcher passer fonctionner détail précision "
    "précis exact autre"
)
"""Words that fit any subject: alone, they do not say what a question is about."""
_TO_THE_CENTRE = re.compile(r"\b(?:vous|votre|vos)\b")


def names_no_subject(question: str, vocabulary: Vocabulary) -> bool:
    """Whether a question does not say what it is about: « Comment s’inscrire ? », « C’est où ? »."""
    kind = kind_of(question, vocabulary)
    if kind in (Kind.ACTIONS, Kind.CONTACT, Kind.DOCUMENTS, Kind.SMALL_TALK, Kind.OUTSIDE):
        return False
    return stem_set(question) <= _ANY_SUBJECT and not _TO_THE_CENTRE.search(fold(question))


def asks_about_a_day(question: str) -> bool:
    """Whether a question names a day of the calendar: « le 12 mars 2024 »."""
    return _DAY.search(fold(question)) is not None


def in_two_parts(question: str) -> tuple[str, str] | None:
    """Two questions asked in one, cut apart; ``None`` for any other."""
    cut = _AND_ACTIONS.search(fold(question)) or _AND_ASKS.search(fold(question))
    if cut is None or len(fold(question)) != len(question) or cut.start() < _SHORTEST_PART:
        return None
    return question[: cut.start()] + " ?", question[cut.end() :]


def compared(question: str) -> tuple[str, str] | None:
    """The two things that a question asks to tell apart, as it names them; ``None`` for any other."""
    asked = question.rstrip(" ?!.")
    found = _COMPARES.search(fold(asked))
    if found is None or len(fold(asked)) != len(asked):
        return None
    first, second = (n for n in range(1, 5) if found.group(n))
    return asked[slice(*found.span(first))], asked[slice(*found.span(second))]


def asks_to_explain(question: str) -> bool:
    """Whether a question asks what something is."""
    return _DEFINITION.search(fold(question)) is not None


def kind_of(question: str, vocabulary: Vocabulary) -> Kind:
    """The kind of request of a standalone question."""
    normal = normalize(question)
    bare = re.sub(r"[^a-z ]+", " ", normal).strip()
    if _SMALL_TALK.match(re.sub(r" +", " ", bare)):
        return Kind.SMALL_TALK
    if _OUTSIDE.search(fold(question)):
        return Kind.OUTSIDE
    if asks_to_explain(question) and not _COMING.search(normal):
        return Kind.DEFINITION
    if asks_for_actions(question, vocabulary):
        return Kind.ACTIONS
    if _DOCUMENTS.search(normal):
        return Kind.DOCUMENTS
    if _CONTACT.search(fold(question)):
        return Kind.CONTACT
    if _FIGURE.search(normal):
        return Kind.FIGURE
    if len(content_words(question)) <= 1:
        return Kind.DEFINITION
    return Kind.GENERAL


def with_year(question: str, year: int) -> str:
    """The question with « l’an dernier » and « l’année prochaine » told by their year.

    Args:
        year: of the reference date.
    """
    for pattern, shift in _YEARS_AROUND:
        question = pattern.sub(f"en {year + shift}", question)
    return question


def asks_for_actions(question: str, vocabulary: Vocabulary) -> bool:
    """Whether a question looks for actions of the programme."""
    normal = normalize(question)
    if _NOW.search(normal) or _PROGRAMME.search(normal):
        return True
    formats = vocabulary.formats_in(question)
    if formats and (_ONE_ACTION.search(normal) or asks_a_detail(question)) and not asks_to_explain(question):
        return True
    named = bool(formats or _ACTION_NOUN.search(fold(question)))
    if _EVENT.search(normal) or (named and _FUTURE.search(normal)):
        return True
    return named and bool(
        _COMING.search(normal)
        or _LIST.search(normal)
        or re.search(
            r"\by a-t-il\b|\bexiste|\bavez-vous\b|\bsur\b|\bdates?\b|\bassister\b|\b(?:se|tri)mestre\b",
            normal,
        )
    )


def asks_what_is_coming(question: str) -> bool:
    """Whether only what is still to come answers; a question that names a year asks about that year."""
    return _NOW.search(normalize(question)) is not None and not _YEAR.search(question)


def is_about_actions(question: str, vocabulary: Vocabulary) -> bool:
    """Whether a question names actions, a format or the programme, and not only the future."""
    normal = normalize(question)
    named = vocabulary.formats_in(question) or _ACTION_NOUN.search(fold(question))
    return bool(named or "programme" in normal)


def asks_for_an_overview(question: str) -> bool:
    """Whether a question about the programme asks what it is made of, and not which actions."""
    return _OVERVIEW.search(normalize(question)) is not None


def asks_a_detail(question: str) -> bool:
    """Whether a question about an action asks its day, place, price or speakers."""
    return _ASKS_DETAIL.search(normalize(question)) is not None


def wants_a_list(question: str) -> bool:
    """Whether several things are asked for."""
    return _LIST.search(normalize(question)) is not None
