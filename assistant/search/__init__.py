"""The retriever: which passages are near a question."""

from assistant.search.maxsim import words_with_tokens
from assistant.search.replies_last import REPLY_KIND, without_quoted_replies
from assistant.search.retriever import HybridRetriever, Query, ScoredPassage, min_max

__all__ = [
    "REPLY_KIND",
    "HybridRetriever",
    "Query",
    "ScoredPassage",
    "min_max",
    "without_quoted_replies",
    "words_with_tokens",
]
