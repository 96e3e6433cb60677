"""Questions about the documents themselves, answered from the catalogue before any search.

« Que dit la page 5 du programme ? », « Combien de documents avez-vous ? », « Quels documents datent de
2014 ? », « Quel est le document le plus récent ? », « Avez-vous la fiche X ? ». A question is one of these
only when each of its words is accounted for: a word that asks, a kind of document, a time, a title of the
catalogue. One word more, and it is a question about what the documents say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from assistant.answer.composition import Shown, cite
from assistant.index import Index
from assistant.language import (
    Period,
    content_stems,
    fold,
    in_words,
    iso_days,
    iso_in_words,
    periods_in,
    stem_set,
)
from assistant.reading import Answering
from assistant.types import Answer, Document, DocumentCard

_MOST_SENTENCES = 12
_MOST_CARDS = 12
_LIKE = 85
"""Similarity, in 0 to 100, from which two stems are one word with a spelling mistake."""
_PAGE = re.compile(r"\b(?:page|p\.?) ?(?:n° ?)?(\d{1,4})\b")
_HOW_MANY = re.compile(r"\bcombien d|\bquel est le nombre d|\bnombre de documents\b")
_WHICH = re.compile(r"\bquel(?:le)?s?\b|^(?:la )?liste\b|^les\b|\bmontrez|\bdonnez")
_HAVE = re.compile(r"\b(?:avez[- ]vous|vous avez|possedez[- ]vous|disposez[- ]vous de) (?:la |le |l'|votre )")
_YOURS = re.compile(r"\bvous\b|\bvotre\b|\bvos\b|\bcorpus\b|\bcatalogue\b|\bassistant\b")
_NEWEST = stem_set("récent dernier dernière nouveau nouvelle")
_OLDEST = stem_set("ancien vieux vieille")
_DOCUMENT = stem_set("document fichier")
_ASKING = stem_set(
    "page disent trouver lire contenir contient contenu parler écrire écrit rédiger dater date datent "
    "publier publié publiée paraître paru parue sortir disposer posséder compter total nombre lister liste "
    "montrer donner corpus catalogue base assistant consulter disponible année"
)


@dataclass(frozen=True, slots=True)
class AboutDocuments:
    """The stage that answers questions about the documents themselves."""

    index: Index

    def __call__(self, state: Answering) -> Answering:
        """Does what the stage is for, or leaves the question to the next."""
        answer = about_documents(state.question.text, self.index, state.today)
        return state.answered(answer) if answer else state


def about_documents(question: str, index: Index, today: date) -> Answer | None:
    """The answer to a question about the documents themselves; ``None`` for any other question.

    Args:
        today: the day that « cette année » is told from.
    """
    folded = fold(question)
    documents = tuple(index.documents.values())
    if page := _PAGE.search(folded):
        return _page(question, folded[: page.start()] + folded[page.end() :], int(page[1]), index)
    if have := _HAVE.search(folded):
        return _titled(question, folded[have.end() :], documents)
    return _listed(question, documents, today)


def _page(question: str, rest: str, number: int, index: Index) -> Answer | None:
    """The sentences of one page of the document that the rest of the question names."""
    named = _named(_left(rest), index.documents.values())
    if len(named) > 1:
        return _cards(question, "Plusieurs documents peuvent être celui-là : précisez son titre.", named)
    if not named:
        return None
    (document,) = named
    if document.pages is None:
        return _cards(question, f"« {document.title} » n’a pas de pages numérotées.", named)
    if not 1 <= number <= document.pages:
        pages = f"{document.pages} page{'s' if document.pages > 1 else ''}"
        return _cards(question, f"« {document.title} » compte {pages} : il n’a pas de page {number}.", named)
    shown = [
        Shown(sentence, passage)
        for passage in index.passages_of(document.id)
        for sentence in passage.sentences
        if sentence.page == number and sentence.quote
    ]
    if not shown:
        return _cards(question, f"La page {number} de « {document.title} » n’a pas de texte lisible.", named)
    sentences, citations = cite(shown[:_MOST_SENTENCES], index)
    more = "La page continue : ouvrez-la pour la lire entière." if len(shown) > _MOST_SENTENCES else None
    cards = tuple(map(_card, named))
    return Answer(question, question, notice=more, sentences=sentences, citations=citations, documents=cards)


def _titled(question: str, rest: str, documents: Sequence[Document]) -> Answer | None:
    """The document of the catalogue whose title is asked for; the first word says that it is a document."""
    kinds = _DOCUMENT.union(*(stem_set(document.kind) for document in documents))
    if content_stems(rest)[:1] and content_stems(rest)[0] not in kinds:
        return None
    named = _named(_left(rest), documents)
    if not named:
        return None
    titles = ", ".join(f"« {document.title} »" for document in named)
    return _cards(question, f"Oui : {titles}.", named)


def _listed(question: str, documents: Sequence[Document], today: date) -> Answer | None:
    """How many documents there are, which, or which is the newest, of a kind, of a theme and of a time."""
    folded = fold(question)
    count, which = _HOW_MANY.search(folded), _WHICH.search(folded)
    periods = periods_in(question, today)
    if not (count or which) or len(periods) > 1:
        return None
    left = _left(_without(question, periods))
    rank = left & (_NEWEST | _OLDEST)
    wanted = _wanted(left - rank, documents, periods)
    if wanted is None:
        return None
    yours = _YOURS.search(folded)
    if rank and which:
        return _extreme(question, wanted, newest=bool(rank & _NEWEST))
    if count and (yours or left & _DOCUMENT):
        return _counted(question, wanted)
    if which and (periods or (wanted.kinds and yours and not wanted.theme)):
        return _counted(question, wanted)
    return None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The documents of the catalogue that a question wants, and of what kind, theme and time."""

    documents: tuple[Document, ...]
    kinds: tuple[str, ...]
    theme: str
    period: Period | None

    @property
    def words(self) -> str:
        """What limits them, to be said after « document »."""
        kinds = ", ".join(f"« {kind} »" for kind in self.kinds)
        return (
            (f" de type {kinds}" if kinds else "")
            + (f" sur le thème « {self.theme} »" if self.theme else "")
            + (f" pour cette période ({in_words(self.period)})" if self.period else "")
        )


