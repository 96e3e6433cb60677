"""A played language model that means well, behind a real endpoint on loopback: ``evals run --played``.

It knows only what it is sent. Asked to rewrite, it reads the conversation in the prompt and puts the subject
of an earlier question beside the new one; asked to write, it picks sentences of the numbered passages by the
words and the meaning of the question and repeats them, one in two in other words (``rewording``). No skill is
claimed for it: it shows what prompts, protocol, checker and citations make of an honest model.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from assistant.embedding import Array, SentenceEncoder, load_encoder
from assistant.index import Index
from assistant.language import Glossary, fold, glossary_from_json, stem_set
from assistant.settings import Settings
from assistant.writing import NO_ANSWER
from evals.claims.rewording import honest
from evals.models.played_server import Asked, serving

NAME = "modèle joué"
_SENTENCES = 5
_SHORTEST = 4
_NEAR = 2.0
_RANK = 0.05
_SAID = re.compile(r"^¦ Question : (.*)$", re.MULTILINE)
_LAST = re.compile(r"Dernière question : (.*)\n")
_ASKED = re.compile(r"\nQuestion : (.*)\n")
_POLITE = re.compile(
    r"^(?:(?:merci(?: beaucoup)?|d’accord|ok|bonjour|bon|au fait|sinon|autre chose)\b[ ,.!:]*)+", re.I
)
_AND = re.compile(r"^(?:et|mais) ", re.I)
_PLACED = re.compile(r"(sur|pour|par|avec|dans|en) .+", re.I)
_BACK = re.compile(
    r"(?<!-)\b(?:il|elle|ils|elles|y|leur|leurs|son|sa|ses|eux|celui-ci|celle-ci|ce sujet)\b"
    r"|^qui l[ea] \w+ \?|^\w+-(?:il|elle|ils|elles)\b",
    re.I,
)
_PHRASE = re.compile(r"(?<!\w)(?:l[ea]s? |l’|une? |des |du |aux? |vos |votre )\w.*", re.I)


@contextmanager
def played(settings: Settings) -> Iterator[Settings]:
    """The settings with the played model in them, for the time of a block.

    Raises:
        AssistantError: the index cannot be read.
    """
    with closing(Index.open(settings.index, settings.vector_server())) as index:
        glossary = glossary_from_json(index.read("glossary.json"))
    with serving() as server:
        meaning = _Meaning(load_encoder(settings))
        server.behaviour = lambda asked: reply(asked, glossary, meaning)
        yield settings.model_copy(update={"llm_model": NAME, "llm_base_url": server.url})


class _Meaning:
    """How near sentences are to a question, as the embedding model sees it; each is encoded once."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Array] = {}

    def near(self, question: str, texts: Sequence[str]) -> dict[str, float]:
        """The cosine of each text with the question."""
        new = [t for t in dict.fromkeys(texts) if t not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new, kind="passage"), strict=True))
        asked = self._encoder.encode([question], kind="query")[0]
        return {t: float(self._known[t] @ asked) for t in texts}


def reply(asked: Asked, glossary: Glossary, meaning: _Meaning) -> str:
    """What the model says to one request; the same request always gets the same."""
    if asked.rewriting:
        return rewrite(asked.user)
    return NO_ANSWER if asked.repairing else write(asked, glossary, meaning)


def rewrite(prompt: str) -> str:
    """The last question on its own, from the conversation in the prompt."""
    found = _LAST.search(prompt)
    question = _POLITE.sub("", found[1]).strip() if found else ""
    said = [_POLITE.sub("", text).strip() for text in _SAID.findall(prompt)]
    whole = [text for text in said if not _BACK.search(text) and not _continues(text)] or said[:1]
    if not whole or not question:
        return question
    if _elliptic(question):
        return _asked_of(whole[-1], _AND.sub("", question))
    return f"{_capital(_AND.sub('', question)).rstrip(' ?')}, {_subject(whole[-1])} ?"


def _continues(text: str) -> bool:
    """« Et qui l’anime ? » goes on with a subject; « Et un PTCE, c’est quoi ? » brings its own."""
    return _AND.match(text) is not None and "c’est quoi" not in text


def _elliptic(text: str) -> bool:
    """« et sur l’illettrisme ? »: a complement alone."""
    return _AND.match(text) is not None and _PLACED.match(_AND.sub("", text)) is not None


def _asked_of(question: str, new: str) -> str:
    """An earlier question with another complement of the same kind."""
    preposition = new.split()[0]
    kept = re.split(rf" (?:{preposition}|sur|pour|par) ", question.rstrip(" ?"), maxsplit=1)[0]
    return f"{kept} {new.rstrip(' ?')} ?"


def _subject(question: str) -> str:
    text = _AND.sub("", question).rstrip(" ?").split(", c’est quoi")[0]
    found = _PHRASE.search(text)
    return found[0] if found else text.split()[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def write(asked: Asked, glossary: Glossary, meaning: _Meaning) -> str:
    """The sentences of the passages that are nearest to the question, one in two in other words."""
    found = _ASKED.search(asked.user)
    question = found[1] if found else ""
    wanted = stem_set(question)
    lines = [(n, s) for n, texts in asked.passages.items() for s in texts if len(s.split()) >= _SHORTEST]
    folded = {text: fold(text) for _, text in lines}
    counts = Counter(stem for text in folded.values() for stem in wanted if stem in text)
    weight = {stem: math.log(1 + len(lines) / count) for stem, count in counts.items()}
    whole = sum(weight.values()) or 1.0
    near = meaning.near(question, list(folded))

    def worth(line: tuple[int, str]) -> float:
        held = sum(weight[stem] for stem in weight if stem in folded[line[1]])
        return held / whole + _NEAR * near[line[1]] - _RANK * line[0]

    best = sorted(lines, key=worth, reverse=True)[:_SENTENCES]
    rng = random.Random(question)  # nosec B311 # a run that can be made again, no secret
    said = (
        (number, honest(text, glossary, rng) if place % 2 else text)
        for place, (number, text) in enumerate(best)
    )
    return "\n".join(f"{text.rstrip(' .;:')} [{number}]." for number, text in said) or NO_ANSWER
