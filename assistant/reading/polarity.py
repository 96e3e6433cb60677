"""Negation, modality and opposites: what a sentence may not turn round.

« envisagée » is not « confirmée », « peut » is not « doit », « n’est pas obligatoire » is not « est
obligatoire ». Rules on folded words; the scope of a negation is what stands between « ne » and its second
half, and the two content words after it, within the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language import fold, is_content, stem

_CLAUSE = re.compile(r"[,;:.!?()«»]| (?:mais|alors que|tandis que|car|et que|or) ")
_WORD = re.compile(r"[a-z0-9]+")
_SECOND_HALF = frozenset("pas plus jamais point guere aucun aucune rien personne ni nul nulle".split())
_BEFORE_NOUN = frozenset("sans aucun aucune ni non nul nulle pas".split())
_NEGATED_AHEAD = 3
_FAMILY = 5
_DOUBT = re.compile(
    r"\bne (?:\w+ ){0,3}que\b|\bnon seulement\b|\bnon plus\b|\bsans doute\b|\bpas seulement\b"
)

_STATUS: dict[str, str] = {
    "envisagé": r"\benvisag(?:e|ee|es|ees|eait|er)\b|\ba l'etude\b|\ba confirmer\b|\ben projet\b"
    r"|\beventuel\w*",
    "prévu": r"\bprevue?s?\b|\bprevoi\w*|\bprogrammee?s?\b|\bplanifiee?s?\b|\bannoncee?s?\b",
    "confirmé": r"\bconfirmee?s?\b|\bdefinitive?s?\b|\bcertaine?\b(?! nombre)|\bactee?s?\b",
    "réalisé": r"\brealisee?s?\b|\ba eu lieu\b|\bont eu lieu\b|\bs'est tenue?\b|\bse sont tenus\b"
    r"|\bachevee?s?\b|\bterminee?s?\b|\borganisee?s? avec succes\b",
    "annulé": r"\bannulee?s?\b|\bsupprimee?s?\b|\babandonnee?s?\b|\breportee?s?\b",
}
_STATUSES = {name: re.compile(pattern) for name, pattern in _STATUS.items()}
# What may be said when a passage says it: a weaker status never follows from a stronger word alone.
_SAYS_TOO = {"prévu": {"prévu", "envisagé"}, "confirmé": {"confirmé"}, "envisagé": {"envisagé"}}
_MUST = re.compile(
    r"\bdoi(?:t|vent)\b|\bdevr(?:a|ont)\b|\bobligatoires?(?:ment)?\b|\bobliga\w+|\bobligee?s?\b|\bfaut\b"
    r"|\bexige\w*|\bimposee?s?\b|\bimpose(?:nt)?\b|\btenue?s? (?:de|d')\b|\bimperati\w+|\bnecessaire\w*"
    r"|\bindispensable\w*"
)
_MAY = re.compile(
    r"\bpeu(?:t|vent)\b|\bpourr(?:a|ont|ait|aient)\b|\bpossib\w+|\beventuel\w*|\bfacultati\w+|\bsusceptible\w*"
    r"|\benvisag\w+|\bpermet\w*|\bsouhait\w+|\bserai(?:t|ent)\b|\baurai(?:t|ent)\b|\bsemble\w*|\bselon\b"
    r"|\bprobable\w*|\bpeut-etre\b|\bpresume\w*|\bsuppose\w*|\bpretend\w*|\baccuse\w*|\bpropos\w+|\bessa\w+"
    r"|\btent\w+|\bmenac\w+|\bsi\b"
)
_DENIES = re.compile(
    r"\bfau(?:x|sse|sses)\b|\btrompeu\w+|\bmensong\w+|\binfonde\w+|\bdement\w*\b|\bdementi\w*|\binfirm\w+"
    r"|\bconteste\w*|\bnie(?:nt)?\b|\bcontrairement\b|\ba tort\b|\bpretendu\w*|\berrone\w*"
    r"|\bimpossible\b|\birreel\w*"
)
_NOT_MORE = re.compile(
    r"\b(?:ne|n')\b[^,.;]{0,60}?\bplus\b|\bnon plus\b|\bau plus\b|\bde plus\b|\bplus ou moins\b"
)
_OPPOSITES = [
    ("obligatoire", "facultatif volontaire libre"),
    ("interdit", "autorisé permis"),
    ("gratuit", "payant"),
    ("public", "privé"),
    (
        "augmenter hausse croissance progresser progression",
        "diminuer baisse réduire réduction recul décliner",
    ),
    ("accepter accord approuver", "refuser rejeter"),
    ("avant", "après"),
    ("ouvert", "fermé"),
    ("ouverture", "fermeture"),
    ("début commencer débuter", "fin finir terminer"),
    ("minimum minimal", "maximum maximal"),
    ("moins", "plus davantage"),
    ("supérieur", "inférieur"),
    ("toujours", "jamais"),
    ("favorable", "défavorable hostile"),
    ("majorité majoritaire", "minorité minoritaire"),
    ("réussite succès réussir", "échec échouer"),
    ("individuel", "collectif"),
    ("national", "local départemental régional communal"),
    ("départemental", "régional communal"),
    ("mensuel", "annuel trimestriel hebdomadaire semestriel"),
    ("annuel", "trimestriel hebdomadaire semestriel"),
    ("premier", "dernier"),
    ("autorisé", "illégal interdit"),
    ("sauver", "ruiner tuer"),
    ("approuver valider", "invalider rejeter annuler"),
    ("créer création", "supprimer suppression dissoudre"),
    ("gagner victoire vainqueur", "perdre défaite perdant"),
    ("vrai", "faux"),
    ("acheter achat", "vendre vente"),
    ("importer importation", "exporter exportation"),
    ("rural", "urbain"),
    ("nord", "sud"),
    ("matin", "soir après-midi"),
    ("semestre", "trimestre"),
    ("anonyme", "nominatif"),
    ("temporaire provisoire", "permanent définitif"),
    ("adulte", "enfant mineur"),
    ("fort", "faible"),
    ("élevé", "bas"),
    ("naître naissance", "mourir mort décès"),
    ("arriver arrivée", "partir départ"),
    ("inclus compris", "exclu excepté"),
    ("direct", "indirect"),
    ("formel", "informel"),
    ("interne", "externe"),
    ("ancien", "nouveau"),
]


@lru_cache(maxsize=1)
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for left, right in _OPPOSITES:
        first, second = ({stem(fold(w)) for w in side.split()} for side in (left, right))
        for a in first:
            table.setdefault(a, set()).update(second)
        for b in second:
            table.setdefault(b, set()).update(first)
    return {word: frozenset(others) for word, others in table.items()}


@dataclass(frozen=True, slots=True)
class Stance:
    """How a text says what it says.

    Attributes:
        plain, negated: stems said outside and inside the scope of a negation.
        statuses: names of the statuses that it uses.
        must, may: whether it obliges, whether it leaves open.
        denies: whether it calls something untrue.
        words: every stem, stop words too; « plus » only where it compares.
    """

    plain: frozenset[str]
    negated: frozenset[str]
    statuses: frozenset[str]
    must: bool
    may: bool
    denies: bool
    words: frozenset[str]


@lru_cache(maxsize=20_000)
def stance(text: str) -> Stance:
    """The stance of a text."""
    folded = fold(text)
    plain: set[str] = set()
    negated: set[str] = set()
    for clause in _CLAUSE.split(_DOUBT.sub(" ", folded)):
        inside = _negated_words(_WORD.findall(clause))
        for word, under in inside:
            (negated if under else plain).add(stem(word))
    return Stance(
        frozenset(plain),
        frozenset(negated),
        frozenset(name for name, pattern in _STATUSES.items() if pattern.search(folded)),
        _MUST.search(folded) is not None,
        _MAY.search(folded) is not None,
        _DENIES.search(folded) is not None,
        frozenset(stem(w) for w in _WORD.findall(_NOT_MORE.sub(" ", folded))),
    )


def _negated_words(tokens: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The content words of a clause, each with whether a negation covers it."""
    covered: set[int] = set()
    for place, token in enumerate(tokens):
        if token in ("ne", "n"):
            halves = [i for i in range(place + 1, min(len(tokens), place + 7)) if tokens[i] in _SECOND_HALF]
            if halves:
                covered.update(range(place + 1, halves[0]))
                covered.update(_content_after(tokens, halves[0], _NEGATED_AHEAD))
        elif token in _BEFORE_NOUN:
            covered.update(_content_after(tokens, place, 1))
    for place, token in enumerate(tokens):
        if is_content(token) and token not in _SECOND_HALF:
            yield token, place in covered


