"""Pure scores: of an answer against its question, of rankings, of support, and their means."""
