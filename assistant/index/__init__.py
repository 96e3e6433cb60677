"""A published index, opened: passages, words, vectors, and what to do when some of it is damaged."""
