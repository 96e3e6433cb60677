"""A played language model behind a real endpoint."""
