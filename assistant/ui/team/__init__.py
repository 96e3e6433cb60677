"""The pages of the team: entry and state of the service."""

from assistant.ui.team.page import draw_team_page
from assistant.ui.team.service import draw_service_page

__all__ = ["draw_service_page", "draw_team_page"]
