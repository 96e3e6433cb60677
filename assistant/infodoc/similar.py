"""Past requests like a new one, and probable duplicates.

Candidates share a rare word with it; they are scored by their words and by the cosine of their vectors. The
vectors are kept in the register itself, made when they are first needed: requests never enter the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from rapidfuzz import fuzz
from sqlalchemy import insert, or_, select

from assistant.embedding import SentenceEncoder
from assistant.index import Floats
from assistant.infodoc.past_replies import PastReplies
from assistant.infodoc.records import Reply, Request
from assistant.infodoc.register import request_from_row
from assistant.infodoc.request_questions import questions_of
from assistant.language import content_stems, normalize, stem_set
from assistant.storage import REQUEST, VECTOR, Database

_CANDIDATES = 400
_COMPARED = 25
_WORDS = 10
_LEAST = 0.45
_FLAT, _STEEP = 0.80, 0.20
"""Cosines of this model lie between about 0.80 (unlike) and 1; they are brought to [0, 1]."""
_DUPLICATE = 90.0
_DUPLICATE_DAYS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Similar:
    """A past request.

    Attributes:
        score: in [0, 1].
        duplicate: whether it is probably the same request.
        reply: its last validated reply.
    """

    request: Request
    score: float
    duplicate: bool
    reply: Reply | None


class PastRequests:
    """Looks for past requests in one register."""

    def __init__(self, database: Database, encoder: SentenceEncoder) -> None:
        self.database = database
        self.encoder = encoder

    def like(self, text: str, *, besides: int = 0, now: datetime, most: int = 5) -> list[Similar]:
        """The past requests most like a text, best first.

        Args:
            besides: number of the request itself, which is left out.
        """
        asked = _asked(text)
        near = sorted(
            (r for r in self._candidates(asked) if r.id != besides),
            key=lambda r: -_overlap(asked, _asked(r.text)),
        )[:_COMPARED]
        if not near:
            return []
        vectors = self._vectors(near)
        own = self.encoder.encode([asked], kind="query")[0]
        scored = [(self._score(asked, own, r, vectors[r.id]), r) for r in near]
        best = sorted((s for s in scored if s[0] >= _LEAST), key=lambda s: (-s[0], -s[1].id))[:most]
        replies = PastReplies(self.database).validated([r.id for _, r in best])
        return [Similar(r, s, _is_duplicate(text, r, now), replies.get(r.id)) for s, r in best]

    def _score(self, asked: str, own: Floats, request: Request, vector: Floats) -> float:
        meaning = min(1.0, max(0.0, (float(own @ vector) - _FLAT) / _STEEP))
        return 0.5 * meaning + 0.5 * _overlap(asked, _asked(request.text))

    def _candidates(self, asked: str) -> list[Request]:
        """Requests that hold one of the longest words, newest first: long words are the rare ones."""
        words = sorted(set(content_stems(asked)), key=len, reverse=True)[:_WORDS]
        if not words:
            return []
        holds = or_(*(REQUEST.c.searched.contains(f" {w} ", autoescape=True) for w in words))
        with self.database.reading() as connection:
            rows = connection.execute(
                select(REQUEST).where(holds).order_by(REQUEST.c.id.desc()).limit(_CANDIDATES)
            ).all()
        return [request_from_row(row) for row in rows]

    def _vectors(self, requests: Sequence[Request]) -> dict[int, Floats]:
        """The vectors of some requests; those that are missing are made and kept."""
        numbers = [r.id for r in requests]
        with self.database.reading() as connection:
            rows = connection.execute(
                select(VECTOR).where(VECTOR.c.request.in_(numbers), VECTOR.c.model == self.encoder.name)
            ).all()
        known = {row.request: np.frombuffer(row[2], dtype=np.float32) for row in rows}
        missing = [r for r in requests if r.id not in known]
        if missing:
            made = self.encoder.encode([_asked(r.text) for r in missing], kind="query")
            found = {r.id: v for r, v in zip(missing, made, strict=True)}
            self._keep(found)
            known.update(found)
        return known

    def _keep(self, found: dict[int, Floats]) -> None:
        with self.database.writing() as connection:
            there = set(
                connection.execute(select(VECTOR.c.request).where(VECTOR.c.request.in_(found))).scalars()
            )
            rows = [
                {"request": n, "model": self.encoder.name, "values": v.astype(np.float32).tobytes()}
                for n, v in found.items()
                if n not in there
            ]
            if rows:
                connection.execute(insert(VECTOR), rows)


def _asked(text: str) -> str:
    """The questions of a request, without greetings, names and signatures."""
    return " ".join(q.query for q in questions_of(text).questions) or text


def _overlap(one: str, other: str) -> float:
    """Share of words in common (Dice), in [0, 1]."""
    a, b = stem_set(one), stem_set(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _is_duplicate(text: str, request: Request, now: datetime) -> bool:
    recent = now.date() - request.received <= _DUPLICATE_DAYS
    return recent and fuzz.token_sort_ratio(normalize(text), normalize(request.text)) >= _DUPLICATE
