"""The pages of the corpus, for the team."""

from assistant.ui.corpus.page import draw_corpus_page

__all__ = ["draw_corpus_page"]
