"""Answers: sentences chosen and cited, actions, documents, contacts, refusals."""
