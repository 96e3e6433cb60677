"""Where to look for what the corpus does not hold: known public resources, by subject.

These are the centre's own pointers, never facts of a document: names of services, without addresses.
"""

from __future__ import annotations

from assistant.language.french import stem_set
from assistant.question.expected import asked

_POINTERS: tuple[tuple[str, str], ...] = (
    (
        "statistique chiffre données population nombre taux pourcentage revenu chômage indicateur habitants",
        "l’Insee et le système d’information géographique de la politique de la ville (ANCT) pour les "
        "chiffres "
        "d’un quartier ou d’une commune",
    ),
    (
        "loi décret circulaire article code juridique texte arrêté ordonnance réglementation obligatoire",
        "Légifrance pour les textes en vigueur",
    ),
    (
        "subvention financement budget montant appel projet crédits enveloppe aide financière coût tarif",
        "les services de l’État dans le département (préfecture) et le financeur pour les montants et les "
        "appels "
        "à projets",
    ),
    (
        "expérience exemple initiative retour pratique projet inspirant commune",
        "les autres centres de ressources de la politique de la ville pour des expériences d’autres "
        "territoires",
    ),
    (
        "contact coordonnées adresse téléphone interlocuteur responsable nom personne joindre",
        "la mairie ou l’intercommunalité concernée pour les noms et les coordonnées",
    ),
    (
        "date lieu horaire inscription inscrire intervenant salle programme rencontre formation",
        "le Pôle de ressources, qui précise les dates, les lieux et les inscriptions de ses actions",
    ),
    (
        "ouvrage livre article revue thèse recherche étude bibliographie auteur mémoire",
        "les catalogues de bibliothèques et de revues (Sudoc, Cairn, HAL)",
    ),
)
_BY_KIND = {"number": 0, "percent": 0, "money": 2, "person": 4, "phone": 4, "mail": 4, "hours": 5}
_OTHERWISE = "les partenaires du Pôle de ressources et les services de l’État dans le département"
_MOST = 2


def where_else(question: str) -> list[str]:
    """One or two places for a question that found no answer."""
    stems = stem_set(question)
    scored = [(len(stems & stem_set(words)), n) for n, (words, _) in enumerate(_POINTERS)]
    first = [_BY_KIND[kind] for kind in sorted(asked(question)) if kind in _BY_KIND]
    rest = [n for score, n in sorted(scored, key=lambda s: (-s[0], s[1])) if score]
    places = [_POINTERS[n][1] for n in dict.fromkeys([*first, *rest])]
    return places[:_MOST] or [_OTHERWISE]
