"""From documents to a new index folder."""
