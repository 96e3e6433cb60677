"""The pages of the Info-doc service."""
