"""Draws one answer: sentences with numbered markers, their sources, actions, documents to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from assistant.types import Answer, AnswerSentence, Citation, DocumentCard
from assistant.ui.parts.viewer import open_viewer
from assistant.ui.shell import escape_markdown, long_date, safe, shorten

_INTRODUCES = (":", "…", "...")


@dataclass(frozen=True, slots=True)
class SentenceGroup:
    """Sentences that are drawn together: a paragraph, or one item of a list."""

    sentences: tuple[AnswerSentence, ...]
    item: bool = False


def sentence_groups(answer: Answer) -> list[SentenceGroup]:
    """Sentences grouped for reading.

    What follows an introduction (« … : ») in the same passage is a list; other sentences of one passage
    make a paragraph. The sentences of a model always make one paragraph.
    """
    if answer.mode == "llm":
        return [SentenceGroup(answer.sentences)] if answer.sentences else []
    passages = {c.n: c.passage for c in answer.citations}
    blocks: list[SentenceGroup] = []
    previous, listing = "", False
    for sentence in answer.sentences:
        passage = passages.get(sentence.citations[0], "") if sentence.citations else ""
        same = bool(blocks) and passage == previous
        listing = same and (listing or _introduces(blocks[-1]))
        if same and not listing:
            blocks[-1] = SentenceGroup((*blocks[-1].sentences, sentence))
        else:
            blocks.append(SentenceGroup((sentence,), item=listing))
        previous = passage
    return blocks


def _introduces(block: SentenceGroup) -> bool:
    return block.sentences[-1].text.rstrip().endswith(_INTRODUCES)


def draw_sentences(answer: Answer, key: str) -> None:
    """The sentences, each followed by the numbered buttons of its sources."""
    citations = {c.n: c for c in answer.citations}
    drawn = 0
    for number, block in enumerate(sentence_groups(answer)):
        style = "item" if block.item else "paragraph"
        with st.container(key=f"{style}-{key}-{number}", gap=None):
            for sentence in block.sentences:
                st.html(f"<span class='sentence'>{safe(sentence.text)}</span>")
                for n in sentence.citations:
                    drawn += 1
                    _draw_marker(citations[n], f"marker-{key}-{drawn}")


def _draw_marker(citation: Citation, key: str) -> None:
    """A small numbered button; to a screen reader it also says the title and the page."""
    st.button(
        f"{citation.n} *source : {escape_markdown(where(citation))}*",
        key=key,
        on_click=open_viewer,
        args=(citation.document, citation.page, citation.quote),
        type="tertiary",
    )


def where(citation: Citation) -> str:
    """Title and page of a citation."""
    page = f", p. {citation.page}" if citation.page else ""
    return f"{citation.title}{page}"


def draw_sources(citations: Sequence[Citation], key: str) -> None:
    """The pages cited, each once with the numbers that it has, opening at its first quote."""
    if not citations:
        return
    pages: dict[tuple[str, int | None], list[Citation]] = {}
    for citation in citations:
        pages.setdefault((citation.document, citation.page), []).append(citation)
    st.html("<h3 class='label'>Sources</h3>")
    with st.container(key=f"sources-{key}", gap=None):
        for cited in pages.values():
            first = cited[0]
            numbers = " · ".join(str(citation.n) for citation in cited)
            st.button(
                f"**{numbers}** {escape_markdown(where(first))}",
                key=f"source-{key}-{first.n}",
                on_click=open_viewer,
                args=(first.document, first.page, first.quote),
                type="tertiary",
                icon=":material/description:",
            )


def draw_documents(cards: Iterable[DocumentCard], key: str, heading: str) -> None:
    """Documents to read, with why."""
    cards = list(cards)
    if not cards:
        return
    st.html(f"<h3 class='label'>{safe(heading)}</h3>")
    with st.container(key=f"documents-{key}", gap=None):
        for number, card in enumerate(cards):
            st.button(
                escape_markdown(shorten(card.title, 90)),
                key=f"document-{key}-{number}",
                on_click=open_viewer,
                args=(card.document,),
                type="tertiary",
                icon=":material/menu_book:",
            )
            facts = " · ".join(fact for fact in (card.kind, long_date(card.date), card.why) if fact)
            st.html(f"<p class='facts under'>{safe(facts)}</p>")
