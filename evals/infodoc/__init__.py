"""Drafts of the Info-doc desk measured on requests."""
