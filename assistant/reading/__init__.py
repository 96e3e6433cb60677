"""Reading passages for a question: sentences scored, enough to answer or not, claims checked."""
