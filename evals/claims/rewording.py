"""Sentences said otherwise, truly or falsely: what a language model may write, made by rules and by seed.

An honest rewording changes the words and keeps the facts; an alteration changes one fact and keeps the
words. Both are made from a sentence of the corpus, so that what is true is known without a judge.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from assistant.language import Glossary, squash
from assistant.reading import facts_in

_WORDS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt"
).split()
_SYNONYMS = [
    ("réunit", "rassemble"),
    ("rassemble", "réunit"),
    ("vise à", "a pour objectif de"),
    ("a pour objectif de", "vise à"),
    ("a pour but de", "vise à"),
    ("permet de", "sert à"),
    ("sert à", "permet de"),
    ("aide", "accompagne"),
    ("accompagne", "aide"),
    ("se compose de", "comprend"),
    ("comprend", "se compose de"),
    ("s’adresse aux", "concerne les"),
    ("concerne les", "s’adresse aux"),
    ("est destiné aux", "s’adresse aux"),
    ("participe à", "prend part à"),
    ("participe aux", "prend part aux"),
    ("propose", "offre"),
    ("organise", "met en place"),
    ("met en place", "organise"),
    ("désigne", "correspond à"),
    ("repose sur", "s’appuie sur"),
    ("s’appuie sur", "repose sur"),
    ("associe", "réunit"),
    ("élabore", "prépare"),
    ("habitants", "résidents"),
    ("afin de", "pour"),
    ("ainsi que", "et"),
    ("notamment", "en particulier"),
    ("également", "aussi"),
    ("chaque année", "tous les ans"),
    ("dans le cadre de", "au titre de"),
    ("démarche", "approche"),
    ("actions", "interventions"),
    ("partenaires", "acteurs partenaires"),
    ("difficultés", "problèmes"),
    ("logement", "habitat"),
    ("est composé de", "comprend"),
    ("favoriser", "encourager"),
    ("améliorer", "faire progresser"),
    ("lutter contre", "combattre"),
    ("mettre en œuvre", "réaliser"),
    ("traite", "aborde"),
    ("porte sur", "traite de"),
]
_FRAMES = (
    "Selon le document, {}",
    "D’après les documents du centre, {}",
    "Le texte indique que {}",
    "On y lit que {}",
    "{}",
)
_VERBS = re.compile(
    r"(?<=\s)(est|sont|a|ont|peut|peuvent|doit|doivent|permet|permettent|vise|visent|réunit|rassemble|comprend"
    r"|propose|proposent|organise|organisent|porte|portent|concerne|concernent|repose|participe|participent"
    r"|donne|aide|aident|associe|associent|anime|animent|désigne|prévoit|finance|financent|décide|signe"
    r"|s’adresse|s’adressent|reçoit|dure|existe|existent|relève|répond|accompagne|fait|font|sert|mène|garantit)"
    r"(?=\s)"
)
_STATUSES = [
    ("envisagée", "confirmée"),
    ("envisagé", "confirmé"),
    ("prévues", "annulées"),
    ("prévue", "annulée"),
    ("prévus", "annulés"),
    ("prévu", "annulé"),
    ("peuvent", "doivent"),
    ("peut", "doit"),
    ("obligatoire", "facultatif"),
    ("facultatif", "obligatoire"),
    ("gratuit", "payant"),
    ("volontaire", "obligatoire"),
    ("avant", "après"),
    ("après", "avant"),
    ("minimum", "maximum"),
]
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "septembre",
    "octobre",
    "novembre",
)
_PLACES = ("Cergy", "Argenteuil", "Sarcelles", "Lyon", "Marseille", "Toulouse", "Bezons", "Lille", "Nantes")
_NAMES = ("Dupont", "Martin", "Lefebvre", "l’ANRU", "la CAF", "l’Insee", "Bernard", "la SNCF")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(r"(?<![\w.,-])\d{1,3}(?![\w.,-]*\d)(?!\w)(?![ \u00a0\u202f]\d{3})")


def honest(sentence: str, glossary: Glossary, rng: random.Random) -> str:
    """The sentence in other words, with the same facts."""
    text = sentence.strip().rstrip(" .;:")
    for change in rng.sample(_CHANGES, 3):
        text = change(text, glossary, rng)
    framed = rng.choice(_FRAMES)
    if not framed.startswith("{}") and not re.match(r"[A-ZÉ]{2}|[A-ZÉ][\w’'-]+ [A-ZÉ]", text):
        text = text[:1].lower() + text[1:]
    return framed.format(text) + "."


def _with_synonyms(text: str, glossary: Glossary, rng: random.Random) -> str:
    done = 0
    for old, new in _SYNONYMS:
        changed = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text, count=1)
        if changed != text:
            text, done = changed, done + 1
        if done == 2:
            break
    return text


def _numbers_in_words(text: str, glossary: Glossary, rng: random.Random) -> str:
    def spelled(match: re.Match[str]) -> str:
        value = int(match[0])
        after = text[match.end() : match.end() + 12].lstrip()
        dated = any(after.startswith(month) for month in (*_MONTHS, "août", "décembre"))
        return _WORDS[value] if 2 <= value < len(_WORDS) and not dated else match[0]

    return _FIGURE.sub(spelled, text)


def _shortened(text: str, glossary: Glossary, rng: random.Random) -> str:
    bare = re.sub(r"\s*\([^()]*\)", "", text)
    head, comma, _ = bare.rpartition(", ")
    return head if comma and len(head.split()) >= 8 else bare


def _fronted(text: str, glossary: Glossary, rng: random.Random) -> str:
    found = re.fullmatch(r"(.{20,}?) (en (?:19|20)\d\d)", text)
    return f"{found[2].capitalize()}, {found[1][:1].lower()}{found[1][1:]}" if found else text


def _acronyms(text: str, glossary: Glossary, rng: random.Random) -> str:
    for acronym in glossary.acronyms:
        if acronym.long and re.search(rf"(?<!\w){re.escape(acronym.acronym)}(?!\w)", text):
            return re.sub(rf"(?<!\w){re.escape(acronym.acronym)}(?!\w)", acronym.long, text, count=1)
        if acronym.long and acronym.long in text:
            return text.replace(acronym.long, acronym.acronym, 1)
    return text


_CHANGES: list[Callable[[str, Glossary, random.Random], str]] = [
    _with_synonyms,
    _numbers_in_words,
    _shortened,
    _fronted,
    _acronyms,
]


def altered(sentence: str, passages: Sequence[str], rng: random.Random) -> dict[str, str]:
    """The sentence with one fact changed, by kind of change; kinds that do not apply are left out."""
    around = squash(" ".join(passages))
    made = {
        "nombre": _wrong_number(sentence, around, rng),
        "date": _wrong_date(sentence, around, rng),
        "lieu": _wrong_place(sentence, around, rng),
        "nom": _wrong_name(sentence, around, rng),
        "négation": _turned(sentence),
        "statut": _wrong_status(sentence),
    }
    return {kind: text for kind, text in made.items() if text and text != sentence}


def _wrong_number(text: str, around: str, rng: random.Random) -> str:
    match = _FIGURE.search(text)
    if not match:
        return ""
    other = next((n for n in rng.sample(range(2, 400), 60) if str(n) not in around), 977)
    return text[: match.start()] + str(other) + text[match.end() :]


def _wrong_date(text: str, around: str, rng: random.Random) -> str:
    if year := _YEAR.search(text):
        other = next(str(y) for y in rng.sample(range(1960, 2030), 60) if str(y) not in around)
        return text[: year.start()] + other + text[year.end() :]
    for month in _MONTHS:
        if re.search(rf"\b{month}\b", text):
            other = next(m for m in rng.sample(_MONTHS, len(_MONTHS)) if squash(m) not in around)
            return re.sub(rf"\b{month}\b", other, text, count=1)
    return ""


def _wrong_place(text: str, around: str, rng: random.Random) -> str:
    place = next((p for p in rng.sample(_PLACES, len(_PLACES)) if squash(p) not in around), "Quimper")
    return f"{text.strip().rstrip(' .;:')} à {place}."


def _wrong_name(text: str, around: str, rng: random.Random) -> str:
    named = [f for f in facts_in(text) if f.kind in ("nom", "sigle")]
    if not named:
        return ""
    other = next(
        (n for n in rng.sample(_NAMES, len(_NAMES)) if squash(n.split("’")[-1]) not in around), "Durand"
    )
    return text.replace(rng.choice(named).text.replace("'", "’"), other.split("’")[-1].removeprefix("la "), 1)


def _turned(text: str) -> str:
    """The first verb negated, or the negation taken away."""
    plain = re.sub(r"\b(?:ne |n[’'])(\w+) pas\b", r"\1", text)
    if plain != text:
        return plain
    match = _VERBS.search(text)
    if not match or re.search(r"\bn(?:e |[’'])", text):
        return ""
    particle = "n’" if match[0][0] in "aeéêiou" else "ne "
    return f"{text[: match.start()]}{particle}{match[0]} pas{text[match.end() :]}"


def _wrong_status(text: str) -> str:
    for old, new in _STATUSES:
        if re.search(rf"(?<!\w){old}(?!\w)", text):
            return re.sub(rf"(?<!\w){old}(?!\w)", new, text, count=1)
    return ""
