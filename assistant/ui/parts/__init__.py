"""Parts that several pages draw."""

from assistant.ui.parts.answer_view import draw_documents, draw_sentences, draw_sources
from assistant.ui.parts.cards import (
    CALENDAR_TYPE,
    card_html,
    draw_action_cards,
    draw_add_to_calendar,
    find_action,
)
from assistant.ui.parts.controls import (
    ask_only,
    current_filters,
    draw_filters,
    draw_reference_date,
    draw_time_travel,
    filters_in_words,
)
from assistant.ui.parts.viewer import close_viewer, draw_open_viewer, draw_picture, open_viewer

__all__ = [
    "CALENDAR_TYPE",
    "ask_only",
    "card_html",
    "close_viewer",
    "current_filters",
    "draw_action_cards",
    "draw_add_to_calendar",
    "draw_documents",
    "draw_filters",
    "draw_open_viewer",
    "draw_picture",
    "draw_reference_date",
    "draw_sentences",
    "draw_sources",
    "draw_time_travel",
    "filters_in_words",
    "find_action",
    "open_viewer",
]
