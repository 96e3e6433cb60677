"""Pages of the originals, drawn in a process of their own."""
