"""What staff may do that the public may not: who they are, and what they change."""
