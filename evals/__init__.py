"""Evaluation: question sets, retrieval and refusal measured on an index (``python -m evals``)."""
