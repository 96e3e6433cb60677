"""What a message asks: its kind, what it means after others, what it states and expects."""
