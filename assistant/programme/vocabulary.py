"""How people name formats, publics and topics of the action programme in a French question.

The expressions are the centre's (``corpus/centre.yaml``); here they are found in a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from assistant.centre import Centre, Term
from assistant.language import content_stems, expression_pattern, spaced

# Words of nearly every question about a programme: they ask for actions, they do not describe one.
ASKING_STEMS = frozenset(
    content_stems(
        """
        action agenda annee auront bientot calendrier concernant date debute demarre evenement interesse
        lieu liste mois organise parle participer porte prevoir prevoit prevoyez prevu prochain
        programme propose semaine semestre sujet thematique theme trouver venir domaine autour
        consacre dediee inscription inscrire coute prix tarif salle jour heure chercheur intervenant
        interviendra intervient figure figurent menez animez lancez tenez tient deroule deux aviez
        preparez reservez annoncez quelque chose manifestation seance montee fonctionne fonctionnent
        actuellement moment reste restent dernier derniere fin precise envisage envisagee annoncee
        sommes ouvert dirige travaille dites assister montre affiche donne presente resume detaille
        ensemble grandes lignes contenu premier second trimestre contient traite axes chapitres
        parties rubriques sommaire payant gratuit
        """
    )
)


class Vocabulary:
    """The words of one centre for the actions of its programme.

    Attributes:
        asking_stems: stems of the words that only ask, the names of the centre among them.
        general_topics: topics that say too little to look for actions by them.
    """

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.asking_stems = ASKING_STEMS | centre.naming_stems
        self.general_topics = frozenset(t.name for t in centre.topics if t.general)

    def formats_in(self, text: str) -> set[str]:
        """The formats of action that a text names: « deux ateliers » → ``{"atelier"}``."""
        return self._formats.named_in(text)

    def without_format(self, text: str, format: str) -> str:
        """The words of a text, without the expressions for a format when it is one of the centre."""
        return self._formats.without(text, format)

    def audiences_in(self, text: str) -> set[str]:
        """The publics that a text names."""
        return self._audiences.named_in(text)

    def topics_in(self, text: str) -> set[str]:
        """The topics that a text names."""
        return self._topics.named_in(text)

    @cached_property
    def _formats(self) -> _Names:
        return _Names(self.centre.formats)

    @cached_property
    def _audiences(self) -> _Names:
        return _Names(self.centre.audiences)

    @cached_property
    def _topics(self) -> _Names:
        return _Names(self.centre.topics)


class _Names:
    """The terms of one list, found in texts.

    Of two expressions that begin at the same word, the longer one is meant: « rencontre observations et
    territoires » names no mere « rencontre », and « atelier santé ville », an exception, no « atelier ».
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self._meant = {t.name: expression_pattern((t.name, *t.expressions)) for t in terms}
        self._excepted = {t.name: expression_pattern(t.exceptions) for t in terms}

    def named_in(self, text: str) -> set[str]:
        words = spaced(text)
        return {name for name in self._meant if self._spans(name, words)}

    def without(self, text: str, name: str) -> str:
        words = spaced(text)
        for start, end in reversed(self._spans(name, words) if name in self._meant else []):
            words = f"{words[:start]} {words[end:]}"
        return words

    def _spans(self, name: str, words: str) -> list[tuple[int, int]]:
        """Where a text means a term, in reading order."""
        spans = [found.span() for found in self._meant[name].finditer(words)]
        return [span for span in spans if span[1] >= self._longest_at(span[0], name, words)]

    def _longest_at(self, start: int, name: str, words: str) -> int:
        """The end of the longest expression at a place, for another term or for none; 0 without any."""
        others = [self._excepted[name], *(p for other, p in self._meant.items() if other != name)]
        return max((m.end() for p in others if (m := _at(p, words, start))), default=0)


def _at(pattern: re.Pattern[str], words: str, start: int) -> re.Match[str] | None:
    return pattern.match(words, start)
