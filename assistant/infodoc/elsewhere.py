"""Where to look for what the corpus does not hold: the places of the centre's profile, by subject.

These are the centre's own pointers, never facts of a document: names of services, without addresses.
"""

from __future__ import annotations

from assistant.centre import Centre
from assistant.language import fold, stem_set
from assistant.question import asked

_MOST = 2


def where_else(question: str, centre: Centre) -> list[str]:
    """One or two places for a question that found no answer: by what it expects, then by its words."""
    stems, expected = stem_set(question), sorted(asked(fold(question)))
    first = [p.place for kind in expected for p in centre.elsewhere if kind in p.expects]
    shared = [(len(stems & stem_set(" ".join(p.words))), p.place) for p in centre.elsewhere]
    rest = [place for score, place in sorted(shared, key=lambda s: -s[0]) if score]
    return list(dict.fromkeys([*first, *rest]))[:_MOST] or [centre.otherwise]
