"""The pages of the corpus, for the team."""
