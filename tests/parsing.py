"""Questions parsed for tests that need no index."""

from datetime import date

from assistant.language.glossary import Glossary
from assistant.question.parser import Parser
from assistant.question.question import Question

TODAY = date(2015, 2, 15)
PARSER = Parser(Glossary(), str)


def read(text: str) -> Question:
    """A question as it is searched, its words left as they are."""
    return PARSER.question(text, TODAY)
