"""What was fitted: JSON files with the figures they were measured with, and how they are read."""
