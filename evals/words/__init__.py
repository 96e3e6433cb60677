"""How figures are named, written and shown in French."""
