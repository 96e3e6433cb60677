"""Data folders with a corpus of their own (BEIR): retrieval and refusal measured on them."""
