"""The switch from one index folder to the next."""
