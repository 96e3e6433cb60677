"""The metrics of a run by name: what they are called in French and what they mean, in the order shown."""

from __future__ import annotations

from collections.abc import Collection

_METRICS = {
    "answerable_ok": (
        "Réponses justes",
        "questions dont le corpus contient la réponse : tous les faits, rien d’interdit, la bonne source et "
        "les bonnes actions",
    ),
    "unanswerable_ok": (
        "Refus justes",
        "questions dont le corpus ne contient pas la réponse : l’assistant refuse",
    ),
    "fact_recall": (
        "Faits montrés",
        "part des faits attendus qui sont montrés, un refus à tort comptant zéro",
    ),
    "first_hit": (
        "Fait en première ligne",
        "parmi les questions qui ont des faits attendus, part de celles où la première phrase montrée, ou à "
        "défaut la première action, en contient un, un refus à tort comptant zéro",
    ),
    "lines": (
        "Lignes montrées",
        "nombre moyen de phrases et d’actions d’une réponse, refus à part",
    ),
    "forbidden_free": (
        "Rien d’interdit",
        "parmi les questions qui ont des formes interdites, part de celles où aucune n’est montrée",
    ),
    "source_hit": ("Source attendue citée", "au moins une citation vient d’une page attendue"),
    "source_precision": (
        "Pages citées qui sont attendues",
        "parmi les pages citées, part de celles qui étaient attendues",
    ),
    "source_recall": (
        "Pages attendues qui sont citées",
        "parmi les pages attendues, part de celles qui sont citées",
    ),
    "action_recall": (
        "Actions attendues proposées",
        "parmi les actions attendues, part de celles qui sont proposées",
    ),
    "action_precision": (
        "Actions proposées qui sont attendues",
        "parmi les actions proposées, part de celles que le jeu nomme ; d’autres peuvent convenir aussi",
    ),
    "error_rate": (
        "Refus à tort",
        "questions dont le corpus contient la réponse et que l’assistant refuse "
        "(plus c’est bas, mieux c’est)",
    ),
    "hallucination_rate": (
        "Réponses à tort",
        "questions dont le corpus ne contient pas la réponse et auxquelles l’assistant répond "
        "(plus c’est bas, mieux c’est)",
    ),
    "recall@1": ("Recherche : page attendue en tête", "part des pages attendues trouvées en premier"),
    "recall@5": (
        "Recherche : pages attendues parmi cinq",
        "part des pages attendues qui sont parmi les cinq premières trouvées",
    ),
    "success@5": (
        "Recherche : une page attendue parmi cinq",
        "au moins une des pages attendues est parmi les cinq premières trouvées",
    ),
    "nDCG@10": (
        "Recherche : qualité du classement (nDCG@10)",
        "1 quand les pages attendues sont en tête des dix premières, moins quand elles viennent plus bas",
    ),
    "MRR": (
        "Recherche : inverse du rang (MRR)",
        "1 quand la première page trouvée est attendue, 1/2 quand c’est la deuxième, etc.",
    ),
    "verbatim": (
        "Citations mot pour mot",
        "part des citations dont le texte se trouve tel quel dans la page citée",
    ),
    "sentence_verbatim": (
        "Phrases aux citations mot pour mot",
        "part des phrases montrées dont chaque citation se trouve telle quelle dans la page citée",
    ),
    "supported": (
        "Phrases appuyées",
        "part des phrases montrées que les pages citées établissent, mot pour mot ou selon le vérificateur",
    ),
    "citation_recall": (
        "Phrases appuyées par leurs seuls extraits",
        "part des phrases montrées que les extraits cités établissent à eux seuls",
    ),
    "citation_precision": (
        "Citations utiles",
        "part des citations qui appuient leur phrase, seules ou parce que les autres n’y suffisent pas",
    ),
    "judge_ok": (
        "Réponses justes selon le modèle juge",
        "avis d’un modèle de langue, donné à côté des mesures exactes et jamais seul",
    ),
}

COUNTS = {"forbidden_shown": "Formes interdites montrées", "unwanted_actions": "Actions non voulues"}
LABELS = {name: label for name, (label, _) in _METRICS.items()}
MEANINGS = {name: meaning for name, (_, meaning) in _METRICS.items()}
LOWER_IS_BETTER = frozenset({"error_rate", "hallucination_rate", *COUNTS})
"""The metrics of which less is better, and the counts of what should not be shown."""
AMOUNTS = frozenset({"lines"})
"""Means that are no shares: neither is better high or low, and no run is judged by them."""
BY_CONSTRUCTION = frozenset({"verbatim", "sentence_verbatim", "supported", "citation_recall"})
"""What holds by construction in the extractive mode, where each sentence is copied from its page."""


def label(name: str, by_construction: Collection[str] = ()) -> str:
    """A metric in French, which says when it could not come out otherwise."""
    return LABELS[name] + (" (par construction)" if name in by_construction else "")


def meaning(name: str, by_construction: Collection[str] = ()) -> str:
    """What a metric means, and why it says nothing when it could not come out otherwise."""
    copied = " ; ici chaque phrase est copiée de sa page, et ce chiffre ne peut être que de 100\u202f%"
    return MEANINGS[name] + (copied if name in by_construction else "")
