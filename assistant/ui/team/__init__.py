"""The pages of the team: entry and state of the service."""
