"""The switch from one index folder to the next."""

from ingest.publish.publishing import (
    ORIGINALS,
    build_lock,
    generations,
    new_generation,
    past_generations,
    previous_generation,
    publish_generation,
    remove_leftovers,
    remove_past,
    switch_back,
    switch_to,
)

__all__ = [
    "ORIGINALS",
    "build_lock",
    "generations",
    "new_generation",
    "past_generations",
    "previous_generation",
    "publish_generation",
    "remove_leftovers",
    "remove_past",
    "switch_back",
    "switch_to",
]
