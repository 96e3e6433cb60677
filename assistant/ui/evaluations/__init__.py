"""The pages of the evaluations, for the team."""

from assistant.ui.evaluations.page import draw_evaluations_page

__all__ = ["draw_evaluations_page"]
