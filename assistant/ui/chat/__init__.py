"""The page of the assistant."""

from assistant.ui.chat.page import draw_assistant_page

__all__ = ["draw_assistant_page"]
