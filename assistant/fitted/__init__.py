"""What was fitted: JSON files with the figures they were measured with, and how they are read."""

from assistant.fitted.files import CLAIMS, REFUSAL, data_digests, load_fitted, unreadable, write_fitted
from assistant.fitted.logistic import Logistic

__all__ = ["CLAIMS", "REFUSAL", "Logistic", "data_digests", "load_fitted", "unreadable", "write_fitted"]