def _content_after(tokens: Sequence[str], place: int, most: int) -> list[int]:
    after = [i for i in range(place + 1, len(tokens)) if is_content(tokens[i])]
    return after[:most]


def flipped(sentence: str, support: Sequence[str]) -> list[str]:
    """The stems that a sentence negates and its support does not, or the other way round."""
    own = stance(sentence)
    said = [stance(s) for s in support]
    plain: frozenset[str] = frozenset().union(*(s.plain for s in said))
    negated: frozenset[str] = frozenset().union(*(s.negated for s in said))
    turned = {w for w in own.negated - own.plain if _family(w, plain) and not _family(w, negated)}
    straight = {w for w in own.plain - own.negated if _family(w, negated) and not _family(w, plain)}
    return sorted(turned | straight)


def _family(word: str, others: frozenset[str]) -> bool:
    """Whether a stem, or one that begins like it (« steril », « sterilit »), is among others."""
    if word in others:
        return True
    return len(word) >= _FAMILY and any(o[:_FAMILY] == word[:_FAMILY] for o in others)


def denied(sentence: str, support: Sequence[str]) -> bool:
    """Whether one side denies (« est faux », « dément ») what the other says plainly."""
    return stance(sentence).denies != any(stance(s).denies for s in support)


def opposed(sentence: str, support: Sequence[str]) -> list[str]:
    """The stems of a sentence whose opposite the support says while it does not say the stem itself."""
    said: frozenset[str] = frozenset().union(*(stance(s).words for s in support))
    table = _opposites()
    own = stance(sentence).words
    return sorted(w for w in own if w in table and w not in said and (table[w] - own) & said)


def status_changed(sentence: str, support: Sequence[str]) -> list[str]:
    """The statuses of a sentence that its support does not give it."""
    said: frozenset[str] = frozenset().union(*(stance(s).statuses for s in support))
    own = stance(sentence).statuses
    return sorted(name for name in own if not (_SAYS_TOO.get(name, {name}) & said))


def strengthened(sentence: str, support: Sequence[str]) -> list[str]:
    """What a sentence makes stronger: an obligation that is not one, a fact of what is only possible."""
    own, said = stance(sentence), [stance(s) for s in support]
    found: list[str] = []
    if own.must and not any(s.must for s in said):
        found.append("obligation")
    if said and not own.may and not own.must and all(s.may for s in said):
        found.append("certitude")
    return found
