"""Time, memory, growth and load, and what each part of retrieval is worth."""
