"""The pages of the evaluations, for the team."""
