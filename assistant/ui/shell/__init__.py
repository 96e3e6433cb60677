"""What every page stands in: server, sign-in, limits, queue, style."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.ui.shell.links import go_to, register_pages
    from assistant.ui.shell.server import MIDDLEWARE, ROUTES, show_error, tell_error, warm_up
    from assistant.ui.shell.shared import (
        REFERENCE_DAY,
        action_edits,
        answer_queue,
        background,
        choose_reference_date,
        encoder,
        live_assistant,
        live_centre,
        live_index,
        live_programmes,
        live_vocabulary,
        original_file,
        published_programmes,
        reference_date,
        settings,
        starter_questions,
    )
    from assistant.ui.shell.sign_in import Member, current_member, sign_out, staff_only
    from assistant.ui.shell.style import ICON, draw_style
    from assistant.ui.shell.suggestions import next_questions
    from assistant.ui.shell.text import counted, escape_markdown, french_spaces, long_date, safe, shorten
    from assistant.ui.shell.titles import (
        ASK,
        ASSISTANT,
        CORPUS,
        DOCUMENTS,
        EVALUATIONS,
        INFODOC,
        PROGRAMME,
        SERVICE,
        STAFF,
        TEAM,
        in_browser,
    )
    from assistant.ui.shell.visitors import count_question, count_request
else:
    __getattr__ = names_of(
        __name__,
        {
            "links": (
                "go_to",
                "register_pages",
            ),
            "server": (
                "MIDDLEWARE",
                "ROUTES",
                "show_error",
                "tell_error",
                "warm_up",
            ),
            "shared": (
                "REFERENCE_DAY",
                "action_edits",
                "answer_queue",
                "background",
                "choose_reference_date",
                "encoder",
                "live_assistant",
                "live_centre",
                "live_index",
                "live_programmes",
                "live_vocabulary",
                "original_file",
                "published_programmes",
                "reference_date",
                "settings",
                "starter_questions",
            ),
            "sign_in": (
                "Member",
                "current_member",
                "sign_out",
                "staff_only",
            ),
            "style": (
                "ICON",
                "draw_style",
            ),
            "suggestions": ("next_questions",),
            "text": (
                "counted",
                "escape_markdown",
                "french_spaces",
                "long_date",
                "safe",
                "shorten",
            ),
            "titles": (
                "ASK",
                "ASSISTANT",
                "CORPUS",
                "DOCUMENTS",
                "EVALUATIONS",
                "INFODOC",
                "PROGRAMME",
                "SERVICE",
                "STAFF",
                "TEAM",
                "in_browser",
            ),
            "visitors": (
                "count_question",
                "count_request",
            ),
        },
    )

__all__ = [
    "ASK",
    "ASSISTANT",
    "CORPUS",
    "DOCUMENTS",
    "EVALUATIONS",
    "ICON",
    "INFODOC",
    "MIDDLEWARE",
    "PROGRAMME",
    "REFERENCE_DAY",
    "ROUTES",
    "SERVICE",
    "STAFF",
    "TEAM",
    "Member",
    "action_edits",
    "answer_queue",
    "background",
    "choose_reference_date",
    "count_question",
    "count_request",
    "counted",
    "current_member",
    "draw_style",
    "encoder",
    "escape_markdown",
    "french_spaces",
    "go_to",
    "in_browser",
    "live_assistant",
    "live_centre",
    "live_index",
    "live_programmes",
    "live_vocabulary",
    "long_date",
    "next_questions",
    "original_file",
    "published_programmes",
    "reference_date",
    "register_pages",
    "safe",
    "settings",
    "shorten",
    "show_error",
    "sign_out",
    "staff_only",
    "starter_questions",
    "tell_error",
    "warm_up",
]
