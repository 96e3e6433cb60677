"""The page of the programme."""
