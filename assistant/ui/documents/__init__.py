"""The page of the documents."""

from assistant.ui.documents.page import draw_documents_page

__all__ = ["draw_documents_page"]