def _wanted(left: frozenset[str], documents: Sequence[Document], periods: Sequence[Period]) -> _Wanted | None:
    """What the words of a question want; ``None`` when they name no document or say anything else."""
    kinds = tuple(sorted({d.kind for d in documents if stem_set(d.kind) & left}))
    if not (left & _DOCUMENT or kinds):
        return None
    rest = left - _DOCUMENT - stem_set(" ".join(kinds))
    themes = sorted({theme for d in documents for theme in d.themes if stem_set(theme) == rest})
    if rest and not themes:
        return None
    theme, period = themes[0] if themes else "", periods[0] if periods else None
    chosen = (
        d
        for d in documents
        if (not kinds or d.kind in kinds)
        and (not theme or theme in d.themes)
        and (period is None or _is_of(d, period))
    )
    return _Wanted(tuple(chosen), kinds, theme, period)


def _counted(question: str, wanted: _Wanted) -> Answer:
    """The number of documents, then their cards, the newest first."""
    number = len(wanted.documents)
    if number == 0:
        return _cards(question, f"Le catalogue n’a aucun document{wanted.words}.", ())
    notice = f"Le catalogue compte {number} document{'s' if number > 1 else ''}{wanted.words}."
    if number > _MOST_CARDS:
        notice += f" En voici {_MOST_CARDS} ; la page Documents les montre tous."
    return _cards(question, notice, wanted.documents)


def _extreme(question: str, wanted: _Wanted, *, newest: bool) -> Answer | None:
    """The newest or the oldest documents."""
    dates = [d.date for d in wanted.documents if d.date and iso_days(d.date)]
    if not dates:
        return None
    day = max(dates) if newest else min(dates)
    found = [d for d in wanted.documents if d.date == day]
    if len(found) == 1:
        which = "récent" if newest else "ancien"
        notice = f"Le document le plus {which} est « {found[0].title} » ({iso_in_words(day)})."
    else:
        which = "récente" if newest else "ancienne"
        notice = f"{len(found)} documents ont la date la plus {which} ({iso_in_words(day)})."
    return _cards(question, notice, found)


def _cards(question: str, notice: str, documents: Iterable[Document]) -> Answer:
    order = sorted(documents, key=lambda d: d.date or "", reverse=True)[:_MOST_CARDS]
    return Answer(question, question, notice=notice, documents=tuple(map(_card, order)))


def _card(document: Document) -> DocumentCard:
    return DocumentCard(document.id, document.title, document.kind, document.date, "Au catalogue")


def _left(text: str) -> frozenset[str]:
    """The stems of a text without those that only ask."""
    return stem_set(text) - _ASKING


def _without(text: str, periods: Iterable[Period]) -> str:
    for period in reversed(tuple(periods)):
        start, end = period.span
        text = f"{text[:start]} {text[end:]}"
    return text


def _is_of(document: Document, period: Period) -> bool:
    """Whether all the days that the date of a document may be are of a period."""
    days = iso_days(document.date) if document.date else None
    return days is not None and period.holds(days[0]) and period.holds(days[1])


def _named(stems: frozenset[str], documents: Iterable[Document]) -> list[Document]:
    """The documents whose title and kind hold all the stems, those with the least to say beside them."""
    named = {d.id: (d, _share(stems, d)) for d in documents}
    best = max((share for _, share in named.values()), default=0.0)
    return [d for d, share in named.values() if best > 0 and share == best]


def _share(stems: frozenset[str], document: Document) -> float:
    """How much of its title and kind are the stems; 0 when they say anything else or name no document."""
    title, kind = stem_set(document.title), stem_set(document.kind)
    own = stems - _DOCUMENT
    if not own or not all(_is_in(stem, title | kind) for stem in own):
        return 0.0
    if all(_is_in(stem, kind) for stem in own):
        return 2.0
    return sum(_is_in(word, own) for word in title) / max(1, len(title))


def _is_in(stem: str, stems: Iterable[str]) -> bool:
    return any(stem == other or (len(stem) > 4 and fuzz.ratio(stem, other) >= _LIKE) for other in stems)
