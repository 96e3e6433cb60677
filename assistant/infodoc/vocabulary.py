"""The closed lists of the register, in the words that its users read."""

from __future__ import annotations

CHANNELS = ("téléphone", "mail", "visite", "formulaire")
KINDS = (
    "collectivité",
    "État",
    "association",
    "élu",
    "établissement",
    "étudiant",
    "habitant",
)
RECEIVED, ONGOING, ANSWERED, DROPPED = "reçue", "en cours", "répondue", "sans suite"
STATUSES = (RECEIVED, ONGOING, ANSWERED, DROPPED)
OPEN = (RECEIVED, ONGOING)
UNKNOWN = "non précisé"
"""What the figures call a field that was left empty."""
