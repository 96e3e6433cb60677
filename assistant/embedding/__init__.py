"""Sentences and questions as vectors: the embedded model, and any other of a hub."""
