"""Pages of the originals, drawn in a process of their own."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.viewer.page_drawing import draw_page
else:
    __getattr__ = names_of(__name__, {"page_drawing": ("draw_page",)})

__all__ = ["draw_page"]
