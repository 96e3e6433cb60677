"""What staff may do that the public may not: who they are, and what they change."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.staff.builds import Builds, BuildState
    from assistant.staff.commands import change_password, make_first_password
    from assistant.staff.ingest_process import (
        CorpusFile,
        PastBuild,
        add_document,
        describe_document,
        forget_past,
        go_back,
        list_builds,
        list_corpus,
        remove_document,
    )
    from assistant.staff.password import LONGEST, StaffPassword
    from assistant.staff.removal import Removed, Traces, passages_in, removed_documents, traces_of
else:
    __getattr__ = names_of(
        __name__,
        {
            "builds": (
                "BuildState",
                "Builds",
            ),
            "commands": (
                "change_password",
                "make_first_password",
            ),
            "ingest_process": (
                "CorpusFile",
                "PastBuild",
                "add_document",
                "describe_document",
                "forget_past",
                "go_back",
                "list_builds",
                "list_corpus",
                "remove_document",
            ),
            "password": (
                "LONGEST",
                "StaffPassword",
            ),
            "removal": (
                "Removed",
                "Traces",
                "passages_in",
                "removed_documents",
                "traces_of",
            ),
        },
    )

__all__ = [
    "LONGEST",
    "BuildState",
    "Builds",
    "CorpusFile",
    "PastBuild",
    "Removed",
    "StaffPassword",
    "Traces",
    "add_document",
    "change_password",
    "describe_document",
    "forget_past",
    "go_back",
    "list_builds",
    "list_corpus",
    "make_first_password",
    "passages_in",
    "remove_document",
    "removed_documents",
    "traces_of",
]
