"""The played endpoint of the evaluations, for the tests."""

from evals.models.played_server import Asked, Behaviour, HangError, LlmServer, Raw, Says, Status, serving

__all__ = ["Asked", "Behaviour", "HangError", "LlmServer", "Raw", "Says", "Status", "serving"]
