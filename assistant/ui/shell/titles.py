"""Titles of the pages, as the menu and the browser show them."""

from __future__ import annotations

from assistant.centre import Centre
from assistant.language import capital

ASSISTANT = "Assistant"
PROGRAMME = "Programme d’actions"
DOCUMENTS = "Documents"
STAFF = "Espace équipe"
CORPUS = "Corpus"
EVALUATIONS = "Évaluations"
SERVICE = "État du service"
INFODOC = "Info-doc"
ASK = "Poser une question"
TEAM = "Équipe"
"""Heading of the staff pages in the menu."""


def in_browser(title: str, centre: Centre) -> str:
    """The title of a page as the browser shows it: « Assistant – Centre exemple »."""
    return f"{title} – {capital(centre.bare_name)}"
