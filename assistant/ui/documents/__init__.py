"""The page of the documents."""
