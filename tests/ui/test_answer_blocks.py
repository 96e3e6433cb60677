"""How the sentences of an answer are grouped for reading."""

from assistant.types import Answer, AnswerSentence, Citation
from assistant.ui.parts.answer_view import sentence_groups


def answer(*sentences: tuple[str, str], mode: str = "extractive") -> Answer:
    """An answer from pairs of a sentence and its passage."""
    citations = tuple(
        Citation(n, "d", "D", "fiche", None, 1, text, passage)
        for n, (text, passage) in enumerate(sentences, start=1)
    )
    shown = tuple(AnswerSentence(c.quote, (c.n,), "verbatim") for c in citations)
    return Answer("?", "?", mode=mode, sentences=shown, citations=citations)  # type: ignore[arg-type]


def shape(given: Answer) -> list[tuple[str, bool]]:
    return [(" ".join(s.text for s in block.sentences), block.item) for block in sentence_groups(given)]


def test_sentences_of_one_passage_make_a_paragraph() -> None:
    assert shape(answer(("Un.", "p"), ("Deux.", "p"))) == [("Un. Deux.", False)]


def test_sentences_of_two_passages_make_two_paragraphs() -> None:
    assert shape(answer(("Un.", "p"), ("Deux.", "q"))) == [("Un.", False), ("Deux.", False)]


def test_what_follows_an_introduction_is_a_list() -> None:
    given = answer(("Il réunit :", "p"), ("des élus ;", "p"), ("des habitants.", "p"), ("Ailleurs.", "q"))
    assert shape(given) == [
        ("Il réunit :", False),
        ("des élus ;", True),
        ("des habitants.", True),
        ("Ailleurs.", False),
    ]


def test_sentences_of_a_model_make_one_paragraph() -> None:
    assert shape(answer(("Un.", "p"), ("Deux.", "q"), mode="llm")) == [("Un. Deux.", False)]
