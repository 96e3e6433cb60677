"""The pages of the Info-doc service."""

from assistant.ui.infodoc.data import remember_refusal
from assistant.ui.infodoc.form import ask_service, draw_form_page
from assistant.ui.infodoc.page import draw_infodoc_page

__all__ = ["ask_service", "draw_form_page", "draw_infodoc_page", "remember_refusal"]
