"""Documents without pages: sections, the quote marked, text never markup."""

from assistant.types import Passage, Sentence
from assistant.ui.documents.digest import outline
from assistant.ui.parts.sections import section_html, section_with, sections_of


def passage(number: int, headings: tuple[str, ...], *sentences: Sentence) -> Passage:
    return Passage(f"d#{number}", "d", (), headings, sentences)


def prose(text: str) -> Sentence:
    return Sentence(text, text, None)


def item(text: str) -> Sentence:
    return Sentence(text, text, None, "item")


DOCUMENT = [
    passage(1, (), prose("Une introduction.")),
    passage(2, ("Rôle",), prose("Il donne un avis.")),
    passage(3, ("Rôle",), item("aux instances ;"), item("aux marches.")),
    passage(4, ("Rôle", "Moyens"), prose("Il a un local.")),
]


def test_passages_under_one_heading_are_one_section() -> None:
    assert [s.headings for s in sections_of(DOCUMENT)] == [(), ("Rôle",), ("Rôle", "Moyens")]


def test_section_of_a_quote_is_found() -> None:
    assert section_with(sections_of(DOCUMENT), "Il a un local.") == 2


def test_quote_that_is_nowhere_opens_the_first_section() -> None:
    assert section_with(sections_of(DOCUMENT), "Rien de tel.") == 0


def test_only_the_quote_is_marked() -> None:
    shown = section_html(sections_of(DOCUMENT)[1], "aux marches.")
    assert shown.count("<mark>") == 1
    assert "<li><mark>aux marches.</mark></li>" in shown


def test_markup_of_a_document_is_shown_as_text() -> None:
    hostile = [passage(1, (), prose("<img src=x onerror=alert(1)>"))]
    assert "<img" not in section_html(sections_of(hostile)[0])


def test_outline_has_each_heading_once_with_its_section() -> None:
    assert [(h.title, h.level, h.section) for h in outline(DOCUMENT)] == [("Rôle", 0, 2), ("Moyens", 1, 3)]
