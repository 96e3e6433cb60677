"""For who runs the service: structured logs, counters, health, the diagnostic bundle."""
