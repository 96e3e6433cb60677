"""The retriever: which passages are near a question."""
