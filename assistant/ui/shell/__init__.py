"""What every page stands in: server, sign-in, limits, queue, style."""
