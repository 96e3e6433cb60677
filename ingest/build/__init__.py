"""From documents to a new index folder."""

from ingest.build.embedding_cache import Embedded, EmbeddingCache
from ingest.build.generation_writing import Content, Described, write_generation
from ingest.build.index_state import index_status, kept_builds
from ingest.build.pending_changes import corpus_changes
from ingest.build.pipeline import Built, build, build_from_records, forget, rollback, verify
from ingest.build.progress import Progress, no_progress
from ingest.build.version import code_version

__all__ = [
    "Built",
    "Content",
    "Described",
    "Embedded",
    "EmbeddingCache",
    "Progress",
    "build",
    "build_from_records",
    "code_version",
    "corpus_changes",
    "forget",
    "index_status",
    "kept_builds",
    "no_progress",
    "rollback",
    "verify",
    "write_generation",
]
