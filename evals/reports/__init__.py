"""What a reader sees of a run: pages, plots, files of figures."""
