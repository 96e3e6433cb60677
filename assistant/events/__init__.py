"""What happened: logs, counters, times."""
