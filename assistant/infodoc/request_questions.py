"""Splits a request, often a mail of a few lines, into the questions that it asks.

Rules only. Greetings, politeness and signatures are dropped; a list after « je voudrais savoir : » gives one
question a line; a sentence that asks two things is cut. What is left over tells the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language import content_stems, fold, split_sentences

MOST_QUESTIONS = 12
_FEWEST_STEMS = 1
_GREETING = re.compile(
    r"^(?:bonjour|bonsoir|madame|monsieur|mesdames|messieurs|cher|chere|chers|cheres|salut|re-?bonjour)\b"
    r"[^.?!:]{0,40}[,.!]?\s*$"
)
_LEADING_GREETING = re.compile(
    r"^(?:bonjour|bonsoir|madame,? monsieur|mesdames,? messieurs|madame|monsieur|chers? collegues?)"
    r"(?: (?:a tous|a vous|madame|monsieur|a toute l'equipe))?\s*[,!.]\s*"
)
_SIGN_OFF = re.compile(
    r"^(?:(?:bien )?cordialement|(?:tres )?cordialement|sinceres salutations|salutations|respectueusement"
    r"|bien a vous|bonne (?:journee|reception|fin de)|dans l'attente|veuillez (?:agreer|recevoir)"
    r"|je vous prie d'agreer|nous vous prions d'agreer|cdt|a bientot)\b"
)
_POLITE = re.compile(
    r"^(?:merci\b|je vous remercie|nous vous remercions|avec mes remerciements|en vous remerciant|d'avance "
    r"merci"
    r"|un grand merci|par avance|je reste a votre disposition|je suis a votre disposition|n'hesitez pas"
    r"|ps ?:? ?merci|excusez|desolee? |toutes mes excuses|j'espere que vous allez|ce n'est pas urgent"
    r"|(?:une reponse )?(?:par|avant|pour) (?:retour de )?(?:mail|le \d))"
)
_CONTACT_LINE = re.compile(
    r"(?:\btel\b|\btelephone\b|\bmobile\b|\bport\.)[ .:]|[\w.+-]+@[\w-]+\.\w+|(?<!\d)0[1-9](?:[ .-]?\d\d){4}"
)
_ASKING = re.compile(
    r"(?:(?:est-ce que|c'est) )?"
    r"(?:(?:pourriez|pouvez|auriez|sauriez|savez|avez)[- ]vous|pourrait-on|peut-on|puis-je"
    r"|(?:je|nous|j'|on) ?(?:voudrais|voudrions|souhaite(?:rais|rions|ons)?|aimerais|aimerions|cherche(?:ons"
    r"|rais)?"
    r"|cherchons|recherche(?:ons)?|recherchons|desire(?:rais)?|desirons|me demande|nous demandons|voulais"
    r"|veux"
    r"|voulons|aurais besoin|aurions besoin|ai besoin|avons besoin|souhaitons|m'interroge|demande)"
    r"|merci de|il me faudrait|il nous faudrait|il me manque|j'ai (?:aussi )?une (?:autre )?question"
    r"|je (?:suis|travaille) a la recherche|indiquez|dites|pouvez|envoyez|precisez|reste a savoir)\b"
)
_LEAD_IN = re.compile(
    r"^(?:et |mais |aussi,? |egalement,? |enfin,? |par ailleurs,? |d'autre part,? |de plus,? |autre question "
    r"?:? ?"
    r"|en outre,? |ensuite,? |puis |une derniere chose ?:? ?|derniere question ?:? ?|accessoirement,? "
    r"|premierement,? |deuxiemement,? |troisiemement,? |question subsidiaire ?:? ?|dans ce cadre,? "
    r"|a ce titre,? |pour cela,? |plus precisement,? |en particulier,? |dans cette perspective,? )+"
)
_WRAPPER = re.compile(
    r"^(?:est-ce que )?(?:vous )?"
    r"(?:(?:pourriez|pouvez|sauriez|savez)[- ]vous(?: (?:aussi|egalement|donc|me|nous|m'|s'il vous plait))*"
    r"|(?:je|nous|j'|on) ?(?:voudrais|voudrions|souhaiterais|souhaiterions|souhaite|souhaitons|aimerais"
    r"|aimerions"
    r"|veux|voulais|desire|cherche|cherchons|me demande|nous demandons)"
    r"(?: (?:aussi|egalement|donc|bien|d'abord|ensuite|enfin))*"
    r"|merci de(?: bien vouloir)?|reste a savoir|dites-(?:moi|nous)|precisez-(?:moi|nous)|indiquez-(?:moi"
    r"|nous))"
    r"\s*(?:(?:me|nous|m'|n') ?)?"
    r"(?:(?:a )?(?:savoir|dire|indiquer|preciser|expliquer|rappeler|confirmer|connaitre|comprendre|eclairer "
    r"sur"
    r"|renseigner sur|informer sur|communiquer|transmettre|faire savoir|renseigner))?"
    r"(?: (?:aussi|egalement|s'il vous plait))?\s*(?:,|:)?\s*"
)
_INTERROGATIVE = (
    r"(?:combien|quel(?:le)?s?|qui|quand|comment|ou|pourquoi|a qui|que|qu'est-ce|est-ce que|existe-t-il|y "
    r"a-t-il"
    r"|lesquel(?:le)?s|dans quel(?:le)?s?|a partir de quel(?:le)?s?|depuis quand|de quand|par qui|avec qui"
    r"|s'il)"
)
_SECOND = re.compile(
    rf"(?:,| ;)? (?:et(?: aussi| enfin| si possible)?|ainsi que|puis|ou encore),? (?={_INTERROGATIVE}\b)"
)
_STARTS_ASKING = re.compile(rf"^{_INTERROGATIVE}\b")
_INDIRECT = (
    (re.compile(r"^s['’]il existe\b", re.IGNORECASE), "existe-t-il"),
    (re.compile(r"^s['’]il y a\b", re.IGNORECASE), "y a-t-il"),
    (re.compile(r"^ce qu['’]est (une?)\b", re.IGNORECASE), r"qu’est-ce qu’\1"),
    (re.compile(r"^ce qu['’](?:est|sont)\b", re.IGNORECASE), "qu’est-ce que"),
)
_WHEN = frozenset(content_stems("aujourd’hui maintenant ensuite après avant ici là"))
_ITEM = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}\s*[.)/°-]|[a-h]\s*[.)])\s+")
_SUBJECT = re.compile(r"^\s*(?:objet|sujet)\s*:\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One thing that is asked.

    Attributes:
        text: as the person wrote it.
        query: without the words that only ask, for the search.
    """

    text: str
    query: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A request taken apart.

    Attributes:
        context: sentences that ask nothing: who asks, for what.
        subject: the subject line of a mail, empty without one.
    """

    questions: tuple[AskedQuestion, ...]
    context: tuple[str, ...] = ()
    subject: str = ""


def questions_of(text: str) -> Understood:
    """The questions of a request, in their order; the whole text is one question when no rule finds any."""
    lines, subject = _body(text)
    asked: list[str] = []
    context: list[str] = []
    for sentence in _sentences(lines):
        if any(pattern.match(fold(sentence)) for pattern in (_POLITE, _GREETING, _SIGN_OFF)):
            continue
        (asked if _asks(sentence) else context).append(sentence)
    if not asked and subject and _asks(subject):
        asked = [subject]
    if not asked and context:
        asked, context = [" ".join(context)], []
    parts = [part for sentence in asked for part in _cut(sentence)]
    questions = [AskedQuestion(part, query_of(part)) for part in parts]
    kept = [q for q in questions if len(set(content_stems(q.query))) >= _FEWEST_STEMS]
    return Understood(tuple(_distinct(kept)[:MOST_QUESTIONS]), tuple(context), subject)


def query_of(question: str) -> str:
    """A question without « pourriez-vous me dire » and the like; the first letter stays a capital."""
    plain = fold(question)
    if len(plain) != len(question):
        return question
    start = 0
    for pattern in (_LEAD_IN, _WRAPPER, _LEAD_IN):
        if found := pattern.match(plain[start:]):
            start += found.end()
    rest = question[start:].strip(" ,:")
    if len(content_stems(rest)) < _FEWEST_STEMS:
        return question
    for pattern, direct in _INDIRECT:
        rest = pattern.sub(direct, rest)
    return rest[:1].upper() + rest[1:]


def _body(text: str) -> tuple[list[str], str]:
    """The lines between the greeting and the signature, and the subject line."""
    kept: list[str] = []
    subject = ""
    for line in text.replace("\r", "").splitlines():
        stripped = line.strip()
        plain = fold(stripped)
        if found := _SUBJECT.match(stripped):
            subject = found[1].strip()
        elif _SIGN_OFF.match(plain) or stripped in ("--", "-- "):
            if any(_asks(k) for k in kept):
                break
        elif (
            stripped.startswith(">")
            or _GREETING.match(plain)
            or (_CONTACT_LINE.search(plain) and "?" not in stripped and len(plain.split()) < 14)
        ):
            continue
        else:
            found_greeting = _LEADING_GREETING.match(plain) if len(plain) == len(stripped) else None
            kept.append(stripped[found_greeting.end() :] if found_greeting else stripped)
    return kept, subject


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """Sentences over line ends; a list item is one sentence, asked when its introduction asks."""
    paragraph: list[str] = []
    introduction = ""
    for line in [*lines, ""]:
        item = _ITEM.match(line)
        if not line or item:
            if paragraph:
                whole = split_sentences(" ".join(paragraph))
                yield from (s for s in whole if not s.rstrip().endswith(":"))
                introduction = whole[-1] if whole and whole[-1].rstrip().endswith(":") else ""
                paragraph = []
            if item:
                text = line[item.end() :].strip(" ;,.")
                yield _asked_item(text, introduction)
        else:
            paragraph.append(line)


def _asked_item(text: str, introduction: str) -> str:
    return f"{text} ?" if introduction and _asks(introduction) and "?" not in text else text


def _asks(sentence: str) -> bool:
    plain = fold(sentence)
    return (
        "?" in sentence or bool(_ASKING.search(plain)) or bool(_STARTS_ASKING.match(_LEAD_IN.sub("", plain)))
    )


def _cut(sentence: str) -> list[str]:
    """A sentence cut where it begins to ask a second thing."""
    plain = fold(sentence)
    if len(plain) != len(sentence):
        return [sentence]
    places = [(m.start(), m.end()) for m in _SECOND.finditer(plain)]
    parts: list[str] = []
    start = 0
    for end, following in places:
        if content_stems(sentence[start:end]) and set(content_stems(sentence[following:])) - _WHEN:
            parts.append(sentence[start:end].rstrip(" ,;"))
            start = following
    parts.append(sentence[start:])
    asked = sentence.rstrip().endswith("?")
    return [_ended(part.strip(), asked) for part in parts]


def _ended(part: str, asked: bool) -> str:
    part = part[:1].upper() + part[1:]
    return f"{part} ?" if asked and not part.endswith(("?", ".", "!")) else part


def _distinct(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    seen: dict[frozenset[str], AskedQuestion] = {}
    for question in questions:
        seen.setdefault(frozenset(content_stems(question.query)), question)
    return list(seen.values())
