"""Reading passages for a question: sentences scored, enough to answer or not, claims checked."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.reading.alignment import Alignment
    from assistant.reading.claim_check import Checker, Cited, ClaimVerdict, Fitted, GroundingChecker, Support
    from assistant.reading.decision import Decision, load_decision
    from assistant.reading.definitions import defined
    from assistant.reading.entailment import load_entailment
    from assistant.reading.evidence import Evidence, Strength, Weigher, gather
    from assistant.reading.facts import facts_in, links, missing_facts
    from assistant.reading.near_misses import missing, unknown_names
    from assistant.reading.reader import Reader
    from assistant.reading.routing import Route
    from assistant.reading.sentence_forms import defines
    from assistant.reading.state import Answering, Stage, through
else:
    __getattr__ = names_of(
        __name__,
        {
            "alignment": ("Alignment",),
            "claim_check": (
                "Checker",
                "Cited",
                "ClaimVerdict",
                "Fitted",
                "GroundingChecker",
                "Support",
            ),
            "decision": (
                "Decision",
                "load_decision",
            ),
            "definitions": ("defined",),
            "entailment": ("load_entailment",),
            "evidence": (
                "Evidence",
                "Strength",
                "Weigher",
                "gather",
            ),
            "facts": (
                "facts_in",
                "links",
                "missing_facts",
            ),
            "near_misses": (
                "missing",
                "unknown_names",
            ),
            "reader": ("Reader",),
            "routing": ("Route",),
            "sentence_forms": ("defines",),
            "state": (
                "Answering",
                "Stage",
                "through",
            ),
        },
    )

__all__ = [
    "Alignment",
    "Answering",
    "Checker",
    "Cited",
    "ClaimVerdict",
    "Decision",
    "Evidence",
    "Fitted",
    "GroundingChecker",
    "Reader",
    "Route",
    "Stage",
    "Strength",
    "Support",
    "Weigher",
    "defined",
    "defines",
    "facts_in",
    "gather",
    "links",
    "load_decision",
    "load_entailment",
    "missing",
    "missing_facts",
    "through",
    "unknown_names",
]
