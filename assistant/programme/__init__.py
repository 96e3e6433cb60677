"""The action programme: its actions in time, their search, what the team changed in them."""
