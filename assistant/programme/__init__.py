"""The action programme: its actions in time, their search, what the team changed in them."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.programme.calendar import (
        CANCELLED,
        ScoredAction,
        action_card,
        action_headings,
        asks_for_everything,
        audiences_of,
        describe_period,
        is_over,
        is_short,
        is_upcoming,
        latest_programme,
        search_actions,
        theme_in,
        upcoming,
        when_of,
    )
    from assistant.programme.edit_store import ActionEdits, current_programmes
    from assistant.programme.edits import (
        LONGEST_LINK,
        LONGEST_PLACE,
        STATUSES,
        ActionEdit,
        changes_in_words,
        with_edits,
    )
    from assistant.programme.file import (
        Programme,
        load_programme,
        load_programmes,
        programmes_from_json,
        programmes_to_json,
    )
    from assistant.programme.ics import is_dated, to_ics
    from assistant.programme.vocabulary import Vocabulary
else:
    __getattr__ = names_of(
        __name__,
        {
            "calendar": (
                "CANCELLED",
                "ScoredAction",
                "action_card",
                "action_headings",
                "asks_for_everything",
                "audiences_of",
                "describe_period",
                "is_over",
                "is_short",
                "is_upcoming",
                "latest_programme",
                "search_actions",
                "theme_in",
                "upcoming",
                "when_of",
            ),
            "edit_store": (
                "ActionEdits",
                "current_programmes",
            ),
            "edits": (
                "ActionEdit",
                "LONGEST_LINK",
                "LONGEST_PLACE",
                "STATUSES",
                "changes_in_words",
                "with_edits",
            ),
            "file": (
                "Programme",
                "load_programme",
                "load_programmes",
                "programmes_from_json",
                "programmes_to_json",
            ),
            "ics": (
                "is_dated",
                "to_ics",
            ),
            "vocabulary": ("Vocabulary",),
        },
    )

__all__ = [
    "CANCELLED",
    "LONGEST_LINK",
    "LONGEST_PLACE",
    "STATUSES",
    "ActionEdit",
    "ActionEdits",
    "Programme",
    "ScoredAction",
    "Vocabulary",
    "action_card",
    "action_headings",
    "asks_for_everything",
    "audiences_of",
    "changes_in_words",
    "current_programmes",
    "describe_period",
    "is_dated",
    "is_over",
    "is_short",
    "is_upcoming",
    "latest_programme",
    "load_programme",
    "load_programmes",
    "programmes_from_json",
    "programmes_to_json",
    "search_actions",
    "theme_in",
    "to_ics",
    "upcoming",
    "when_of",
    "with_edits",
]
