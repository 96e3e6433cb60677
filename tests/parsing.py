"""Questions parsed for tests that need no index."""

from datetime import date

from corpora import VOCABULARY

from assistant.language import Glossary
from assistant.question import Parser, Question

TODAY = date(2015, 2, 15)
PARSER = Parser(Glossary(), VOCABULARY, str)


def read(text: str) -> Question:
    """A question as it is searched, its words left as they are."""
    return PARSER.question(text, TODAY)
