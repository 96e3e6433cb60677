"""The page of the assistant."""
