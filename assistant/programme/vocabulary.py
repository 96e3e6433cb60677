"""How people name formats, publics and topics of the action programme in a French question.

Each table maps a label to the expressions for it, matched on ``french.normalize``d text, so
without accents, capitals or elisions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.language.french import content_stems, normalize

FORMATS = {
    "rencontre": r"rencontres?(?! observations?)",
    "rencontre observations et territoires": r"observations? et territoires?",
    "étude en débat": r"etudes?[ -]en[ -]debats?",
    "petit déjeuner": r"(?:p'?tits?|petits?)[ -](?:dejeuners?|dejs?)",
    "samedi des élus": r"samedis? (?:des |aux |pour les )?elu\w*",
    "cycle de qualification": r"cycles?(?: de qualification)?",
    "atelier": r"ateliers?(?! sante[ -]ville)",
    "groupe de travail": r"groupes?(?: de travail| echanges?)?(?! (?:scolaires?|de (?!travail|pairs)\w+))",
    "journée": r"journees?",
    "appui": r"appuis?",
    "approfondissement": r"approfondissements?",
}

_PRE = r"(?:reussites? educatives?|pre)"
_IN_CHARGE = r"(?:charge\w*(?: de missions?)?|professionnel\w*|facilitat\w+)"
_COORDINATORS = r"coord(?:onn|in)at\w+"

AUDIENCES = {
    "élus": r"elu(?:e|\(e\))?s?|maires?|conseiller\w* municipa\w+",
    "jeunes": r"jeunes?",
    "chefs de projets politique de la ville": r"chef\w* (?:de )?projets?",
    "coordonnateurs PRE": rf"{_COORDINATORS}\b.{{0,45}}\b{_PRE}",
    "référents de parcours PRE": rf"referent\w*\b.{{0,45}}\b{_PRE}|referent\w* (?:de )?parcours",
    "coordonnateurs santé": rf"{_COORDINATORS}\b.{{0,20}}\b(?:sante|asv|cls)",
    "chargés de mission prévention": rf"{_IN_CHARGE}\b.{{0,20}}\bprevention",
    "chargés de mission clauses d'insertion": rf"{_IN_CHARGE}\b.{{0,20}}\bclauses?",
    "chargés de mission développement économique": rf"{_IN_CHARGE}\b.{{0,20}}\b(?:economique|economie)",
    "structures de proximité": r"structures? de proximite|mjc|centres? socia\w+|services? jeunesse",
    "équipes d'ingénierie": r"ingenierie",
    "agents de l'État": r"agents? de etat|services? de etat|prefectures?",
}

TOPICS = {
    "politique de la ville": r"politiques? de la ville|contrats? de ville|quartiers? prioritaires?|qpv",
    "participation": r"participation|participati\w+|citoyen\w*|habitants|democrati\w+",
    "éducation": r"educati\w+|ecoles?|scolaires?|parentalite|enfants?|pre",
    "jeunesse": r"jeunes?|jeunesse|adolescen\w+|ados?",
    "santé": r"sante|soins?|medic\w+|medecins?",
    "emploi et insertion": r"emplois?|insertion|chomage|chomeurs?",
    "développement économique": r"economi\w+|entreprises?|ess|attractivite",
    "habitat et cadre de vie": r"habitat|logements?|mal-logement|cadre de vie|renovation urbaine"
    r"|renouvellement urbain|espaces? publics?|qualite urbaine|gus?p",
    "égalité et discriminations": r"egalite|discriminat\w+|genre|femmes?",
    "vulnérabilités": r"vulnerab\w+|precari\w+|precaires?|pauvrete|illettrisme|monoparental\w+",
    "prévention et médiation": r"prevention|delinquance|mediat\w+|tranquillite publique",
}

# Words of nearly every question about a programme: they ask for actions, they do not describe one.
ASKING_STEMS = frozenset(
    content_stems(
        """
        action agenda annee aura auront bientot calendrier cherche concernant date debute demarre evenement
        interesse lieu liste mois organise organisez parle parler participer porte portant prevoir prevoit
        prevoyez prevu prevue prochain prochainement programme programmez propose proposez pole ressources
        semaine semestre sujet thematique theme trouver venir domaine autour consacre dediee inscription
        inscrire coute cout prix tarif salle jour heure chercheur intervenant interviendra intervient
        figure figurent menez animez lancez tenez tient auront deroule deux jours quels aviez avez serait
        preparez reservez annoncez existe quelque chose manifestation seance montee pouvez proposes notre
        fonctionne fonctionnent actuellement moment reste restent dernier derniere derniers fin debut precise
        precisement envisage envisagee envisages envisagees envisagez annonce annoncee encore sommes parmi
        ouvert ouverte dirige suis travaille consacre lui dites voudrais souhaite aimerais assister montre
        montrez montrer affiche donner donne donnez presente presentez presenter resume resumez resumer
        detaille ensemble grandes lignes contenu premier second trimestre dates
        contient traite axes chapitres parties rubriques sommaire payant payante gratuit gratuite
        """
    )
)


def _named(table: Mapping[str, str], text: str) -> set[str]:
    plain = normalize(text)
    return {label for label, form in table.items() if _pattern(form).search(plain)}


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{form})(?!\w)")


def formats_in(text: str) -> set[str]:
    """The formats of action that a text names: « des petits déj » → ``{"petit déjeuner"}``."""
    return _named(FORMATS, text)


def without_format(text: str, format: str) -> str:
    """The normalized text without the expressions for a format, a key of ``FORMATS``."""
    return _pattern(FORMATS[format]).sub(" ", normalize(text))


def audiences_in(text: str) -> set[str]:
    """The publics that a text names, as keys of ``AUDIENCES``."""
    return _named(AUDIENCES, text)


def topics_in(text: str) -> set[str]:
    """The topics that a text names, as keys of ``TOPICS``."""
    return _named(TOPICS, text)
