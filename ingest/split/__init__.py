"""From a document to sections, passages and sentences, each with its exact quote."""

from ingest.split.sections import split

__all__ = ["split"]
