"""Text for the page: escaping that holds, French spaces, dates and plurals."""

import html
import re

import pytest

from assistant.ui.shell import counted, escape_markdown, long_date, safe, shorten

HOSTILE = [
    "<script>alert(1)</script>",
    "![image](http://mal.example/a.png)",
    "[lien](http://mal.example)",
    "http://mal.example et www.mal.example",
    "**gras** _italique_ `code` ~~barré~~",
    "# titre",
    "- liste",
    "1. liste",
    "> citation",
    "| a | b |",
    "$x^2$ et $$y$$",
    ":red[rouge] :blue-background[fond] :small[petit]",
    ":smile: :material/home: :streamlit:",
    "a -> b <- c -- d >= e <= f ~= g",
    "&lt;b&gt; &amp; &#60;",
    "\\*déjà\\*",
]


def read_markdown(text: str) -> str:
    """What CommonMark makes of backslash escapes: the character itself."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_exactly_the_characters(text: str) -> None:
    assert "<" not in safe(text)
    assert html.unescape(safe(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_has_every_punctuation_mark_escaped(text: str) -> None:
    escaped = escape_markdown(text)
    assert re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>$:#~|&@]", re.sub(r"\\[^\w\s]", "", escaped)) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_the_same_letters(text: str) -> None:
    assert read_markdown(escape_markdown(text)).replace("\u2060", "") == text


@pytest.mark.parametrize("text", [":smile:", ":material/home:", "a -> b", "c <- d", "e >= f", "g ~= h"])
def test_what_streamlit_replaces_after_markdown_is_broken_up(text: str) -> None:
    assert "\u2060" in escape_markdown(text)


def test_a_label_stays_on_one_line() -> None:
    assert escape_markdown("un\n\n# deux") == "un \\# deux"


def test_double_punctuation_keeps_its_space() -> None:
    assert safe("Qui ? « Moi » : oui !") == "Qui\u00a0? «\u00a0Moi\u00a0»\u00a0: oui\u00a0!"


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2015-02-15", "15 février 2015"),
        ("2015-08-01", "1er août 2015"),
        ("2015-12", "décembre 2015"),
        ("2015", "2015"),
        (None, ""),
    ],
)
def test_dates_are_written_out(iso: str | None, expected: str) -> None:
    assert long_date(iso) == expected


@pytest.mark.parametrize(("number", "expected"), [(0, "0 page"), (1, "1 page"), (2, "2 pages")])
def test_plural_begins_at_two(number: int, expected: str) -> None:
    assert counted(number, "page") == expected


def test_long_text_is_cut_between_words() -> None:
    assert shorten("un texte beaucoup trop long", 12) == "un texte…"
