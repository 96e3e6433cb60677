"""The page of the programme."""

from assistant.ui.programme.page import draw_programme_page

__all__ = ["draw_programme_page"]
