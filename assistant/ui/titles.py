"""Titles of the pages, as the menu shows them."""

ASSISTANT = "Assistant"
PROGRAMME = "Programme d’actions"
DOCUMENTS = "Documents"
