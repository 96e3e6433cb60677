"""Passages and sentences: sizes, sections, lists, pages, and exact quotes over the whole corpus."""

from contextlib import closing
from itertools import pairwise

import pytest

from assistant.index import Index
from assistant.types import Passage
from ingest.layout import Block, ReadDocument
from ingest.split import split
from ingest.split.sections import LIST_TOKENS, MAX_TOKENS

WORDS = (
    "Le centre accompagne les professionnels et les élus dans leurs projets de territoire depuis longtemps"
)


def document(*blocks: Block, pages: tuple[str, ...] = (), paged: bool = False) -> ReadDocument:
    pages = pages or ("\n".join(block.text for block in blocks),)
    return ReadDocument("Titre", None, None, "fr", None, (), None, blocks, pages, paged)


def passages(*blocks: Block, pages: tuple[str, ...] = (), paged: bool = False) -> list[Passage]:
    return split("d", "Titre", document(*blocks, pages=pages, paged=paged), lambda text: len(text.split()))


def paragraph(words: int) -> Block:
    """A paragraph of sentences of 14 words (counted as tokens), of at least this many words."""
    return Block("paragraph", " ".join(f"{WORDS}." for _ in range(-(-words // 14))))


def listed(items: int, words: int) -> list[Block]:
    """A line that introduces a list, and its items."""
    texts = [f"Point {number} " + "mot " * (words - 3) + "fin" for number in range(items)]
    return [Block("paragraph", "Le centre propose :"), *(Block("item", text) for text in texts)]


def texts_of(passage: Passage) -> list[str]:
    return [sentence.text for sentence in passage.sentences]


def test_a_passage_holds_at_most_220_tokens_of_prose():
    sizes = [len(p.text.split()) for p in passages(*(paragraph(90) for _ in range(12)))]
    assert max(sizes) <= MAX_TOKENS
    assert min(sizes[:-1]) >= 90


def test_nothing_is_lost_or_repeated():
    blocks = [paragraph(300), *listed(40, 12), paragraph(30)]
    found = [text for p in passages(*blocks) for text in texts_of(p)]
    assert " ".join(found) == " ".join(block.text for block in blocks)


def test_a_heading_starts_a_passage_and_stands_over_it():
    found = passages(
        Block("heading", "Missions", level=1),
        paragraph(20),
        Block("heading", "Public", level=2),
        paragraph(20),
        Block("heading", "Contact", level=1),
        paragraph(20),
    )
    assert [p.headings for p in found] == [("Missions",), ("Missions", "Public"), ("Contact",)]


def test_the_title_of_the_document_is_not_a_heading_over_its_passages():
    assert passages(Block("heading", "Titre", level=1), paragraph(20))[0].headings == ()


def test_passages_are_numbered_in_reading_order():
    assert [p.id for p in passages(*(paragraph(180) for _ in range(2)))] == ["d#1", "d#2"]


def test_an_item_carries_the_line_that_introduces_its_list():
    sentences = passages(*listed(2, 6))[0].sentences
    assert [(s.kind, s.intro) for s in sentences] == [
        ("prose", ""),
        ("item", "Le centre propose :"),
        ("item", "Le centre propose :"),
    ]


def test_a_paragraph_ends_the_list():
    assert passages(*listed(2, 6), Block("paragraph", "Rien d’autre."))[0].sentences[-1].intro == ""


@pytest.mark.parametrize("before", [0, 60, 110, 200])
def test_a_list_stays_whole_with_its_introduction(before):
    found = passages(*([paragraph(before)] if before else []), *listed(14, 20))
    whole = [p for p in found if "Le centre propose :" in texts_of(p)]
    assert len(whole) == 1
    assert sum(s.kind == "item" for s in whole[0].sentences) == 14


def test_a_passage_with_a_list_holds_at_most_320_tokens():
    found = passages(paragraph(110), *listed(15, 20), paragraph(30))
    assert max(len(p.text.split()) for p in found) <= LIST_TOKENS


@pytest.mark.parametrize("before", [0, 100, 210])
def test_the_introduction_of_a_long_list_stays_with_its_first_item(before):
    found = passages(*([paragraph(before)] if before else []), *listed(40, 20))
    for passage in found:
        for one, following in pairwise([*texts_of(passage), ""]):
            assert one != "Le centre propose :" or following.startswith("Point 0 ")


def test_a_run_in_heading_is_carried_by_what_follows_it():
    text = "Le service Info-doc : il répond aux demandes des professionnels et des élus. Il est gratuit."
    assert [s.intro for s in passages(Block("paragraph", text))[0].sentences] == ["", "Le service Info-doc"]


def test_a_sentence_without_an_end_is_cut_at_a_space():
    long = "mot " * 900
    sentences = [s for p in passages(Block("row", long.strip())) for s in p.sentences]
    assert max(len(s.text) for s in sentences) <= 1_200
    assert " ".join(s.text for s in sentences) == long.strip()


def test_each_sentence_of_a_passage_over_a_page_break_has_its_own_page():
    block = Block("paragraph", "Un premier point. Un second point.", page=1, breaks=((18, 2),))
    found = passages(block, pages=("Un premier point.", "Un second point."), paged=True)[0]
    assert [(s.page, s.quote) for s in found.sentences] == [(1, "Un premier point."), (2, "Un second point.")]
    assert found.pages == (1, 2)


def test_a_format_without_pages_has_no_page_numbers():
    assert passages(paragraph(20))[0].pages == ()


def test_headings_alone_give_no_passage():
    assert passages(Block("heading", "Missions", level=1), Block("heading", "Contact", level=1)) == []


def test_every_sentence_of_the_corpus_has_a_quote_that_stands_on_its_page(corpus_index):
    with closing(Index.open(corpus_index)) as index:
        wrong = [
            (passage.id, sentence.text)
            for passage in index.passages
            for sentence in passage.sentences
            if not sentence.quote
            or sentence.quote not in " ".join(index.page_text(passage.document, sentence.page).split())
        ]
    assert wrong == []
