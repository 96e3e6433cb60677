"""From a request to a draft reply, in the order in which it is written.

request → questions → answers of the assistant → elements with sources → documents, actions, contacts, gaps
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answer import not_said
from assistant.assistant import LONGEST_QUESTION, Assistant
from assistant.centre import Centre
from assistant.errors import QuestionError
from assistant.index import Index
from assistant.infodoc.bibliography import reference
from assistant.infodoc.draft import (
    ACTIONS,
    ANSWER,
    CLOSING,
    CONTACTS,
    MISSING,
    OPENING,
    READING,
    UNDERSTOOD,
    Draft,
    Element,
    ElementState,
    with_element,
)
from assistant.infodoc.elsewhere import where_else
from assistant.infodoc.records import ReplySource
from assistant.infodoc.request_questions import AskedQuestion, Understood, questions_of
from assistant.language import (
    Glossary,
    bare,
    capital,
    content_stems,
    fold,
    is_content,
    of,
    squash,
    stem,
    stem_set,
    words,
)
from assistant.question import has
from assistant.reading import Answering
from assistant.search import REPLY_KIND
from assistant.types import ActionCard, Citation, Turn

_POINTS_BACK = re.compile(r"\b(?:ils?|elles?|leurs?|ses|sa|son|en|y|celui-ci|celle-ci|cela|ces?|le|la|les) ")
_NAME = re.compile(r"(?<![.?!»:] )(?<!^)(?<![\w’'-])(?:[dlDL]['’])?([A-ZÉÈÀÎ][\w-]*\w)")
_NOUN = re.compile(
    r"(?:\b(?:une?|des|les?|la|du|de|aux?|cet?|cette|ces|son|sa|ses|leurs?|votre|vos|quel(?:le)?s?) "
    r"|[ld]['’])"
    r"([a-z-]{5,})"
)
_COUNTRY = "France État"
"""Names that a passage about France need not say."""
_UNKNOWN = 0.25
"""Share of the question’s idf from which its unknown words matter."""
_COMING = ("à venir", "en cours")
_MOST_ACTIONS = 5
_MOST_CONTACTS = 2
_MOST_READING = 5
_NEAR = 0.5
"""Share of the refusal threshold from which the nearest documents of a refused question are worth reading."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a request with what the assistant found.

    Attributes:
        lacking: what the question names and no cited passage does; then it is not answered.
    """

    question: AskedQuestion
    examination: Answering

    lacking: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the corpus answers."""
        answer = self.examination.answer
        return not answer.refused and bool(answer.sentences) and not self.lacking


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with what it was made from."""

    draft: Draft
    understood: Understood
    answered: tuple[Answered, ...] = field(default=())


def prepare_draft(text: str, assistant: Assistant, *, today: date, received: date | None = None) -> Prepared:
    """The draft reply to a request.

    Only the questions of the request reach the assistant, one by one: neither names nor signatures do.

    Raises:
        QuestionError: nothing in the text can be taken as a question.
    """
    understood = questions_of(text)
    if not understood.questions:
        raise QuestionError("Aucune question n’a été trouvée dans ce texte. Écrivez ce qui est demandé.")
    answered = tuple(_answers(understood.questions, assistant, today))
    draft = _opened(understood, received)
    for one in answered:
        draft = _with_answer(draft, one)
    draft = _with_reading(draft, answered, assistant)
    draft = _with_actions(draft, answered)
    draft = _with_contacts(draft, answered, assistant)
    draft = _with_gaps(draft, answered, assistant)
    return Prepared(_closed(draft, assistant.centre), understood, answered)


def _answers(questions: Sequence[AskedQuestion], assistant: Assistant, today: date) -> Iterator[Answered]:
    before: list[Turn] = []
    for question in questions:
        asked = question.query[:LONGEST_QUESTION]
        history = before if _POINTS_BACK.search(fold(asked)) else []
        examination = assistant.examine(asked, history=history, today=today)
        if examination.answer.refused and history:
            alone = assistant.examine(asked, today=today)
            examination = examination if alone.answer.refused else alone
        yield Answered(question, examination, lacking(examination, assistant.index, assistant.glossary))
        before = [Turn("user", asked), Turn("assistant", "")]


def lacking(examination: Answering, index: Index, glossary: Glossary) -> tuple[str, ...]:
    """What a question names that no cited passage speaks of: a reply must not seem to be about it.

    Names are words with a capital inside the question and, when they weigh much in it, words after a
    determiner that the corpus has nowhere; typing errors have been corrected by then.
    """
    answer = examination.answer
    question = answer.standalone_question
    cited = {c.document for c in answer.citations}
    texts = [c.passage + " " + c.title for c in answer.citations]
    texts += [index.documents[d].author or "" for d in cited] + [index.centre.own_words, _COUNTRY]
    said = " ".join(texts)
    held = stem_set(" ".join((said, *glossary.said_otherwise(question, said))))
    names = [n for n in _NAME.findall(question) if stem_set(n) and not stem_set(n) & held]
    heavy = examination.strength is not None and examination.strength.unknown >= _UNKNOWN
    unknown = [w for w in _NOUN.findall(fold(question)) if heavy and _is_unknown(w, index)]
    return tuple(dict.fromkeys([*names, *unknown]))


def _is_unknown(word: str, index: Index) -> bool:
    return is_content(word) and not any(index.stems.frequency(stem(part)) for part in words(word))


def _opened(understood: Understood, received: date | None) -> Draft:
    when = f" du {received:%d/%m/%Y}" if received else ""
    draft = with_element(Draft(), Element("", OPENING, "Bonjour,"))
    thanks = f"Nous avons bien reçu votre demande{when} et vous en remercions."
    draft = with_element(draft, Element("", OPENING, thanks))
    for question in understood.questions:
        draft = with_element(draft, Element("", UNDERSTOOD, question.query))
    return draft


def _with_answer(draft: Draft, one: Answered) -> Draft:
    if not one.found:
        return draft
    answer = one.examination.answer
    cited = {c.n: c for c in answer.citations}
    remark = answer.notice or ""
    draft = with_element(draft, Element("", ANSWER, one.question.query, heading=True, remark=remark))
    said = {squash(e.text) for e in draft.of(ANSWER) if not e.heading}
    fresh = [s for s in answer.sentences if squash(s.text) not in said]
    for sentence in fresh or answer.sentences:
        state: ElementState = "citation" if sentence.verdict == "verbatim" else "appuyé"
        sources = [_source(cited[n]) for n in sentence.citations]
        draft = with_element(draft, Element("", ANSWER, sentence.text, state=state), sources)
    return draft


def _source(citation: Citation) -> ReplySource:
    return ReplySource(
        citation.n,
        citation.document,
        citation.title,
        citation.kind,
        citation.date,
        citation.page,
        citation.quote,
        url=citation.url,
        passage=citation.passage,
    )


def _with_reading(draft: Draft, answered: Sequence[Answered], assistant: Assistant) -> Draft:
    """The documents cited with their pages, then the others that the answers point to."""
    pages: dict[str, set[int]] = {}
    for source in draft.sources:
        pages.setdefault(source.document, set()).update([source.page] if source.page else [])
    documents = assistant.index.documents
    for one in answered:
        if one.found or _is_near(one, assistant):
            for card in one.examination.answer.documents:
                pages.setdefault(card.document, set())
    shown = [d for d in pages if documents[d].kind != REPLY_KIND][:_MOST_READING]
    for identifier in shown:
        draft = with_element(draft, Element("", READING, reference(documents[identifier], pages[identifier])))
    return draft


def _is_near(one: Answered, assistant: Assistant) -> bool:
    return one.examination.confidence >= _NEAR * assistant.decision.threshold


def _with_actions(draft: Draft, answered: Sequence[Answered]) -> Draft:
    cards = {card.id: card for one in answered for card in one.examination.answer.actions}
    coming = [card for card in cards.values() if card.when in _COMING]
    for card in coming[:_MOST_ACTIONS]:
        draft = with_element(draft, Element("", ACTIONS, _announced(card)))
    return draft


def _announced(card: ActionCard) -> str:
    return f"{card.title} ({card.format}, {card.period}, action {card.status}) – programme, p. {card.page}"


def _with_contacts(draft: Draft, answered: Sequence[Answered], assistant: Assistant) -> Draft:
    """Lines of the corpus with a telephone number or an address, near what was found; then the service."""
    seen: set[str] = {squash(e.text) for e in draft.of(ANSWER)}
    for one in answered:
        for evidence in one.examination.evidence if one.found else ():
            text = evidence.sentence.text
            named = has(text, "phone") or has(text, "mail")
            if named and squash(text) not in seen and _is_about(one.question, text):
                seen.add(squash(text))
                source = _source_of(assistant, evidence.passage.document, evidence.sentence.page, text)
                draft = with_element(draft, Element("", CONTACTS, text, state="citation"), [source])
        if len(draft.of(CONTACTS)) >= _MOST_CONTACTS:
            break
    centre = assistant.centre
    service = f"{capital(bare(centre.service))} {of(centre.short_name)}"
    return with_element(
        draft, Element("", CONTACTS, f"{service} : {centre.ways}" if centre.ways else service)
    )


def _is_about(question: AskedQuestion, text: str) -> bool:
    return bool(set(content_stems(question.query)) & set(content_stems(text)))


def _source_of(assistant: Assistant, document: str, page: int | None, quote: str) -> ReplySource:
    entry = assistant.index.documents[document]
    return ReplySource(1, entry.id, entry.title, entry.kind, entry.date, page, quote, entry.author, entry.url)


def _with_gaps(draft: Draft, answered: Sequence[Answered], assistant: Assistant) -> Draft:
    gaps = tuple(one.question.query for one in answered if not one.found and not _has_actions(one))
    for one in answered:
        if one.question.query not in gaps:
            continue
        reason = one.examination.answer.refusal_reason or one.examination.answer.notice or ""
        if one.lacking and not reason:
            reason = not_said(one.lacking)
        places = " ; ".join(where_else(one.question.query, assistant.centre))
        text = f"« {one.question.query} » {_lower(reason)} Où chercher : {places}."
        draft = with_element(draft, Element("", MISSING, text))
    return replace(draft, gaps=gaps)


def _has_actions(one: Answered) -> bool:
    return not one.examination.answer.refused and bool(one.examination.answer.actions)


def _lower(reason: str) -> str:
    return f"– {reason}" if reason else "– les documents du centre n’en disent rien."


def _closed(draft: Draft, centre: Centre) -> Draft:
    rest = " et pour préciser ce que nous n’avons pas trouvé" if draft.gaps else ""
    draft = with_element(
        draft, Element("", CLOSING, f"Nous restons à votre disposition pour compléter{rest}.")
    )
    draft = with_element(draft, Element("", CLOSING, "Bien cordialement,"))
    return with_element(draft, Element("", CLOSING, centre.signed))
