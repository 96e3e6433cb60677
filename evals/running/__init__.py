"""Runs of question sets: asked, kept in a folder, taken up again, compared with a reference."""
