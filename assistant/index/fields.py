"""What is indexed of a passage and of a sentence: the one place where both sides agree."""

from __future__ import annotations

from assistant.language import content_stems, content_words
from assistant.types import Passage, Sentence

_GRAM = 4


def field_stems(text: str) -> list[str]:
    """Tokens of the first lexical field: stems of the content words."""
    return content_stems(text)


def field_grams(text: str) -> list[str]:
    """Tokens of the second lexical field: character 4-grams of the content words.

    They forgive typing errors and link words that stemming keeps apart (McNamee and Mayfield,
    "Character n-gram tokenization for European language text retrieval", 2004).
    """
    found: list[str] = []
    for word in content_words(text):
        padded = f"_{word}_"
        found.extend(padded[i : i + _GRAM] for i in range(max(1, len(padded) - _GRAM + 1)))
    return found


def indexed_text(title: str, passage: Passage) -> str:
    """The text of a passage as the lexical fields see it: title, headings, introductions, sentences."""
    intros = dict.fromkeys(s.intro for s in passage.sentences if s.intro)
    return "\n".join((title, *passage.headings, *intros, passage.text))


def embedded_text(title: str, passage: Passage, sentence: Sentence) -> str:
    """A sentence as it is embedded: after its title, its heading and the line that introduces it."""
    parts = (title, *passage.headings[-1:], sentence.intro, sentence.text)
    return " — ".join(part for part in parts if part)
