"""Document › section › passage › sentence.

A passage holds whole sentences of one section, about 120 to 220 tokens. It may run over a page
break: each of its sentences keeps its own page. A list item is one sentence and carries the line
that introduces its list; what follows a run-in heading (« Le service Info-doc : … ») carries it too.
A list of up to 320 tokens stays whole and with the line that introduces it; of a longer one, that line
stays with the first item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.language import split_sentences
from assistant.types import Passage, Sentence, SentenceKind
from ingest.layout import Block, ReadDocument
from ingest.split.quoting import Quoter

MIN_TOKENS = 120
MAX_TOKENS = 220
LIST_TOKENS = 320
_LONGEST_SENTENCE = 1_200
_LONGEST_STRETCH = 10_000
"""Characters that are split into sentences at once: what finds their ends takes the square of the length."""
_LONGEST_LEAD = 60
_SHORTEST_LED = 8

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with the headings over it; ``opens`` marks the start of a paragraph."""

    sentence: Sentence
    headings: tuple[str, ...]
    opens: bool


def _hard_wrap(text: str, longest: int) -> Iterator[str]:
    """Cuts a text at spaces into parts of at most so many characters."""
    start = 0
    while len(text) - start > longest:
        cut = text.rfind(" ", start + 1, start + longest)
        cut = cut if cut > 0 else start + longest
        yield text[start:cut].strip()
        start = cut
    yield text[start:].strip() if start else text


def _sentences_of(block: Block) -> list[str]:
    stretches = _hard_wrap(block.text, _LONGEST_STRETCH)
    whole = stretches if block.kind in ("item", "row") else (s for t in stretches for s in split_sentences(t))
    # A run-on sentence: a table, a text without full stops.
    return [part for sentence in whole for part in _hard_wrap(sentence, _LONGEST_SENTENCE) if part]


def _page_at(block: Block, offset: int) -> int:
    page = block.page or 1
    for start, number in block.breaks:
        if offset >= start:
            page = number
    return page


def _located(block: Block, text: str, offset: int, quoter: Quoter, paged: bool) -> tuple[str, int | None]:
    found = quoter.quote(text, _page_at(block, offset))
    quote, page = found or ("", _page_at(block, offset))
    return quote, page if paged else None


def _run_in_heading(block: Block) -> str:
    """The few words before a colon that name what a paragraph is about, if it opens with such words."""
    lead, colon, rest = block.text.partition(" : ")
    fits = colon and len(lead) <= _LONGEST_LEAD and len(rest.split()) >= _SHORTEST_LED
    return lead if fits and block.kind == "paragraph" and not _introduces(block) else ""


def _introduces(block: Block) -> bool:
    return block.kind == "paragraph" and block.text.rstrip().endswith((":", "…", "..."))


def _units(document: ReadDocument) -> Iterator[_Unit]:
    quoter = Quoter(document.page_texts)
    trail: list[tuple[int, str]] = []
    intro = lead = ""
    for block in document.blocks:
        if block.kind == "heading":
            trail = [(level, text) for level, text in trail if level < block.level]
            trail.append((block.level, block.text))
            quoter.quote(block.text, block.page or 1)
            intro = lead = ""
            continue
        listed = block.kind in ("item", "row")
        opened = _run_in_heading(block)
        if not listed:
            intro = ""
        kind: SentenceKind = "item" if listed else "prose"
        offset = 0
        lead = opened or lead
        for number, text in enumerate(_sentences_of(block)):
            offset = max(block.text.find(text, offset), offset)
            quote, page = _located(block, text, offset, quoter, document.paged)
            offset += len(text)
            carried = intro if listed else lead if not (opened and number == 0) else ""
            sentence = Sentence(text, quote, page, kind, carried)
            yield _Unit(sentence, tuple(t for _, t in trail), opens=number == 0)
        if _introduces(block):
            intro = (_sentences_of(block) or [""])[-1]


@dataclass(frozen=True, slots=True)
class _Run:
    """Units that stay in one passage, and their tokens."""

    units: tuple[_Unit, ...]
    tokens: int

    @property
    def limit(self) -> int:
        """How many tokens a passage that takes these units may have."""
        return LIST_TOKENS if len(self.units) > 1 else MAX_TOKENS


def _runs(units: list[_Unit], count: CountTokens) -> Iterator[_Run]:
    """A list with the line that introduces it is one run, any other unit is a run of its own."""
    sizes = [count(unit.sentence.text) for unit in units]
    start = 0
    while start < len(units):
        end = _end_of_list(units, start)
        if sum(sizes[start:end]) > LIST_TOKENS:
            end = start + 2 if sum(sizes[start : start + 2]) <= LIST_TOKENS else start + 1
        yield _Run(tuple(units[start:end]), sum(sizes[start:end]))
        start = end


def _end_of_list(units: list[_Unit], start: int) -> int:
    """Where the list ends that a unit introduces; right after the unit when it introduces none."""
    opening, end = units[start], start + 1
    while end < len(units) and _is_item_of(opening, units[end]):
        end += 1
    return end


def _is_item_of(opening: _Unit, unit: _Unit) -> bool:
    listed = unit.sentence.kind == "item" and opening.sentence.kind == "prose"
    return listed and unit.sentence.intro == opening.sentence.text and unit.headings == opening.headings


def _passages_of(units: list[_Unit], count: CountTokens) -> Iterator[tuple[_Unit, ...]]:
    """Groups units into passages: a new one per section, when full, or at a paragraph when long enough."""
    group: list[_Unit] = []
    tokens = 0
    for run in _runs(units, count):
        first = run.units[0]
        full = tokens + run.tokens > run.limit or (first.opens and tokens >= MIN_TOKENS)
        if group and (full or first.headings != group[-1].headings):
            yield tuple(group)
            group, tokens = [], 0
        group.extend(run.units)
        tokens += run.tokens
    if group:
        yield tuple(group)


def split(document_id: str, title: str, document: ReadDocument, count: CountTokens) -> list[Passage]:
    """The passages of a document, in reading order.

    Args:
        document_id: identifier in the catalogue; passage ids are ``<document_id>#<n>`` from 1.
        title: the document's title, left out of the heading path.
        count: number of tokens of a text.
    """
    units = [replace(u, headings=tuple(h for h in u.headings if h != title)) for u in _units(document)]
    passages = []
    for number, group in enumerate(_passages_of(units, count), start=1):
        sentences = tuple(unit.sentence for unit in group)
        pages = tuple(sorted({s.page for s in sentences if s.page is not None}))
        passages.append(Passage(f"{document_id}#{number}", document_id, pages, group[0].headings, sentences))
    return passages
