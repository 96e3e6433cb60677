"""Fitted parts: what they learn from, how they are fitted and written."""
